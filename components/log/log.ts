import { css, html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { property, state } from 'lit/decorators.js';
import type { LogLevel, LogLine, RmError } from '../../core/index.js';
import { showError } from '../error/show.js';
import { addStyles } from '../internal/add-styles.js';
import { announce } from '../internal/announce.js';
import { copyText } from '../internal/copy.js';
import type { PipelineContext } from '../internal/context.js';
import { define } from '../internal/define.js';
import { RmLinkedElement } from '../internal/element.js';
import { localeOf } from '../internal/locale.js';
import { part } from '../internal/part.js';
import { headline } from '../internal/headline.js';
import { levels, Lines, select, toText, type Line } from './lines.js';
import type * as View from './view.js';

const logStyles = css`
  @layer rm {
    :host {
      display: block;
    }
    .base {
      min-block-size: 5rem;
      border: 1px solid var(--_border);
      border-radius: var(--_radius-m);
      background: var(--_bg);
      overflow: hidden;
    }
  }
`;

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
 * @dependency rm-error
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
 * @csspart error - Why nothing can be shown.
 *
 * @cssstate empty - There is no line.
 * @cssstate error - Nothing can be shown.
 * @cssstate paused - New lines are not shown.
 *
 * @cssproperty --rm-log-max-size - Height at which the list starts to scroll.
 */
export class RmLog extends RmLinkedElement {
  static override styles = [...RmLinkedElement.styles, logStyles];

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
  #view: typeof View | undefined;
  #fetching: Promise<void> | undefined;
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
    if (!this.#view && !this.error) this.#fetching ??= this.#fetchView();
    this.setState('paused', this.paused);
    this.setState('empty', this.#lines.all.length === 0);
  }

  protected override async getUpdateComplete(): Promise<boolean> {
    const complete = await super.getUpdateComplete();
    if (!this.#fetching) return complete;
    await this.#fetching;
    return super.getUpdateComplete();
  }

  async #fetchView(): Promise<void> {
    try {
      const view = await part(() => import('./view.js'));
      addStyles(this, view.viewStyles);
      this.#view = view;
      this.requestUpdate();
    } catch (error) {
      this.fail(error);
    } finally {
      this.#fetching = undefined;
    }
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
    return html`<div part="base" class="base">${this.#view ? this.#content(this.#view) : nothing}</div>
      ${showError(this.error, { part: 'error', retry: () => void (this.error = undefined) })}`;
  }

  #content({ content, texts }: typeof View): TemplateResult {
    return content({
      lines: this.#shown(),
      kept: this.lines.length,
      dropped: this.paused ? 0 : this.#lines.dropped,
      arrived: this.#arrived,
      level: this.level,
      filter: this.filter,
      paused: this.paused,
      byHand: this.byHand ? this.toText() : undefined,
      words: this.wording(texts),
      locale: localeOf(this),
      choose: (level) => void (this.level = level),
      find: (filter) => void (this.filter = filter),
      pause: () => void (this.paused = !this.paused),
      copy: () => void this.#copy(),
      clear: () => this.clear(),
      scrolled: this.#scrolled,
    });
  }

  readonly #scrolled = (): void => {
    const rows = this.#rows;
    if (rows) this.#follows = rows.scrollHeight - rows.scrollTop - rows.clientHeight < NEAR;
  };

  async #copy(): Promise<void> {
    this.byHand = !(await copyText(this.toText()));
    if (!this.byHand) {
      announce(this.link.value, this.wording(this.#view!.texts).copied);
      return;
    }
    await this.updateComplete;
    this.renderRoot.querySelector('textarea')?.select();
  }
}

define('rm-log', RmLog);

declare global {
  interface HTMLElementTagNameMap {
    'rm-log': RmLog;
  }
}
