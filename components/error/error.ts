import { html, isServer, nothing, type TemplateResult } from 'lit';
import { property, state } from 'lit/decorators.js';
import { loadTexts, type PipelineState, type RmError } from '../../core/index.js';
import { addStyles } from '../internal/add-styles.js';
import { define } from '../internal/define.js';
import { RmElement } from '../internal/element.js';
import { PipelineController } from '../internal/controller.js';
import { RmDismissEvent, RmRetryEvent } from './events.js';
import { headline } from '../internal/headline.js';
import { buttons } from '../internal/buttons.js';
import type * as Details from './details.js';
import { errorStyles } from './error.styles.js';
import { texts } from './texts.js';

export * from './events.js';

/**
 * Shows what failed and what to do about it: in place of the area that `rm-pipeline` and the other elements have for it, or
 * anywhere on the page by `pipeline="id"`, also over it as a dialog or in its corner. Python errors come with the author's own line
 * and frames only.
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
 * @csspart content - All but the icon and the code.
 * @csspart code - The code, for example RM3001.
 * @csspart message - What happened.
 * @csspart hint - What to do.
 * @csspart source - The line a syntax error is in, with its neighbours.
 * @csspart frames - The author's Python frames.
 * @csspart details - What opens and closes the source or the frames, where they are folded.
 * @csspart dialog - The dialog around the card, of that variant.
 * @csspart toast - What holds the card in the corner, of that variant.
 * @csspart actions - The row of buttons.
 *
 * @cssstate error - There is an error to show.
 *
 * @cssproperty --rm-color-danger - The icon, the code and the tint.
 * @cssproperty --rm-z-dialog - Place of a toast among what lies over the page, in browsers without a top layer.
 */
export class RmErrorElement extends RmElement {
  static override styles = [...RmElement.styles, buttons, errorStyles];

  /** Id of the pipeline whose errors are shown, when this element is not nested in it. */
  @property() pipeline: string | undefined;

  /**
   * Where the error is shown: in place, over the page in a modal dialog, or as a card in the corner, which takes no focus and stays
   * until it is dismissed.
   */
  @property() variant: 'inline' | 'dialog' | 'toast' = 'inline';

  /** Has the source and the Python frames open at first where they are folded: in a dialog, in a toast, and when the frames are many. */
  @property({ type: Boolean }) details = false;

  /** Adds a button that closes the error. A dialog and a toast always have it. */
  @property({ type: Boolean }) dismissible = false;

  @state() private own: RmError | undefined;
  @state() private dismissed: RmError | undefined;
  @state() private copied: 'no' | 'yes' | 'by-hand' = 'no';

  /** True once a script has set `error`: then this element shows that and follows no pipeline. */
  #controlled = false;
  #copiedTimer: ReturnType<typeof setTimeout> | undefined;
  #shown: RmError | undefined;
  /** Null when they did not come. */
  #details: typeof Details | null | undefined;
  #overlay: Details.Overlay | undefined;

  readonly #link = new PipelineController(this, (state: PipelineState) => state.error, { mayLink: () => !this.#controlled });

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
      if (error && !this.#details) void this.#fetchDetails();
      this.copied = 'no';
    }
    this.setState('error', error !== undefined);
  }

  override render(): TemplateResult {
    const error = this.#visible();
    const words = this.wording(texts);
    // The alert region stays in the tree: what is added to it later is announced. That of a dialog is the dialog.
    const card = error ? html`<div part="base" class="base">
      <span class="icon">${this.#details?.icons.alert}</span>
      <div class="content" part="content">
        <div role=${this.variant === 'dialog' && this.#details ? nothing : 'alert'}><p part="message" class="title" id="title"><bdi>${headline(error)}</bdi></p>
          <p part="hint" class="hint" id="hint"><slot name=${error.code}>${this.#details?.hint(error, words) ?? error.hint}</slot></p></div>
        ${this.#details?.details(error, this, words)} ${this.#actions(error, words)}
      </div>
      <span part="code" class="code">${error.code}</span>
    </div>` : html`<div role="alert"></div>`;
    return this.variant === 'inline' || this.#details === null ? card : (this.#overlay?.render(card, error) ?? html``);
  }

  /** Code, message, hint and buttons are there without them. */
  async #fetchDetails(): Promise<void> {
    try {
      this.#details = await import('./details.js');
      this.#overlay ??= new this.#details.Overlay(this, () => this.#dismiss());
      addStyles(this, this.#details.detailStyles);
    } catch {
      // Asked for again with the next error.
      this.#details = null;
    }
    this.requestUpdate();
  }

  #visible(): RmError | undefined {
    const error = this.error;
    return error === this.dismissed ? undefined : error;
  }

  #actions(error: RmError, words: typeof texts): TemplateResult {
    const icons = this.#details?.icons;
    const button = (text: string, icon: unknown, act: () => unknown): TemplateResult =>
      html`<button type="button" class="button quiet small" @click=${act}>${icon}<span aria-live="polite">${text}</span></button>`;
    const copied = this.copied === 'yes';
    return html`<div part="actions" class="actions">
        ${mayRetry(error) ? button(words.retry, icons?.retry, () => this.#retry(error)) : nothing}
        ${button(copied ? words.copied : words.copy, copied ? icons?.check : icons?.copy, () => this.#copy(error))}
        ${error.docs ? html`<a href=${error.docs} target="_blank" rel="noopener">${words.about(error.code)}</a>` : nothing}
        ${this.dismissible || this.variant !== 'inline' ? button(words.dismiss, icons?.close, () => this.#dismiss()) : nothing}
        <slot name="actions"></slot>
      </div>
      ${this.copied === 'by-hand' ? html`<textarea readonly aria-label=${words.report} .value=${error.report()}></textarea>` : nothing}`;
  }

  #retry(error: RmError): void {
    if (this.emit(new RmRetryEvent(error)) && !this.#controlled) this.#link.value?.retry();
  }

  #dismiss(): void {
    const error = this.#visible();
    if (error && this.emit(new RmDismissEvent(error))) this.dismissed = error;
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

// A server renders once, so it must have the words by then.
if (isServer) void loadTexts();

/** Network failures and limits may pass; wrong markup and Python code do not by trying again. */
const mayRetry = ({ code }: RmError): boolean => /^RM(10|230)/.test(code) && code !== 'RM2304' && code !== 'RM2307';

define('rm-error', RmErrorElement);

declare global {
  interface HTMLElementTagNameMap {
    'rm-error': RmErrorElement;
  }
}
