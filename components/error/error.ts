import { html, nothing, type TemplateResult } from 'lit';
import { property, state } from 'lit/decorators.js';
import { loadTexts, type PipelineState, type RmError } from '../../core/index.js';
import { define } from '../internal/define.js';
import { RmElement } from '../internal/element.js';
import { formatNumber } from '../internal/format.js';
import { localeOf } from '../internal/locale.js';
import { PipelineController } from '../internal/controller.js';
import { RmDismissEvent, RmRetryEvent } from './events.js';
import { sourceFor } from '../internal/error-source.js';
import { headline } from '../internal/report.js';
import { icons } from '../internal/icons.js';
import { buttons } from '../internal/buttons.js';
import { errorStyles } from './error.styles.js';

/**
 * Shows what failed and what to do about it: in place of the area that `rm-pipeline` and the other elements have for it, or
 * anywhere on the page by `pipeline="id"`. Python errors come with the author's own line and frames only.
 *
 * @tag rm-error
 * @summary An error of a pipeline: what happened, what to do, a report to copy, a retry where it can help.
 * @status experimental
 * @since 0.1
 *
 * @slot RM0000 - Your own text for one error code; the slot's name is the code, for example `RM1006`.
 * @slot actions - Further buttons.
 *
 * @event {RmRetryEvent} rm-retry - The visitor asked to try again. Cancelable.
 * @event {RmDismissEvent} rm-dismiss - The visitor closed the error. Cancelable.
 *
 * @csspart base - The card.
 * @csspart code - The code, for example RM3001.
 * @csspart message - What happened.
 * @csspart hint - What to do.
 * @csspart source - The line a syntax error is in, with its neighbours.
 * @csspart frames - The author's Python frames.
 * @csspart actions - The row of buttons.
 *
 * @cssstate error - There is an error to show.
 *
 * @cssproperty --rm-color-danger - The icon, the code and the tint.
 */
export class RmErrorElement extends RmElement {
  static override styles = [...RmElement.styles, buttons, errorStyles];

  /** Id of the pipeline whose errors are shown, when this element is not nested in it. */
  @property() pipeline: string | undefined;

  /** Adds a button that closes the error. */
  @property({ type: Boolean }) dismissible = false;

  @state() private own: RmError | undefined;
  @state() private dismissed: RmError | undefined;
  @state() private copied: 'no' | 'yes' | 'by-hand' = 'no';

  /** True once a script has set `error`: then this element shows that and follows no pipeline. */
  #controlled = false;
  #copiedTimer: ReturnType<typeof setTimeout> | undefined;
  #shown: RmError | undefined;

  readonly #link = new PipelineController(this, (state: PipelineState) => state.error, { enabled: () => !this.#controlled });

  /** The error to show. Setting it takes this element off its pipeline. */
  get error(): RmError | undefined {
    return this.#controlled ? this.own : this.#link.selected;
  }
  set error(error: RmError | undefined) {
    if (!this.#controlled) {
      this.#controlled = true;
      if (this.isConnected) this.#link.relink();
    }
    this.own = error;
  }

  /** True when a script gives this element its errors. */
  get controlled(): boolean {
    return this.#controlled;
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearTimeout(this.#copiedTimer);
  }

  protected override willUpdate(): void {
    const error = this.#visible();
    if (error !== this.#shown) {
      this.#shown = error;
      if (error && !error.hint) void loadTexts().then(() => this.requestUpdate());
      this.copied = 'no';
    }
    this.setState('error', error !== undefined);
  }

  override render(): TemplateResult {
    const error = this.#visible();
    // The alert region stays in the tree: what is added to it later is announced.
    return html`${error ? html`<div part="base" class="base">
      <span class="icon">${icons.alert}</span>
      <div class="content" part="content">
        <div role="alert"><p part="message" class="title">${headline(error)}</p>
          <p part="hint" class="hint"><slot name=${error.code}>${error.hint}</slot></p></div>
        ${this.#where(error)} ${this.#source(error)} ${this.#frames(error)} ${this.#actions(error)}
      </div>
      <span part="code" class="code">${error.code}</span>
    </div>` : html`<div role="alert"></div>`}`;
  }

  #visible(): RmError | undefined {
    const error = this.error;
    return error === this.dismissed ? undefined : error;
  }

  #where(error: RmError): TemplateResult | typeof nothing {
    if (!error.nodeId && !error.nodeType) return nothing;
    const parts = [
      error.nodeType ? `${error.nodeType}${error.nodeId ? ` “${error.nodeId}”` : ''}` : `node “${error.nodeId}”`,
      error.phase && error.phase !== 'parse' ? `while it ${phases[error.phase] ?? `was in “${error.phase}”`}` : '',
      error.sequence ? `item ${formatNumber(error.sequence, localeOf(this))}` : '',
    ];
    return html`<p class="where">In ${parts.filter(Boolean).join(', ')}</p>`;
  }

  /** The line of a syntax error with the one before and after it, and a caret under the column. */
  #source(error: RmError): TemplateResult | typeof nothing {
    const position = error.position;
    const source = sourceFor(error);
    if (!position || !source) return nothing;
    const lines = source.text.split('\n');
    const first = Math.max(1, position.line - 1);
    const last = Math.min(lines.length, position.line + 1);
    const shown = lines.slice(first - 1, last).filter((line) => line.trim() !== '');
    const cut = Math.min(...shown.map((line) => line.length - line.trimStart().length), position.column - 1);
    const rows: TemplateResult[] = [];
    for (let line = first; line <= last; line += 1) {
      const text = (lines[line - 1] ?? '').slice(Math.max(0, cut));
      rows.push(html`<div class="row ${line === position.line ? 'marked' : ''}"><span>${line}</span><code>${text}</code></div>`);
      if (line === position.line) {
        const pad = text.slice(0, Math.max(0, position.column - 1 - cut)).replace(/[^\t]/g, ' ');
        rows.push(html`<div class="row marked" aria-hidden="true"><span></span><span class="caret">${pad}▲</span></div>`);
      }
    }
    const label = `${source.label}, line ${position.line}, column ${position.column}`;
    return html`<div part="source" class="source" role="figure" aria-label=${label} tabindex="0">${rows}</div>`;
  }

  #frames(error: RmError): TemplateResult | typeof nothing {
    const frames = error.traceback;
    if (!frames?.length) return nothing;
    const list = html`<ol part="frames" class="frames" aria-label="Python calls, the last one first" tabindex="0">
      ${[...frames].reverse().map(
        (frame) => html`<li>
          <span class="place">line ${frame.line}, in ${frame.function}</span>
          ${frame.source ? html`<code>${frame.source.trim()}</code>` : nothing}
        </li>`,
      )}
    </ol>`;
    return list;
  }

  #actions(error: RmError): TemplateResult {
    return html`<div part="actions" class="actions">
        ${
          mayRetry(error)
            ? html`<button type="button" class="button quiet small" @click=${() => this.#retry(error)}>${icons.retry}Try again</button>`
            : nothing
        }
        <button type="button" class="button quiet small" @click=${() => this.#copy(error)}>
          ${this.copied === 'yes' ? icons.check : icons.copy}<span aria-live="polite">${this.copied === 'yes' ? 'Copied' : 'Copy report'}</span>
        </button>
        ${error.docs ? html`<a href=${error.docs} target="_blank" rel="noopener">About ${error.code}</a>` : nothing}
        ${
          this.dismissible
            ? html`<button type="button" class="button quiet small" @click=${() => this.#dismiss(error)}>${icons.close}Dismiss</button>`
            : nothing
        }
        <slot name="actions"></slot>
      </div>
      ${this.copied === 'by-hand' ? html`<textarea readonly aria-label="Report" .value=${error.report()}></textarea>` : nothing}`;
  }

  #retry(error: RmError): void {
    if (this.emit(new RmRetryEvent(error)) && !this.#controlled) this.#link.value?.retry();
  }

  #dismiss(error: RmError): void {
    if (this.emit(new RmDismissEvent(error))) this.dismissed = error;
  }

  async #copy(error: RmError): Promise<void> {
    try {
      await navigator.clipboard.writeText(error.report());
      this.copied = 'yes';
      clearTimeout(this.#copiedTimer);
      this.#copiedTimer = setTimeout(() => (this.copied = 'no'), 2500);
    } catch {
      // No permission, or not a secure page: show the text so that it can be copied by hand.
      this.copied = 'by-hand';
      await this.updateComplete;
      this.renderRoot.querySelector('textarea')?.select();
    }
  }
}

const phases: Record<string, string> = {
  initialize: 'was being set up',
  process: 'processed an item',
  flush: 'gave out its last items',
  cleanup: 'was being closed',
};

/** Network failures and limits may pass; wrong markup and Python code do not by trying again. */
const mayRetry = ({ code }: RmError): boolean => /^RM(10|230)/.test(code) && code !== 'RM2304' && code !== 'RM2307';

define('rm-error', RmErrorElement);

declare global {
  interface HTMLElementTagNameMap {
    'rm-error': RmErrorElement;
  }
}
