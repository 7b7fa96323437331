import { html, type PropertyValues, type TemplateResult } from 'lit';
import { property, state } from 'lit/decorators.js';
import type { Manifest, PipelineState } from '../../core/index.js';
import { showError } from '../error/show.js';
import { addStyles } from '../internal/add-styles.js';
import type { PipelineContext } from '../internal/context.js';
import { define } from '../internal/define.js';
import { RmLinkedElement } from '../internal/element.js';
import { localeOf } from '../internal/locale.js';
import { part } from '../internal/part.js';
import type { RmPipeline } from '../pipeline/pipeline.js';
import type { Drawing } from './drawing.js';
import { RmSelectEvent } from './events.js';
import { graphStyles } from './graph.styles.js';
import { texts } from './texts.js';

const select = ({ manifest, status, metrics, failedNode }: PipelineState): Pick<PipelineState, 'manifest' | 'status' | 'metrics' | 'failedNode'> => ({ manifest, status, metrics, failedNode });

/**
 * Draws a pipeline: its nodes in layers, with the connections between them, from the inputs to the outputs. To assistive tools it is
 * a nested list that says the same. Wider than its place, it scrolls inside itself.
 *
 * @tag rm-graph
 * @summary A pipeline as a picture and as a list, with what each node does at the moment.
 * @status experimental
 * @since 0.1
 * @dependency rm-error
 *
 * @slot empty - What is shown while there is no graph.
 * @slot node-ID - In place of the name of the node with that id.
 *
 * @event {RmSelectEvent} rm-select - A node was chosen, where the graph is `interactive`.
 *
 * @csspart base - The frame, which scrolls.
 * @csspart node - A node.
 * @csspart label - Its name.
 * @csspart type - What it is.
 * @csspart time - The time that it takes for an item.
 * @csspart error - Why the picture could not be drawn.
 *
 * @cssstate empty - There is no graph.
 * @cssstate running - The pipeline is working.
 * @cssstate error - The picture could not be drawn.
 *
 * @cssproperty --rm-graph-max-size - Height at which it starts to scroll.
 */
export class RmGraph extends RmLinkedElement<ReturnType<typeof select>> {
  static override styles = [...RmLinkedElement.styles, graphStyles];

  /** `layered` is a picture; `list` shows the nested list in its place. */
  @property() layout: 'layered' | 'list' = 'layered';

  /** Shows what each node does: working, done or failed, and its time for an item. */
  @property({ type: Boolean }) live = false;

  /** Nodes can be chosen, and the arrow keys lead along the connections. */
  @property({ type: Boolean }) interactive = false;

  /** Id of the node that is chosen. */
  @property() selected: string | undefined;

  @state() private own: Manifest | undefined;

  #drawing: Drawing | undefined;
  #fetching: Promise<void> | undefined;
  #stop: (() => void) | undefined;

  constructor() {
    super(select);
  }

  /** What is drawn: the pipeline's manifest, unless a script sets another one. */
  get manifest(): Manifest | undefined {
    return this.own ?? this.link.selected?.manifest;
  }
  set manifest(manifest: Manifest | undefined) {
    this.own = manifest;
  }

  protected override pipelineChanged(pipeline: PipelineContext | undefined): void {
    this.#stop?.();
    // Inputs and outputs are not part of the manifest.
    this.#stop = pipeline?.store.channel('markup').on(() => this.requestUpdate());
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    super.willUpdate(changed);
    const { manifest } = this;
    this.setState('empty', manifest === undefined);
    this.setState('running', this.link.selected?.status === 'running');
    if (manifest && !this.#drawing && !this.error) this.#fetching ??= this.#fetchDrawing();
  }

  protected override async getUpdateComplete(): Promise<boolean> {
    const complete = await super.getUpdateComplete();
    if (!this.#fetching) return complete;
    await this.#fetching;
    return super.getUpdateComplete();
  }

  protected override updated(): void {
    this.#drawing?.place(this.renderRoot);
  }

  async #fetchDrawing(): Promise<void> {
    try {
      const { Drawing, drawingStyles } = await part(() => import('./drawing.js'));
      this.#drawing = new Drawing();
      addStyles(this, drawingStyles);
      this.requestUpdate();
    } catch (error) {
      this.fail(error);
    } finally {
      this.#fetching = undefined;
    }
  }

  override render(): TemplateResult {
    const words = this.wording(texts);
    return html`<div part="base" class="scroll" role="group" aria-label=${words.graph} tabindex=${this.interactive ? -1 : 0} @click=${this.#click} @keydown=${this.#key}>
        ${this.#picture(words) ?? html`<p class="empty"><slot name="empty">${words.empty}</slot></p>`}
      </div>
      ${showError(this.error, { part: 'error', retry: this.#retry })}`;
  }

  #picture(words: typeof texts): TemplateResult | undefined {
    const { manifest, layout, live, interactive, selected } = this;
    if (!manifest || !this.#drawing) return undefined;
    const { status = 'idle', metrics, failedNode } = this.link.selected ?? {};
    // Where the pipeline runs its own graph, the page's elements are at its ends.
    const endpoints = this.own ? [] : ((this.link.value?.element as Partial<RmPipeline> | undefined)?.endpoints ?? []);
    return this.#drawing.render({
      manifest,
      endpoints,
      state: { status, metrics, failedNode },
      layout: layout === 'list' ? 'list' : 'layered',
      live,
      interactive,
      selected,
      words,
      locale: localeOf(this),
    });
  }

  readonly #retry = (): void => {
    this.error = undefined;
  };

  readonly #click = (event: Event): void => {
    const id = nodeOf(event);
    if (id === undefined || !this.interactive) return;
    this.#drawing?.activate(id);
    this.selected = id;
    this.emit(new RmSelectEvent(id));
  };

  readonly #key = (event: KeyboardEvent): void => {
    const id = nodeOf(event);
    if (id === undefined || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const forward = !this.matches(':dir(rtl)');
    const next = this.#drawing?.step(id, event.key, this.layout, forward);
    if (next === undefined) return;
    event.preventDefault();
    this.#drawing?.activate(next);
    this.requestUpdate();
    void this.updateComplete.then(() => this.renderRoot.querySelector<HTMLElement>(`[data-id="${CSS.escape(next)}"]`)?.focus());
  };
}

const nodeOf = (event: Event): string | undefined => (event.target as Element).closest<HTMLElement>('button[data-id]')?.dataset.id;

define('rm-graph', RmGraph);

declare global {
  interface HTMLElementTagNameMap {
    'rm-graph': RmGraph;
  }
}
