import { html, nothing, type ReactiveControllerHost, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import type { AudioItem, Item, JsonValue, TensorItem } from '../../core/index.js';
import { formatBytes, formatNumber } from '../internal/format.js';
import { localeOf } from '../internal/locale.js';
import { formatDuration, formatRate } from '../internal/format-audio.js';
import { fillTemplate } from '../internal/fill-template.js';
import { isBytes, isRecord, isTensor } from '../internal/items.js';
import { part } from '../internal/part.js';
import { Clones } from './clones.js';
import { cellText, columnsOf, group, plainNumber, type Group, type OutputFormat, type Row } from './group.js';
import { imageType } from './image-kinds.js';
import { JsonTree } from './json-tree.js';
import { canvasOf, figure, type ImageItem } from './picture.js';
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
  /** Results that came before these and are gone. */
  gone: number;
}

export interface ShownResults {
  content: unknown;
  /** Kinds of results that are shown, by the names of the element's states. */
  kinds: ReadonlySet<string>;
  /** A single table: the frame needs no padding. */
  flush: boolean;
}

/** Images that are shown of neighbouring ones: the last of them. */
const IMAGES = 24;

/** Kinds of results that a template of the page may show, with the one whose template is taken where there is none for the kind itself. */
const templated: Record<string, string | undefined> = { text: undefined, scalars: 'text', table: 'json', json: 'table', audio: undefined, image: undefined, binary: undefined };

/** Renders results in the form that fits them. Fetched by `rm-output` when a pipeline begins to work. */
export class Results {
  readonly #host: ReactiveControllerHost & HTMLElement;
  readonly #trees = new Map<number, JsonTree>();
  readonly #urls = new Map<AudioItem | Uint8Array, string>();
  readonly #clones = new Clones();
  #sanitize: ((markup: string) => DocumentFragment) | undefined;
  /** By the first block. */
  readonly #joined = new WeakMap<AudioItem, { blocks: readonly AudioItem[]; whole: AudioItem }>();
  /** What tells the groups apart, ascending: the number of the result that each began with. */
  #ids: readonly number[] = [];

  constructor(host: ReactiveControllerHost & HTMLElement) {
    this.#host = host;
  }

  /** Whether all is there to show results in this format. */
  ready(format: OutputFormat): boolean {
    return format !== 'html-safe' || this.#sanitize !== undefined;
  }

  /**
   * Fetches what a format needs beyond this.
   *
   * @throws {RmError} RM1001, RM1006 when it does not come, RM5004, RM5007 when it cannot work on this page.
   */
  async prepare(format: OutputFormat): Promise<void> {
    if (this.ready(format)) return;
    const { checkSanitizer, sanitize } = await part(() => import('./html-safe.js'));
    checkSanitizer();
    this.#sanitize = sanitize;
  }

  render(view: ResultsView): ShownResults {
    const groups = group(view.items, view.format);
    this.#dropUrls(groups);
    this.#clones.begin();
    this.#identify(groups, view.gone);
    return {
      content: repeat(groups, (_, index) => this.#ids[index], (one, index) => this.#group(one, index, view)),
      kinds: new Set(groups.map(({ kind }) => (kind === 'scalars' ? 'text' : kind))),
      flush: groups.length === 1 && groups[0]?.kind === 'table' && !this.#template(groups[0]),
    };
  }

  /** Lets go of what players played and of what was drawn. */
  release(): void {
    this.#dropUrls([]);
    this.#clones.clear();
  }

  /** A group stays the same when the oldest results go, those before it or its own. */
  #identify(groups: readonly Group[], gone: number): void {
    let start = gone;
    const before = this.#ids.filter((id) => id <= gone).at(-1);
    this.#ids = groups.map(({ size }, index) => {
      const id = index === 0 ? (before ?? start) : start;
      start += size;
      return id;
    });
    for (const [id, tree] of this.#trees) {
      if (this.#ids.includes(id)) continue;
      this.#host.removeController(tree);
      this.#trees.delete(id);
    }
  }

  #group(one: Group, index: number, view: ResultsView): TemplateResult {
    const template = this.#template(one);
    if (template) return this.#filled(template, one, view);
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
      case 'image':
        return this.#images(one.images, view);
      case 'html':
        return this.#markup(one.texts, view);
      case 'json':
        return this.#tree(one.value, index, view);
      case 'binary':
        return this.#binary(one.value, view);
      case 'unfit':
        return html`<p part="note" class="note">${view.words.unfit(one.wanted)}</p>`;
    }
  }

  #tree(value: JsonValue, index: number, { items, label, words }: ResultsView): TemplateResult {
    const id = this.#ids[index]!;
    let tree = this.#trees.get(id);
    if (!tree) {
      tree = new JsonTree(this.#host);
      this.#trees.set(id, tree);
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

  #images(images: readonly ImageItem[], { label, words }: ResultsView): TemplateResult {
    const locale = localeOf(this.#host);
    const shown = images.slice(-IMAGES).map((image) => [image, this.#clones.of(image, canvasOf, () => canvasOf(image, () => this.#host.requestUpdate()))] as const);
    return html`<div class="images">
        ${repeat(shown, ([, canvas]) => canvas, ([image, canvas], index) => figure(image, canvas, shown.length > 1 ? `${label}, ${index + 1}` : label, words, locale))}
      </div>
      ${shown.length < images.length ? html`<p part="note" class="note">${words.lastResults(formatNumber(shown.length, locale), formatNumber(images.length, locale))}</p>` : nothing}`;
  }

  #markup(markup: readonly string[], { words }: ResultsView): TemplateResult {
    return this.#list(
      markup.map((text) =>
        this.#clones.of(text, this.#sanitize, () => {
          const element = document.createElement('div');
          element.setAttribute('part', 'html');
          element.className = 'html';
          element.dir = 'auto';
          try {
            element.append(this.#sanitize!(text));
          } catch {
            element.textContent = words.unfit('html-safe');
          }
          return element;
        }),
      ),
    );
  }

  /** The page's own template for results of this kind. */
  #template(one: Group): HTMLTemplateElement | undefined {
    if (!(one.kind in templated) || (one.kind === 'image' && one.images.some(isTensor))) return undefined;
    const named = (name: string | undefined): HTMLTemplateElement | undefined =>
      [...this.#host.children].find((child): child is HTMLTemplateElement => child instanceof HTMLTemplateElement && child.slot === name);
    const other = templated[one.kind];
    return named(one.kind) ?? (other && (one.kind !== 'json' || isRecord(one.value)) ? named(other) : undefined);
  }

  /** A copy of the page's template for each result, of a table for each row. */
  #filled(template: HTMLTemplateElement, one: Group, view: ResultsView): TemplateResult {
    return this.#list(
      this.#valuesOf(one, view).map(([value, toFill]) =>
        this.#clones.of(value, template, () => {
          const element = document.createElement('div');
          element.setAttribute('part', 'item');
          element.append(fillTemplate(template, toFill()));
          return element;
        }),
      ),
    );
  }

  /** By key: elements of results that stay are not touched when others go. */
  #list(elements: readonly HTMLElement[]): TemplateResult {
    return html`${repeat(elements, (element) => element, (element) => element)}`;
  }

  /** What a group consists of, each with what a template is filled from. */
  #valuesOf(one: Group, { max }: ResultsView): [value: unknown, toFill: () => unknown][] {
    const plain = (values: readonly unknown[]): [unknown, () => unknown][] => values.map((value) => [value, () => value]);
    switch (one.kind) {
      case 'text':
        return plain(one.texts);
      case 'scalars':
        return plain(one.values);
      case 'table':
        return plain(one.rows.slice(-max));
      case 'json':
        return plain([one.value]);
      case 'audio': {
        const audio = this.#join(one.blocks);
        const { samples, sampleRate, channels } = audio;
        return [[audio, () => ({ url: this.#urlOf(audio, () => toWav(audio)), duration: samples.length / channels / sampleRate, sampleRate, channels })]];
      }
      case 'image':
        return one.images.flatMap((image) => {
          if (isTensor(image)) return [];
          const type = imageType(image)!;
          return [[image, () => ({ url: this.#urlOf(image, () => new Blob([image as Uint8Array<ArrayBuffer>], { type })), type, bytes: image.byteLength })]];
        });
      case 'binary': {
        const { value } = one;
        return [[value, () => (isTensor(value) ? { dtype: value.dtype, shape: value.shape, bytes: value.data.byteLength } : { bytes: value.byteLength })]];
      }
      default:
        return [];
    }
  }

  /** The address of what is played or shown, as long as the element is in the page. */
  #urlOf(item: AudioItem | Uint8Array, blob: () => Blob): string | undefined {
    let url = this.#urls.get(item);
    if (!url && this.#host.isConnected) this.#urls.set(item, (url = URL.createObjectURL(blob())));
    return url;
  }

  #audio(blocks: readonly AudioItem[], { label, words }: ResultsView): TemplateResult {
    const item = this.#join(blocks);
    const { samples, sampleRate, channels } = item;
    const kind = channels === 1 ? words.mono : channels === 2 ? words.stereo : words.channels(channels);
    const locale = localeOf(this.#host);
    return html`<div class="audio">
      <audio part="audio" controls preload="metadata" aria-label=${label} src=${this.#urlOf(item, () => toWav(item)) ?? nothing}></audio>
      <span class="note">${formatDuration(samples.length / channels / sampleRate, locale)} · ${formatRate(sampleRate, locale)} · ${kind}</span>
    </div>`;
  }

  /** One item per stream, kept while no block is added: a player must not start anew with every render. */
  #join(blocks: readonly AudioItem[]): AudioItem {
    const first = blocks[0]!;
    const last = this.#joined.get(first);
    if (last && last.blocks.length === blocks.length && last.blocks.every((block, index) => block === blocks[index])) return last.whole;
    const whole = joinAudio(blocks);
    if (blocks.length > 1) this.#joined.set(first, { blocks, whole });
    return whole;
  }

  #dropUrls(groups: readonly Group[]): void {
    const used = new Set(groups.flatMap((one): unknown[] => (one.kind === 'audio' ? [this.#join(one.blocks)] : one.kind === 'image' ? one.images : [])));
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
