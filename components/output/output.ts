import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { property, state } from 'lit/decorators.js';
import type { AudioItem, Item, JsonValue, PipelineState, TensorItem } from '../../core/index.js';
import { define } from '../internal/define.js';
import { RmLinkedElement } from '../internal/element.js';
import type { PipelineContext } from '../internal/context.js';
import { RmResultEvent } from '../internal/events.js';
import { atPointer, isBytes } from '../internal/items.js';
import { cellText, columnsOf, group, plainNumber, type Group, type OutputFormat, type Row } from './group.js';
import { JsonTree } from './json-tree.js';
import { joinAudio, toWav } from './wav.js';
import { outputStyles } from './output.styles.js';
import '../error/error.js';

const formats = ['text', 'json', 'table', 'audio'] as const;

/**
 * Shows what a node gives out: text, numbers, JSON as a tree that opens and closes, a table for lists and streams of objects,
 * a player for audio. Results are only ever shown as text: markup in them is not interpreted.
 *
 * @tag rm-output
 * @summary The results of a pipeline, in the form that fits them.
 * @status experimental
 * @since 0.1
 * @dependency rm-error
 *
 * @slot empty - What is shown before the first result.
 *
 * @event {RmResultEvent} rm-result - A result is shown here. Does not bubble; the pipeline fires one that does.
 *
 * @csspart base - The frame.
 * @csspart empty - What is shown before the first result.
 * @csspart text - One text.
 * @csspart scalars - Numbers and truth values.
 * @csspart tree - A JSON value.
 * @csspart table - A table.
 * @csspart audio - The native player.
 * @csspart note - How many there are, and what was left out.
 *
 * @cssstate empty - There is no result yet.
 * @cssstate running - The pipeline is working.
 * @cssstate text - Text or numbers are shown.
 * @cssstate json - A tree is shown.
 * @cssstate table - A table is shown.
 * @cssstate audio - A player is shown.
 *
 * @cssproperty --rm-output-max-size - Height at which a table starts to scroll.
 */
export class RmOutput extends RmLinkedElement<PipelineState['status']> {
  static override styles = [...RmLinkedElement.styles, outputStyles];

  /** Id of the node whose results are shown; without it, the last node of the pipeline. */
  @property() from: string | undefined;

  /** `auto` chooses by what arrives. */
  @property() format: OutputFormat = 'auto';

  /** JSON pointer to the part of each result that is shown, for example `/text`. */
  @property() path = '';

  /** How many results are kept; older ones go. */
  @property({ type: Number }) max = 1000;

  /** Name of the results for assistive technology. */
  @property() label = 'Results';

  @state() private kept: readonly Item[] = [];
  @state() private stale = false;

  #count = 0;
  #stop: (() => void) | undefined;
  readonly #trees = new Map<number, JsonTree>();
  #urls = new Map<AudioItem, string>();
  #joined: { blocks: readonly AudioItem[]; whole: AudioItem } | undefined;

  constructor() {
    super((state) => state.status);
  }

  /** The results that are shown, oldest first. May be set by a script to show values without a pipeline. */
  get items(): readonly Item[] {
    return this.kept;
  }
  set items(items: readonly Item[]) {
    this.#count = items.length;
    this.stale = false;
    this.kept = items.slice(-this.max);
  }

  /** Adds one result. */
  add(item: Item): void {
    const shown = this.path ? atPointer(item, this.path) : item;
    if (shown === undefined) return;
    if (this.stale) this.clear();
    this.#count += 1;
    this.kept = [...this.kept, shown].slice(-Math.max(1, this.max));
  }

  /** Removes the results. */
  clear(): void {
    this.#count = 0;
    this.stale = false;
    this.kept = [];
  }

  protected override pipelineChanged(pipeline: PipelineContext | undefined): void {
    this.#stop?.();
    this.#stop = pipeline?.listen({
      reset: () => {
        // What was there stays, paler, until the new run brings something: an empty frame would flicker.
        this.stale = this.kept.length > 0;
      },
      settled: () => {
        if (this.stale) this.clear();
      },
      output: ({ item, nodeId, sequence }) => {
        if (!pipeline.sourcesOf(this).includes(nodeId)) return;
        this.add(item);
        this.emit(new RmResultEvent(item, nodeId, sequence, { bubbles: false, composed: false }));
      },
    });
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    for (const url of this.#urls.values()) URL.revokeObjectURL(url);
    this.#urls.clear();
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.requestUpdate();
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    super.willUpdate(changed);
    const status = this.link.selected;
    this.setState('running', status === 'running' || status === 'loading');
    this.setState('empty', this.kept.length === 0);
  }

  override render(): TemplateResult {
    const groups = group(this.kept, this.format);
    const kinds = new Set(groups.map(({ kind }) => (kind === 'scalars' ? 'text' : kind)));
    for (const name of formats) this.setState(name, kinds.has(name));
    this.#dropUrls(groups);
    const flush = groups.length === 1 && groups[0]?.kind === 'table';
    const hidden = this.#count - this.kept.length;
    const busy = this.link.selected === 'running' || this.link.selected === 'loading';
    return html`<div
      part="base"
      class="base ${flush ? 'flush' : ''} ${this.stale ? 'stale' : ''}"
      role="group"
      aria-label=${this.label}
      aria-busy=${busy}
    >
      ${
        groups.length
          ? groups.map((one, index) => this.#group(one, index))
          : html`<div part="empty" class="empty"><slot name="empty">${busy ? 'Working…' : 'No result yet'}</slot></div>`
      }
      ${
        hidden > 0
          ? html`<p part="note" class="note">The last ${this.number(this.kept.length)} of ${this.number(this.#count)} results</p>`
          : nothing
      }
      ${this.error ? html`<rm-error .error=${this.error}></rm-error>` : nothing}
    </div>`;
  }

  #group(one: Group, index: number): TemplateResult {
    switch (one.kind) {
      case 'text':
        return html`${one.texts.map((text) => html`<p part="text" class="text">${text}</p>`)}`;
      case 'scalars':
        return html`<ul part="scalars" class="scalars" role="list">
          ${one.values.map((value) => html`<li>${typeof value === 'number' ? plainNumber(value) : String(value)}</li>`)}
        </ul>`;
      case 'table':
        return this.#table(one.rows);
      case 'audio':
        return this.#audio(one.blocks);
      case 'json':
        return this.#tree(one.value, index);
      case 'binary':
        return this.#binary(one.value);
      case 'unfit':
        return html`<p part="note" class="note">A result that cannot be shown as ${one.wanted}.</p>`;
    }
  }

  #tree(value: JsonValue, index: number): TemplateResult {
    let tree = this.#trees.get(index);
    if (!tree) {
      tree = new JsonTree(this);
      this.#trees.set(index, tree);
    }
    return tree.render(value, this.kept.length > 1 ? `${this.label}, ${index + 1}` : this.label);
  }

  #table(rows: readonly Row[]): TemplateResult {
    const columns = columnsOf(rows);
    const numeric = new Set(columns.filter((column) => rows.every((row) => row[column] === undefined || typeof row[column] === 'number')));
    const shown = rows.slice(-this.max);
    return html`<div class="scroll" role="region" aria-label="${this.label}, table" tabindex="0">
        <table part="table">
          <thead>
            <tr>
              ${columns.map((column) => html`<th scope="col" class=${numeric.has(column) ? 'number' : ''}>${column}</th>`)}
            </tr>
          </thead>
          <tbody>
            ${shown.map(
              (row) => html`<tr>
                ${columns.map((column) => html`<td class=${numeric.has(column) ? 'number' : ''}>${cellText(row[column])}</td>`)}
              </tr>`,
            )}
          </tbody>
        </table>
      </div>
      <p part="note" class="note">
        ${shown.length < rows.length ? `The last ${this.number(shown.length)} of ` : ''}${this.number(rows.length)} ${rows.length === 1 ? 'row' : 'rows'}
      </p>`;
  }

  #audio(blocks: readonly AudioItem[]): TemplateResult {
    const item = this.#join(blocks);
    const { samples, sampleRate, channels } = item;
    const kind = channels === 1 ? 'mono' : channels === 2 ? 'stereo' : `${channels} channels`;
    let url = this.#urls.get(item);
    if (!url && this.isConnected) this.#urls.set(item, (url = URL.createObjectURL(toWav(item))));
    return html`<div class="audio">
      <audio part="audio" controls preload="metadata" aria-label=${this.label} src=${url ?? nothing}></audio>
      <span class="note">${this.duration(samples.length / channels / sampleRate)} · ${this.rate(sampleRate)} · ${kind}</span>
    </div>`;
  }

  /** One item per stream, kept while no block is added: a player must not start anew with every render. */
  #join(blocks: readonly AudioItem[]): AudioItem {
    const last = this.#joined;
    if (last && last.blocks.length === blocks.length && last.blocks.every((block, index) => block === blocks[index])) return last.whole;
    const whole = joinAudio(blocks);
    if (blocks.length > 1) this.#joined = { blocks, whole };
    return whole;
  }

  #dropUrls(groups: readonly Group[]): void {
    const used = new Set(groups.flatMap((one) => (one.kind === 'audio' ? [this.#join(one.blocks)] : [])));
    for (const [item, url] of this.#urls) {
      if (used.has(item)) continue;
      URL.revokeObjectURL(url);
      this.#urls.delete(item);
    }
  }

  #binary(value: Uint8Array | TensorItem): TemplateResult {
    const text = isBytes(value) ? this.bytes(value.byteLength) : `${value.dtype}, shape ${value.shape.join(' × ')}`;
    return html`<p part="note" class="note">Binary data, ${text}</p>`;
  }
}

define('rm-output', RmOutput);

declare global {
  interface HTMLElementTagNameMap {
    'rm-output': RmOutput;
  }
}
