import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { property, state } from 'lit/decorators.js';
import type { LogLevel, LogLine, RmError } from '../../core/index.js';
import { announce } from '../internal/announce.js';
import { copyText } from '../internal/copy.js';
import { buttons } from '../internal/buttons.js';
import type { PipelineContext } from '../internal/context.js';
import { define } from '../internal/define.js';
import { RmLinkedElement } from '../internal/element.js';
import { formatNumber } from '../internal/format.js';
import { localeOf } from '../internal/locale.js';
import { headline } from '../internal/report.js';
import { icons } from './icons.js';
import { levels, Lines, select, toText, type Line } from './lines.js';
import { logStyles } from './log.styles.js';
import { texts } from './texts.js';

/** What comes meanwhile is shown together; ms. */
const BEAT = 100;

/** Nearer than this to its end, the list follows what comes; px. */
const NEAR = 24;

/**
 * What a pipeline prints and logs, and its errors. Follows the newest line until the reader scrolls up. Screen readers find it as a
 * log, and are not interrupted by it.
 *
 * @tag rm-log
 * @summary The lines that a pipeline logs, to filter, pause and copy.
 * @status experimental
 * @since 0.1
 *
 * @slot empty - What is shown before the first line.
 *
 * @csspart base - The frame.
 * @csspart toolbar - The row of controls.
 * @csspart rows - The list, which scrolls.
 * @csspart row - One line.
 * @csspart time - When it came.
 * @csspart level - Its severity.
 * @csspart source - The node that said it.
 * @csspart message - What it said.
 *
 * @cssstate empty - There is no line.
 * @cssstate paused - New lines are not shown.
 *
 * @cssproperty --rm-log-max-size - Height at which the list starts to scroll.
 */
export class RmLog extends RmLinkedElement {
  static override styles = [...RmLinkedElement.styles, buttons, logStyles];

  /** The least severe lines that are shown: `error`, `warn`, `info` or `debug`. */
  @property() level: LogLevel = 'debug';

  /** Words that a line must hold to be shown. */
  @property() filter = '';

  /** How many lines are kept; older ones go. */
  @property({ type: Number }) max = 500;

  /** Keeps what is shown as it is; lines that come meanwhile wait. */
  @property({ type: Boolean, reflect: true }) paused = false;

  @state() private byHand = false;

  readonly #lines = new Lines();
  /** What was there when the list was paused. */
  #frozen: readonly Line[] | undefined;
  #arrived = 0;
  #follows = true;
  #release: (() => void)[] = [];
  #beat: ReturnType<typeof setTimeout> | undefined;

  /** The lines that are kept, oldest first. */
  get lines(): readonly Line[] {
    return this.#lines.all;
  }

  /** Adds a line of the page's own. */
  add(text: string, level: LogLevel = 'info', source = ''): void {
    this.#lines.add({ level, source, text }, this.max);
    if (this.paused) this.#arrived += 1;
    this.#beat ??= setTimeout(() => {
      this.#beat = undefined;
      this.requestUpdate();
    }, BEAT);
  }

  /** Removes all lines. */
  clear(): void {
    this.#lines.clear();
    this.#frozen = this.paused ? [] : undefined;
    this.#arrived = 0;
    this.requestUpdate();
  }

  /** The lines on show as text. */
  toText(): string {
    return toText(this.#shown());
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearTimeout(this.#beat);
    this.#beat = undefined;
  }

  protected override pipelineChanged(pipeline: PipelineContext | undefined): void {
    for (const release of this.#release.splice(0)) release();
    if (!pipeline) return;
    this.#release = [
      pipeline.store.channel<LogLine>('log').on(({ level, text, nodeId }) => this.add(text, level, nodeId)),
      pipeline.store.channel<RmError>('error').on((error) => this.add(`${error.code}: ${headline(error)}`, 'error', error.nodeId)),
    ];
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    super.willUpdate(changed);
    if (changed.has('max')) this.#lines.limit(this.max);
    if (changed.has('paused')) {
      this.#frozen = this.paused ? this.#lines.all : undefined;
      this.#arrived = 0;
    }
    this.setState('paused', this.paused);
    this.setState('empty', this.#lines.all.length === 0);
  }

  protected override updated(): void {
    const rows = this.#rows;
    if (rows && this.#follows && !this.paused) rows.scrollTop = rows.scrollHeight;
  }

  get #rows(): HTMLElement | null {
    return this.renderRoot.querySelector<HTMLElement>('.rows');
  }

  #shown(): readonly Line[] {
    return select(this.#frozen ?? this.#lines.all, levels.includes(this.level) ? this.level : 'debug', this.filter);
  }

  override render(): TemplateResult {
    const words = this.wording(texts);
    const locale = localeOf(this);
    const time = new Intl.DateTimeFormat(locale, { hour: '2-digit', minute: '2-digit', second: '2-digit' });
    const shown = this.#shown();
    const { dropped } = this.#lines;
    return html`<div part="base" class="base">
      ${this.#toolbar(words, locale)}
      <div part="rows" class="rows" role="log" aria-live="off" aria-label=${words.log} tabindex="0" @scroll=${this.#scrolled}>
        ${dropped > 0 && !this.paused ? html`<p class="note">${words.dropped(formatNumber(dropped, locale))}</p>` : nothing}
        ${shown.map((line) => this.#row(line, words, time, locale))}
        ${shown.length > 0 ? nothing : html`<div class="note">${this.lines.length > 0 ? words.noMatch : html`<slot name="empty">${words.empty}</slot>`}</div>`}
      </div>
      ${this.byHand ? html`<textarea readonly aria-label=${words.report} .value=${this.toText()}></textarea>` : nothing}
    </div>`;
  }

  #row({ time, level, source, text, count }: Line, words: typeof texts, format: Intl.DateTimeFormat, locale: string | undefined): TemplateResult {
    return html`<div part="row" class="row" data-level=${level}>
      <time part="time" datetime=${new Date(time).toISOString()}>${format.format(time)}</time><span part="level" class="level" role="img" aria-label=${words[level]}></span>
      <span class="message"
        >${source ? html`<span part="source" class="source">${source}</span> ` : nothing}<span part="message">${text}</span></span
      >
      ${count > 1 ? html`<span class="count" title=${words.times(formatNumber(count, locale))}>×${formatNumber(count, locale)}</span>` : nothing}
    </div>`;
  }

  #toolbar(words: typeof texts, locale: string | undefined): TemplateResult {
    const { paused } = this;
    return html`<div part="toolbar" class="toolbar">
      <select aria-label=${words.level} @change=${(event: Event) => (this.level = (event.target as HTMLSelectElement).value as LogLevel)}>
        ${levels.map((level) => html`<option value=${level} ?selected=${level === this.level}>${words[level]}</option>`)}
      </select>
      <input type="search" aria-label=${words.filter} placeholder=${words.filter} .value=${this.filter}
        @input=${(event: Event) => (this.filter = (event.target as HTMLInputElement).value)} />
      <button type="button" class="button quiet small" @click=${() => (this.paused = !paused)}>
        ${paused ? icons.resume : icons.pause}${paused ? words.resume : words.pause}
        ${this.#arrived > 0 ? html`<span class="count">${words.waiting(formatNumber(this.#arrived, locale))}</span>` : nothing}
      </button>
      <button type="button" class="button quiet small" @click=${this.#copy}>${icons.copy}${words.copy}</button>
      <button type="button" class="button quiet small" @click=${() => this.clear()}>${icons.clear}${words.clear}</button>
    </div>`;
  }

  readonly #scrolled = (): void => {
    const rows = this.#rows;
    if (rows) this.#follows = rows.scrollHeight - rows.scrollTop - rows.clientHeight < NEAR;
  };

  readonly #copy = async (): Promise<void> => {
    this.byHand = !(await copyText(this.toText()));
    if (!this.byHand) {
      announce(this.link.value, this.wording(texts).copied);
      return;
    }
    await this.updateComplete;
    this.renderRoot.querySelector('textarea')?.select();
  };
}

define('rm-log', RmLog);

declare global {
  interface HTMLElementTagNameMap {
    'rm-log': RmLog;
  }
}
