import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { property, state } from 'lit/decorators.js';
import type { Item, PipelineState, RmError } from '../../core/index.js';
import { showError } from '../error/show.js';
import { addStyles } from '../internal/add-styles.js';
import { define } from '../internal/define.js';
import { RmLinkedElement } from '../internal/element.js';
import type { PipelineContext } from '../internal/context.js';
import { RmResultEvent } from '../pipeline/events.js';
import { formatNumber } from '../internal/format.js';
import { localeOf } from '../internal/locale.js';
import { part } from '../internal/part.js';
import { atPointer } from '../internal/pointer.js';
import type { OutputFormat } from './group.js';
import { outputStyles } from './output.styles.js';
import type { Results } from './results.js';
import { texts } from './texts.js';

const kinds = ['text', 'json', 'table', 'image', 'audio', 'html'] as const;

/**
 * Shows what a node gives out: text, numbers, JSON as a tree that opens and closes, a table for lists and streams of objects,
 * images, a player for audio. Results are only ever shown as text: markup in them is not interpreted, unless `format="html-safe"` asks
 * for what is harmless of it.
 *
 * A `<template slot="json">` in it (or another type, below) shows results of that type in the page's own way: it is copied for each, with
 * `{{name}}`, `{{/json/pointer}}` and `{{.}}` filled as text. Its `part` attributes can be styled from the page.
 *
 * @tag rm-output
 * @summary The results of a pipeline, in the form that fits them.
 * @status experimental
 * @since 0.1
 * @dependency rm-error
 *
 * @slot empty - What is shown before the first result.
 * @slot text - A `<template>` for each text, which is `{{.}}`.
 * @slot scalars - A `<template>` for each number or truth value, which is `{{.}}`; without it that for `text`.
 * @slot json - A `<template>` for each object or list, with its fields; for the rows of a table too where they have none of their own.
 * @slot table - A `<template>` for each row of what would be a table, with its columns.
 * @slot image - A `<template>` for each image, with `url`, `type` and `bytes`.
 * @slot audio - A `<template>` for each recording, with `url`, `duration` in seconds, `sampleRate` in Hz and `channels`.
 * @slot binary - A `<template>` for other bytes and tensors, with `bytes`, `dtype` and `shape`.
 *
 * @event {RmResultEvent} rm-result - A result is shown here. Does not bubble; the pipeline fires one that does.
 *
 * @csspart base - The frame.
 * @csspart empty - What is shown before the first result.
 * @csspart text - One text.
 * @csspart scalars - Numbers and truth values.
 * @csspart tree - A JSON value.
 * @csspart table - A table.
 * @csspart image - One image, a canvas.
 * @csspart audio - The native player.
 * @csspart html - Markup of one result, sanitised.
 * @csspart item - One result in the page's own template.
 * @csspart note - How many there are, and what was left out.
 *
 * @cssstate empty - There is no result yet.
 * @cssstate running - The pipeline is working.
 * @cssstate text - Text or numbers are shown.
 * @cssstate json - A tree is shown.
 * @cssstate table - A table is shown.
 * @cssstate image - Images are shown.
 * @cssstate audio - A player is shown.
 * @cssstate html - Sanitised markup is shown.
 *
 * @cssproperty --rm-output-max-size - Height at which a table starts to scroll, and of the largest image.
 */
export class RmOutput extends RmLinkedElement<PipelineState['status']> {
  static override styles = [...RmLinkedElement.styles, outputStyles];

  /** Id of the node whose results are shown; without it, the last node of the pipeline. */
  @property() from: string | undefined;

  /**
   * `auto` chooses by what arrives. `image` takes PNG, JPEG, GIF, WebP and AVIF, and tensors of pixels (uint8, height × width × channels).
   * `html-safe` shows markup without scripts, styles, media, forms, ids and classes; its links open in a tab of their own.
   */
  @property() format: OutputFormat = 'auto';

  /** JSON pointer to the part of each result that is shown, for example `/text`. */
  @property() path = '';

  /** How many results are kept; older ones go. */
  @property({ type: Number }) max = 1000;

  /** Name of the results for assistive technology. */
  @property() label: string | undefined;

  @state() private kept: readonly Item[] = [];
  @state() private stale = false;

  #count = 0;
  #stop: (() => void) | undefined;
  #results: Results | undefined;
  #fetching: Promise<void> | undefined;
  /** What kept results from being shown. */
  #unfetched: RmError | undefined;

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
    this.#results?.release();
  }

  override connectedCallback(): void {
    super.connectedCallback();
    // What was rendered outside of the page has no addresses.
    this.#results?.release();
    this.requestUpdate();
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    // Another format may need nothing that is not there.
    if (changed.has('format') && this.error === this.#unfetched) this.error = undefined;
    super.willUpdate(changed);
    const status = this.link.selected;
    const busy = status === 'running' || status === 'loading';
    this.setState('running', busy);
    this.setState('empty', this.kept.length === 0);
    // When the pipeline begins to work, so that it is here before the first result.
    if ((busy || this.kept.length > 0) && !this.#results?.ready(this.format) && !this.error) this.#fetching ??= this.#fetchResults();
  }

  protected override async getUpdateComplete(): Promise<boolean> {
    const complete = await super.getUpdateComplete();
    if (!this.#fetching) return complete;
    await this.#fetching;
    return super.getUpdateComplete();
  }

  async #fetchResults(): Promise<void> {
    const { format } = this;
    try {
      if (!this.#results) {
        const { Results, resultsStyles } = await part(() => import('./results.js'));
        this.#results = new Results(this);
        addStyles(this, resultsStyles);
      }
      await this.#results.prepare(format);
    } catch (error) {
      // What is asked for now is tried below.
      if (format === this.format) this.#unfetched = this.fail(error);
    }
    this.#fetching = undefined;
    this.requestUpdate();
  }

  override render(): TemplateResult {
    const { kept, format, max } = this;
    const words = this.wording(texts);
    const label = this.label ?? words.label;
    const gone = this.#count - kept.length;
    const shown = kept.length && this.#results?.ready(format) ? this.#results.render({ items: kept, format, label, max, words, gone }) : undefined;
    for (const name of kinds) this.setState(name, shown?.kinds.has(name) ?? false);
    const busy = this.link.selected === 'running' || this.link.selected === 'loading';
    return html`<div
      part="base"
      class="base ${shown?.flush ? 'flush' : ''} ${this.stale ? 'stale' : ''}"
      role="group"
      aria-label=${label}
      aria-busy=${busy}
    >
      ${
        shown?.content ?? html`<div part="empty" class="empty"><slot name="empty">${busy || kept.length ? words.working : words.empty}</slot></div>`
      }
      ${
        gone > 0
          ? html`<p part="note" class="note">${words.lastResults(formatNumber(kept.length, localeOf(this)), formatNumber(this.#count, localeOf(this)))}</p>`
          : nothing
      }
      ${showError(this.error, { retry: () => (this.error = undefined) })}
    </div>`;
  }
}

define('rm-output', RmOutput);

declare global {
  interface HTMLElementTagNameMap {
    'rm-output': RmOutput;
  }
}
