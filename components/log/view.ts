import { html, nothing, type TemplateResult } from 'lit';
import type { LogLevel } from '../../core/index.js';
import { formatNumber } from '../internal/format.js';
import { icons } from './icons.js';
import { levels, type Line } from './lines.js';
import type { texts } from './texts.js';

export { texts } from './texts.js';
export { viewStyles } from './view.styles.js';

/** What is on show, and what the visitor may do with it. */
export interface LogView {
  lines: readonly Line[];
  /** Lines there are, whether they are shown or not. */
  kept: number;
  /** Older lines that are gone. */
  dropped: number;
  /** Lines that came since the pause. */
  arrived: number;
  level: LogLevel;
  filter: string;
  paused: boolean;
  /** Text to be copied by hand. */
  byHand: string | undefined;
  words: typeof texts;
  locale: string | undefined;
  choose(level: LogLevel): void;
  find(filter: string): void;
  pause(): void;
  copy(): void;
  clear(): void;
  scrolled(): void;
}

/** Controls and lines of a log. */
export function content(view: LogView): TemplateResult {
  const { lines, kept, dropped, byHand, words, locale, scrolled } = view;
  const time = new Intl.DateTimeFormat(locale, { hour: '2-digit', minute: '2-digit', second: '2-digit' });
  return html`${toolbar(view)}
    <div part="rows" class="rows" role="log" aria-live="off" aria-label=${words.log} tabindex="0" @scroll=${scrolled}>
      ${dropped > 0 ? html`<p class="note">${words.dropped(formatNumber(dropped, locale))}</p>` : nothing}
      ${lines.map((line) => row(line, view, time))}
      ${lines.length > 0 ? nothing : html`<div class="note">${kept > 0 ? words.noMatch : html`<slot name="empty">${words.empty}</slot>`}</div>`}
    </div>
    ${byHand === undefined ? nothing : html`<textarea readonly aria-label=${words.report} .value=${byHand}></textarea>`}`;
}

function row({ time, level, source, text, count }: Line, { words, locale }: LogView, format: Intl.DateTimeFormat): TemplateResult {
  return html`<div part="row" class="row" data-level=${level}>
    <time part="time" datetime=${new Date(time).toISOString()}>${format.format(time)}</time><span part="level" class="level" role="img" aria-label=${words[level]}></span>
    <span class="message"
      >${source ? html`<span part="source" class="source">${source}</span> ` : nothing}<span part="message">${text}</span></span
    >
    ${count > 1 ? html`<span class="count" title=${words.times(formatNumber(count, locale))}>×${formatNumber(count, locale)}</span>` : nothing}
  </div>`;
}

function toolbar({ level: chosen, filter, paused, arrived, words, locale, choose, find, pause, copy, clear }: LogView): TemplateResult {
  return html`<div part="toolbar" class="toolbar">
    <select aria-label=${words.level} @change=${(event: Event) => choose((event.target as HTMLSelectElement).value as LogLevel)}>
      ${levels.map((level) => html`<option value=${level} ?selected=${level === chosen}>${words[level]}</option>`)}
    </select>
    <input type="search" aria-label=${words.filter} placeholder=${words.filter} .value=${filter} @input=${(event: Event) => find((event.target as HTMLInputElement).value)} />
    <button type="button" class="button quiet small" @click=${pause}>
      ${paused ? icons.resume : icons.pause}${paused ? words.resume : words.pause}
      ${arrived > 0 ? html`<span class="count">${words.waiting(formatNumber(arrived, locale))}</span>` : nothing}
    </button>
    <button type="button" class="button quiet small" @click=${copy}>${icons.copy}${words.copy}</button>
    <button type="button" class="button quiet small" @click=${clear}>${icons.clear}${words.clear}</button>
  </div>`;
}
