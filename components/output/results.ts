import { html, nothing, type ReactiveControllerHost, type TemplateResult } from 'lit';
import type { AudioItem, Item, JsonValue, TensorItem } from '../../core/index.js';
import { formatBytes, formatNumber } from '../internal/format.js';
import { localeOf } from '../internal/locale.js';
import { formatDuration, formatRate } from '../internal/format-audio.js';
import { isBytes } from '../internal/items.js';
import { cellText, columnsOf, group, plainNumber, type Group, type OutputFormat, type Row } from './group.js';
import { JsonTree } from './json-tree.js';
import { joinAudio, toWav } from './wav.js';
import type { texts } from './texts.js';

export { resultsStyles } from './results.styles.js';

/** What is to be shown, and how. */
export interface ResultsView {
  items: readonly Item[];
  format: OutputFormat;
  /** Name of the results for assistive technology. */
  label: string;
  words: typeof texts;
  /** Rows of a table that are shown. */
  max: number;
}

export interface ShownResults {
  content: unknown;
  /** Kinds of results that are shown, by the names of the element's states. */
  kinds: ReadonlySet<string>;
  /** A single table: the frame needs no padding. */
  flush: boolean;
}

/** Renders results in the form that fits them. Fetched by `rm-output` when a pipeline begins to work. */
export class Results {
  readonly #host: ReactiveControllerHost & HTMLElement;
  readonly #trees = new Map<number, JsonTree>();
  readonly #urls = new Map<AudioItem, string>();
  #joined: { blocks: readonly AudioItem[]; whole: AudioItem } | undefined;

  constructor(host: ReactiveControllerHost & HTMLElement) {
    this.#host = host;
  }

  render(view: ResultsView): ShownResults {
    const groups = group(view.items, view.format);
    this.#dropUrls(groups);
    return {
      content: groups.map((one, index) => this.#group(one, index, view)),
      kinds: new Set(groups.map(({ kind }) => (kind === 'scalars' ? 'text' : kind))),
      flush: groups.length === 1 && groups[0]?.kind === 'table',
    };
  }

  /** Lets go of what players played. */
  release(): void {
    this.#dropUrls([]);
  }

  #group(one: Group, index: number, view: ResultsView): TemplateResult {
    switch (one.kind) {
      case 'text':
        return html`${one.texts.map((text) => html`<p part="text" class="text">${text}</p>`)}`;
      case 'scalars':
        return html`<ul part="scalars" class="scalars" role="list">
          ${one.values.map((value) => html`<li>${typeof value === 'number' ? plainNumber(value) : String(value)}</li>`)}
        </ul>`;
      case 'table':
        return this.#table(one.rows, view);
      case 'audio':
        return this.#audio(one.blocks, view);
      case 'json':
        return this.#tree(one.value, index, view);
      case 'binary':
        return this.#binary(one.value, view);
      case 'unfit':
        return html`<p part="note" class="note">${view.words.unfit(one.wanted)}</p>`;
    }
  }

  #tree(value: JsonValue, index: number, { items, label, words }: ResultsView): TemplateResult {
    let tree = this.#trees.get(index);
    if (!tree) {
      tree = new JsonTree(this.#host);
      this.#trees.set(index, tree);
    }
    return tree.render(value, items.length > 1 ? `${label}, ${index + 1}` : label, words);
  }

  #table(rows: readonly Row[], { label, max, words }: ResultsView): TemplateResult {
    const columns = columnsOf(rows);
    const numeric = new Set(columns.filter((column) => rows.every((row) => row[column] === undefined || typeof row[column] === 'number')));
    const locale = localeOf(this.#host);
    const shown = rows.slice(-max);
    return html`<div class="scroll" role="region" aria-label=${words.table(label)} tabindex="0">
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
        ${shown.length < rows.length ? words.lastRows(formatNumber(shown.length, locale), formatNumber(rows.length, locale)) : words.rows(rows.length, formatNumber(rows.length, locale))}
      </p>`;
  }

  #audio(blocks: readonly AudioItem[], { label, words }: ResultsView): TemplateResult {
    const item = this.#join(blocks);
    const { samples, sampleRate, channels } = item;
    const kind = channels === 1 ? words.mono : channels === 2 ? words.stereo : words.channels(channels);
    const locale = localeOf(this.#host);
    let url = this.#urls.get(item);
    if (!url && this.#host.isConnected) this.#urls.set(item, (url = URL.createObjectURL(toWav(item))));
    return html`<div class="audio">
      <audio part="audio" controls preload="metadata" aria-label=${label} src=${url ?? nothing}></audio>
      <span class="note">${formatDuration(samples.length / channels / sampleRate, locale)} · ${formatRate(sampleRate, locale)} · ${kind}</span>
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

  #binary(value: Uint8Array | TensorItem, { words }: ResultsView): TemplateResult {
    const text = isBytes(value) ? formatBytes(value.byteLength, localeOf(this.#host)) : words.shape(value.dtype, value.shape.join(' × '));
    return html`<p part="note" class="note">${words.binary(text)}</p>`;
  }
}
