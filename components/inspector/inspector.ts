import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { property, state } from 'lit/decorators.js';
import type { Manifest, PipelineState } from '../../core/index.js';
import { showError } from '../error/show.js';
import { addStyles } from '../internal/add-styles.js';
import { announce } from '../internal/announce.js';
import { buttons } from '../internal/buttons.js';
import type { PipelineContext } from '../internal/context.js';
import { copyText } from '../internal/copy.js';
import { define } from '../internal/define.js';
import { RmLinkedElement } from '../internal/element.js';
import { localeOf } from '../internal/locale.js';
import { part } from '../internal/part.js';
import type { RmPipeline } from '../pipeline/pipeline.js';
import { chevron } from './icons.js';
import { inspectorStyles } from './inspector.styles.js';
import type * as Panels from './panels.js';
import type { TabName, View } from './panels.js';
import type { Taps } from './taps.js';
import { title } from './title.js';

/** Items that are kept for each node. */
const KEEP = 20;

/** What comes meanwhile is shown together; ms. */
const BEAT = 200;

/**
 * A look into a pipeline while it works: its graph, what leaves each node, its messages, timings and memory, its manifest, and a report
 * about the browser to copy. Looking changes nothing: results and their order stay the same.
 *
 * @tag rm-inspector
 * @summary Graph, items, messages, timings, memory, manifest and environment of a pipeline.
 * @status experimental
 * @since 0.1
 * @dependency rm-error
 * @dependency rm-graph
 * @dependency rm-log
 *
 * @slot tab-NAME - In place of the content of the tab of that name, for example `tab-graph`.
 *
 * @csspart base - The frame.
 * @csspart toggle - The button that opens and closes it.
 * @csspart tabs - The row of tabs.
 * @csspart tab - A tab.
 * @csspart panel - The content of the tab that is chosen.
 * @csspart error - Why it could not be opened.
 *
 * @cssstate open - It is open.
 * @cssstate error - It could not be opened.
 */
export class RmInspector extends RmLinkedElement<PipelineState> {
  static override styles = [...RmLinkedElement.styles, buttons, inspectorStyles];

  /** Whether it is open. */
  @property({ type: Boolean, reflect: true }) open = false;

  /** The tabs there are, in their order, as words; without it, all of them. */
  @property() tabs = 'graph taps messages timings memory manifest environment';

  /** The tab that is shown. */
  @property() tab: string | undefined;

  @state() private panels: typeof Panels | undefined;
  @state() private byHand: string | undefined;

  #fetching: Promise<void> | undefined;
  #watched: RmPipeline | undefined;
  #taps: Taps | undefined;
  /** Whose nodes are tapped. */
  #tapped: Manifest | undefined;
  #breaches: string[] = [];
  #beat: ReturnType<typeof setTimeout> | undefined;

  constructor() {
    super((whole) => whole);
  }

  override connectedCallback(): void {
    super.connectedCallback();
    document.addEventListener('securitypolicyviolation', this.#breached);
    this.requestUpdate();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    document.removeEventListener('securitypolicyviolation', this.#breached);
    clearTimeout(this.#beat);
    this.#beat = undefined;
  }

  protected override pipelineChanged(pipeline: PipelineContext | undefined): void {
    this.#unwatch();
    this.#watched = pipeline?.element as RmPipeline | undefined;
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    super.willUpdate(changed);
    this.setState('open', this.open);
    if (this.open && !this.panels && !this.error) this.#fetching ??= this.#fetchPanels();
    if (changed.has('tab')) this.byHand = undefined;
    if (this.open && this.#chosen() === 'taps') this.#watch();
    else this.#unwatch();
  }

  protected override async getUpdateComplete(): Promise<boolean> {
    const complete = await super.getUpdateComplete();
    if (!this.#fetching) return complete;
    await this.#fetching;
    return super.getUpdateComplete();
  }

  async #fetchPanels(): Promise<void> {
    try {
      const panels = await part(() => import('./panels.js'));
      addStyles(this, panels.panelsStyles);
      this.panels = panels;
    } catch (error) {
      this.fail(error);
    } finally {
      this.#fetching = undefined;
    }
  }

  /** Every node is tapped while its tab is shown, and only then: copying what leaves it costs time. */
  #watch(): void {
    const { manifest } = this.link.selected ?? {};
    if (!this.panels || !this.#watched || !manifest || this.#tapped === manifest) return;
    this.#tapped = manifest;
    this.#watched.watch(manifest.nodes.map(({ id }) => id));
    this.#taps ??= new this.panels.Taps(this.#watched.store, KEEP, this.#soon);
  }

  #unwatch(): void {
    if (!this.#taps) return;
    this.#taps.stop();
    this.#taps = this.#tapped = undefined;
    this.#watched?.watch([]);
  }

  #names(): TabName[] {
    return this.tabs.split(/\s+/).filter((name): name is TabName => this.panels?.tabNames.includes(name as TabName) ?? false);
  }

  #chosen(): TabName | undefined {
    const names = this.#names();
    return names.find((name) => name === this.tab) ?? names[0];
  }

  override render(): TemplateResult {
    const words = this.wording(title);
    return html`<div part="base" class="base">
        <button part="toggle" type="button" class="button toggle" aria-expanded=${this.open} @click=${() => (this.open = !this.open)}>${chevron}${words.inspector}</button>
        ${this.open ? this.#content(words.loading) : nothing}
      </div>
      ${showError(this.error, { part: 'error', retry: () => void (this.error = undefined) })}`;
  }

  #content(loading: string): TemplateResult | typeof nothing {
    const { panels } = this;
    if (!panels) return this.error ? nothing : html`<p class="loading">${loading}</p>`;
    const words = this.wording(panels.texts);
    const selected = this.link.selected;
    const names = this.#names();
    const chosen = this.#chosen();
    const view: View | undefined = selected && {
      state: selected,
      manifest: selected.manifest,
      taps: this.#taps,
      engine: this.#watched?.engine,
      breaches: this.#breaches,
      pipeline: this.pipeline,
      words,
      locale: localeOf(this),
      copy: (text) => void this.#copy(text),
      changed: () => this.requestUpdate(),
    };
    return panels.content({ names, chosen, view, words, byHand: this.byHand, choose: (name) => void (this.tab = name), key: this.#key });
  }

  async #copy(text: string): Promise<void> {
    const copied = await copyText(text);
    this.byHand = copied ? undefined : text;
    if (copied) {
      announce(this.link.value, this.wording(this.panels!.texts).copied);
      return;
    }
    await this.updateComplete;
    this.renderRoot.querySelector('textarea')?.select();
  }

  readonly #key = (event: KeyboardEvent): void => {
    const names = this.#names();
    const at = names.indexOf(this.#chosen()!);
    const forward = this.matches(':dir(rtl)') ? 'ArrowLeft' : 'ArrowRight';
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    const next = event.key === 'Home' ? 0 : event.key === 'End' ? names.length - 1 : step ? (at + (event.key === forward ? 1 : -1) + names.length) % names.length : undefined;
    if (next === undefined) return;
    event.preventDefault();
    this.tab = names[next];
    void this.updateComplete.then(() => this.renderRoot.querySelector<HTMLElement>('[role=tab][aria-selected=true]')?.focus());
  };

  readonly #soon = (): void => {
    this.#beat ??= setTimeout(() => {
      this.#beat = undefined;
      this.requestUpdate();
    }, BEAT);
  };

  readonly #breached = ({ effectiveDirective, blockedURI }: SecurityPolicyViolationEvent): void => {
    this.#breaches = [...this.#breaches, `${effectiveDirective}: ${blockedURI}`].slice(-20);
    this.requestUpdate();
  };
}

define('rm-inspector', RmInspector);

declare global {
  interface HTMLElementTagNameMap {
    'rm-inspector': RmInspector;
  }
}
