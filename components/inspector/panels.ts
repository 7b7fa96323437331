import { html, nothing, type TemplateResult } from 'lit';
import { audioDuration, currentBase, isAudio, isTensor, type Item, type Manifest, type PipelineState } from '../../core/index.js';
import { environment, type Environment } from '../../core/report/environment.js';
import { VERSION } from '../internal/define.js';
import { formatBytes, formatNumber } from '../internal/format.js';
import { formatDuration, formatRate } from '../internal/format-audio.js';
import { icons } from '../internal/icons.js';
import { isBytes } from '../internal/items.js';
import type { Taps } from './taps.js';
import type { texts } from './texts.js';
import '../graph/graph.js';
import '../log/log.js';

export { panelsStyles } from './panels.styles.js';
export { Taps } from './taps.js';
export { texts } from './texts.js';

export const tabNames = ['graph', 'taps', 'messages', 'timings', 'memory', 'manifest', 'environment'] as const;
export type TabName = (typeof tabNames)[number];

/** What the panels show, and what they ask of the element they are in. */
export interface View {
  state: PipelineState;
  manifest: Manifest | undefined;
  taps: Taps | undefined;
  engine: string | undefined;
  /** Breaches of the page's policy, as `directive: address`. */
  breaches: readonly string[];
  /** Id of the pipeline that is named. */
  pipeline: string | undefined;
  words: typeof texts;
  locale: string | undefined;
  copy(text: string): void;
  changed(): void;
}

/** Content of the tabs. That of messages must stay in the tree while others are shown: what was logged meanwhile is missing otherwise. */
const panels: Record<TabName, (view: View) => TemplateResult> = {
  graph: ({ pipeline }) => html`<rm-graph live interactive pipeline=${pipeline || nothing}></rm-graph>`,
  messages: ({ pipeline }) => html`<rm-log pipeline=${pipeline || nothing}></rm-log>`,
  taps,
  timings,
  memory,
  manifest: ({ manifest, words, copy }) => {
    const text = JSON.stringify(manifest, null, 2) ?? '';
    return html`${copyRow(words, () => copy(text))}
      <pre tabindex="0" role="region" aria-label=${words.manifest}>${text}</pre>`;
  },
  environment: environmentPanel,
};

interface Tabs {
  names: readonly TabName[];
  chosen: TabName | undefined;
  /** Undefined where there is no pipeline. */
  view: View | undefined;
  words: typeof texts;
  /** Text that could not be copied. */
  byHand: string | undefined;
  choose(name: TabName): void;
  key(event: KeyboardEvent): void;
}

/** The row of tabs, and the panel of each. */
export const content = ({ names, chosen, view, words, byHand, choose, key }: Tabs): TemplateResult =>
  html`<div part="tabs" class="tabs" role="tablist" aria-label=${words.inspector} @keydown=${key}>
      ${names.map(
        (name) => html`<button part="tab" type="button" role="tab" id="tab-${name}" aria-controls="panel-${name}" aria-selected=${name === chosen} tabindex=${name === chosen ? 0 : -1}
          @click=${() => choose(name)}>${words[name]}</button>`,
      )}
    </div>
    ${names.map(
      (name) => html`<div part="panel" role="tabpanel" id="panel-${name}" aria-labelledby="tab-${name}" tabindex="0" ?hidden=${name !== chosen}>
        ${name === chosen || name === 'messages' ? html`<slot name="tab-${name}">${view ? panels[name](view) : words.none}</slot>` : nothing}
        ${name === chosen && byHand !== undefined ? html`<textarea readonly aria-label=${words.byHand} .value=${byHand}></textarea>` : nothing}
      </div>`,
    )}`;

function taps({ manifest, taps: kept, words, locale, changed }: View): TemplateResult {
  const toggle = (): void => {
    if (kept) kept.paused = !kept.paused;
    changed();
  };
  return html`<div class="row">
      <button type="button" class="button small" aria-pressed=${kept?.paused ?? false} @click=${toggle}>${words.pause}</button>
      ${kept?.empty === false ? nothing : html`<p class="note">${words.tapsNext}</p>`}
    </div>
    ${manifest?.nodes.map(({ id }) => {
      const { count, last } = kept?.of(id) ?? { count: 0, last: [] };
      return html`<section class="tap">
        <h4>${id}</h4>
        <p class="note">${count === 0 ? words.noItems : words.items(formatNumber(count, locale))}</p>
        <ol>
          ${[...last].reverse().map((item) => html`<li>${preview(item, words, locale)}</li>`)}
        </ol>
      </section>`;
    })}`;
}

/** An item in a line. */
export function preview(item: Item, words: typeof texts, locale: string | undefined): string {
  if (isAudio(item)) return words.audio(formatDuration(audioDuration(item), locale), formatRate(item.sampleRate, locale), formatNumber(item.channels, locale));
  if (isTensor(item)) return words.tensor(item.dtype, item.shape.map((size) => formatNumber(size, locale)).join(' × '));
  if (isBytes(item)) return words.bytes(formatBytes(item.byteLength, locale));
  const text = typeof item === 'string' ? item : JSON.stringify(item);
  return text.length > 300 ? `${text.slice(0, 300)}…` : text;
}

function timings({ state, words, locale }: View): TemplateResult {
  const nodes = state.metrics?.node_metrics ?? [];
  if (nodes.length === 0) return html`<p class="note">${words.noTimings}</p>`;
  const all = nodes.reduce((sum, node) => sum + node.total_duration_us, 0) || 1;
  const time = (microseconds: number): string => new Intl.NumberFormat(locale, { style: 'unit', unit: 'millisecond', maximumSignificantDigits: 3 }).format(microseconds / 1000);
  const percent = new Intl.NumberFormat(locale, { style: 'percent' });
  const heads = [words.itemsIn, words.itemsOut, words.average, words.longest, words.total, words.errors];
  return html`<div class="wide" role="region" aria-label=${words.timings} tabindex="0">
    <table>
      <thead>
        <tr>
          <th scope="col">${words.node}</th>
          ${heads.map((head) => html`<th scope="col" class="number">${head}</th>`)}
          <th scope="col">${words.share}</th>
        </tr>
      </thead>
      <tbody>
        ${nodes.map((node) => {
          const figures = [formatNumber(node.items_in, locale), formatNumber(node.items_out, locale), time(node.avg_duration_us), time(node.max_duration_us), time(node.total_duration_us), formatNumber(node.error_count, locale)];
          const share = node.total_duration_us / all;
          return html`<tr>
            <th scope="row">${node.node_id}</th>
            ${figures.map((figure) => html`<td class="number">${figure}</td>`)}
            <td><meter min="0" max="1" .value=${share} aria-label=${words.share}>${percent.format(share)}</meter> ${percent.format(share)}</td>
          </tr>`;
        })}
      </tbody>
    </table>
  </div>`;
}

function memory({ state, words, locale }: View): TemplateResult {
  const { metrics, pushed, delivered, pending } = state;
  const size = (bytes: number | undefined): string => (bytes === undefined ? words.unknown : formatBytes(bytes, locale));
  // Chromium's own; the others tell nothing.
  const page = (performance as Performance & { memory?: { usedJSHeapSize: number } }).memory?.usedJSHeapSize;
  return facts([
    [words.runtimeMemory, size(metrics?.peak_memory_bytes)],
    ...(page === undefined ? [] : [[words.pageMemory, size(page)] as const]),
    [words.pending, formatNumber(pending, locale)],
    [words.pushed, formatNumber(pushed, locale)],
    [words.delivered, formatNumber(delivered, locale)],
    ...(metrics?.node_metrics ?? []).flatMap((node) => [
      [words.bytesIn(node.node_id), size(node.bytes_in)] as const,
      [words.bytesOut(node.node_id), size(node.bytes_out)] as const,
    ]),
  ]);
}

function environmentPanel(view: View): TemplateResult {
  const rows = environmentRows(view);
  return html`${copyRow(view.words, () => view.copy(rows.map(([name, value]) => `${name}: ${value}`).join('\n')))}${facts(rows)}`;
}

function environmentRows({ words, locale, engine, breaches }: View): [string, string][] {
  const told = (value: Environment[keyof Environment]): string =>
    typeof value === 'boolean' ? (value ? words.yes : words.no) : typeof value === 'number' ? (value ? formatNumber(value, locale) : words.notTold) : value || words.notTold;
  const { memory: gigabytes, ...found } = environment();
  return [
    [words.kit, VERSION],
    [words.base, currentBase()?.href ?? words.notTold],
    [words.engine, engine || 'worker'],
    ...(Object.keys(found) as (keyof typeof found)[]).map((name): [string, string] => [words[name], told(found[name])]),
    [words.memory, gigabytes ? formatBytes(gigabytes * 1e9, locale) : words.notTold],
    [words.policy, breaches.length > 0 ? breaches.join('; ') : words.noBreach],
  ];
}

const facts = (rows: readonly (readonly [string, string])[]): TemplateResult => html`<dl>${rows.map(([name, value]) => html`<dt>${name}</dt><dd>${value}</dd>`)}</dl>`;

const copyRow = (words: typeof texts, copy: () => void): TemplateResult =>
  html`<div class="row"><button type="button" class="button small" @click=${copy}>${icons.copy}${words.copy}</button></div>`;
