import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { property, query, state } from 'lit/decorators.js';
import { RmError, type Item } from '../../core/index.js';
import { define } from '../internal/define.js';
import { RmFormControl } from '../internal/form-control.js';
import { RmSubmitEvent } from './events.js';
import { buttons } from '../internal/buttons.js';
import { textInputStyles } from './text-input.styles.js';
import { texts } from './texts.js';

export * from './events.js';

/**
 * A line or an area of text whose value goes into the pipeline when it is submitted. A form control like a native one.
 *
 * @tag rm-text-input
 * @summary Text, numbers or JSON as input of a pipeline.
 * @status experimental
 * @since 0.1
 *
 * @slot label - Label of the control.
 * @slot button - Content of the button.
 *
 * @event {RmSubmitEvent} rm-submit - A value was entered. `preventDefault()` keeps it from the pipeline.
 * @event {InputEvent} input - As in a native control.
 * @event {Event} change - As in a native control.
 *
 * @csspart base - Everything.
 * @csspart label - The label.
 * @csspart control - The native input or textarea.
 * @csspart button - The button that submits.
 * @csspart problem - Why the value cannot be sent.
 *
 * @cssstate disabled - The control, or the fieldset around it, is disabled.
 * @cssstate error - The value cannot be sent.
 *
 * @cssproperty --rm-size-control - Height of the control and the button.
 */
export class RmTextInput extends RmFormControl {
  static override styles = [...RmFormControl.styles, buttons, textInputStyles];

  /** What is in the control. The attribute is the value it starts with. */
  @property() value = '';

  /** What the value is sent as: `text`, one `number`, several `numbers` (each an item of its own), or any `json` value. */
  @property({ reflect: true }) type: 'text' | 'number' | 'numbers' | 'json' = 'text';

  /** Label, when there is no `label` slot. */
  @property() label = '';

  /** Shown while the control is empty. */
  @property() placeholder = '';

  /** An area of several lines; Enter then makes a new line, unless `submit-on` says otherwise. */
  @property({ type: Boolean }) multiline = false;

  /** When the value is sent: by the button alone, by Enter, by Ctrl or Command with Enter, or by every change. Default: `enter`, with `multiline` `ctrl-enter`. */
  @property({ attribute: 'submit-on' }) submitOn: 'enter' | 'ctrl-enter' | 'change' | 'button' | undefined;

  /** With `submit-on="change"`: how long to wait for the next key; ms. */
  @property({ type: Number }) debounce = 300;

  /** Id of the node the value goes to; without it, every first node. */
  @property() to: string | undefined;

  /** The most that can be typed; UTF-16 code units, as in a native control. */
  @property({ type: Number }) maxlength: number | undefined;

  /** Shows the value and takes no other. */
  @property({ type: Boolean, attribute: 'readonly' }) readOnly = false;

  @query('.control') private control!: HTMLInputElement | HTMLTextAreaElement;

  @state() private slotted = false;

  #initial: string | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** The value as the items that are sent into the pipeline. Throws RmError RM2001 when it is not what `type` says. */
  get items(): Item[] {
    if (this.type === 'text') return [this.value];
    const text = this.value.trim();
    if (this.type === 'json') {
      try {
        return [JSON.parse(text) as Item];
      } catch (cause) {
        throw new RmError('RM2001', `This is not JSON: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
      }
    }
    const words = this.type === 'number' ? [text] : text.split(/[\s,;]+/).filter((word) => word !== '');
    if (words.length === 0) words.push('');
    return words.map((word) => {
      const number = Number(word);
      if (word === '' || !Number.isFinite(number)) throw new RmError('RM2001', `“${word.slice(0, 60)}” is not a number.`, { hint: numberHint });
      return number;
    });
  }

  /** What an `autorun` pipeline begins with: the items, none while the value is empty or not what `type` says. */
  get startItems(): Item[] {
    try {
      return this.value === '' ? [] : this.items;
    } catch {
      return [];
    }
  }

  /** Sends the value into the pipeline. Resolves when it is through; does nothing for an empty text. */
  async submit(): Promise<void> {
    clearTimeout(this.#timer);
    if (this.off || (this.value === '' && this.type === 'text')) return;
    let items: Item[];
    try {
      items = this.items;
    } catch (error) {
      this.fail(error, 'RM2001');
      return;
    }
    this.error = undefined;
    if (this.emit(new RmSubmitEvent(this.value, items))) await this.link.value?.submit(items, this);
  }

  formResetCallback(): void {
    this.value = this.#initial ?? '';
    this.error = undefined;
  }
  formStateRestoreCallback(restored: string | File | FormData | null): void {
    if (typeof restored === 'string') this.value = restored;
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearTimeout(this.#timer);
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    super.willUpdate(changed);
    this.#initial ??= this.getAttribute('value') ?? '';
    this.setState('disabled', this.off);
    this.internals.setFormValue(this.off ? null : this.value);
  }

  protected override updated(): void {
    const { control } = this;
    // What the visitor typed is already there, and its caret must stay.
    if (control.value !== this.value) control.value = this.value;
    if (this.required && this.value === '') this.internals.setValidity({ valueMissing: true }, this.wording(texts).required, control);
    else if (this.maxlength !== undefined && this.value.length > this.maxlength) {
      this.internals.setValidity({ tooLong: true }, this.wording(texts).tooLong(this.maxlength), control);
    } else if (this.error) this.internals.setValidity({ badInput: true }, this.error.message, control);
    else this.internals.setValidity({});
  }

  get #mode(): 'enter' | 'ctrl-enter' | 'change' | 'button' {
    return this.submitOn ?? (this.multiline ? 'ctrl-enter' : 'enter');
  }

  override render(): TemplateResult {
    const words = this.wording(texts);
    const invalid = this.error !== undefined;
    const named = this.label || this.slotted;
    const label = named ? nothing : this.getAttribute('aria-label') || this.placeholder || words.input;
    return html`<div part="base" class="base">
      <label part="label" for="control" class=${named ? '' : 'empty'}
        ><slot name="label" @slotchange=${this.#labelChanged}>${this.label}</slot></label
      >
      <div class="row">
        ${
          this.multiline
            ? html`<textarea
                id="control"
                part="control"
                class="control"
                rows="3"
                aria-label=${label}
                aria-invalid=${invalid}
                aria-describedby=${invalid ? 'problem' : nothing}
                placeholder=${this.placeholder}
                maxlength=${this.maxlength ?? nothing}
                ?disabled=${this.off}
                ?readonly=${this.readOnly}
                ?required=${this.required}
                @input=${this.#input}
                @change=${this.#change}
                @keydown=${this.#key}
              ></textarea>`
            : html`<input
                id="control"
                part="control"
                class="control"
                type="text"
                inputmode=${this.type.startsWith('number') ? 'decimal' : nothing}
                aria-label=${label}
                aria-invalid=${invalid}
                aria-describedby=${invalid ? 'problem' : nothing}
                autocomplete="off"
                placeholder=${this.placeholder}
                maxlength=${this.maxlength ?? nothing}
                ?disabled=${this.off}
                ?readonly=${this.readOnly}
                ?required=${this.required}
                @input=${this.#input}
                @change=${this.#change}
                @keydown=${this.#key}
              />`
        }
        ${
          this.#mode === 'change'
            ? nothing
            : html`<button part="button" class="button primary" type="button" ?disabled=${this.off} @click=${() => this.submit()}>
                <slot name="button">${words.run}</slot>
              </button>`
        }
      </div>
      ${invalid ? html`<p id="problem" part="problem" class="problem" role="alert">${this.error?.message} ${this.error?.hint}</p>` : nothing}
    </div>`;
  }

  #labelChanged(event: Event): void {
    this.slotted = (event.target as HTMLSlotElement).assignedNodes({ flatten: false }).length > 0;
  }

  #input(): void {
    this.value = this.control.value;
    this.error = undefined;
    this.link.value?.touch();
    if (this.#mode === 'change') {
      clearTimeout(this.#timer);
      this.#timer = setTimeout(() => void this.submit(), this.debounce);
    }
  }

  // The native change event does not leave the shadow root.
  #change(): void {
    this.emit(new Event('change', { bubbles: true }));
  }

  #key(event: KeyboardEvent): void {
    // While an input method composes, Enter picks a candidate; 229 is how older browsers say so.
    if (event.key !== 'Enter' || event.isComposing || event.keyCode === 229 || event.shiftKey || event.altKey) return;
    const modified = event.ctrlKey || event.metaKey;
    const mode = this.#mode;
    if ((mode === 'enter' && !modified) || (modified && mode !== 'button')) {
      event.preventDefault();
      void this.submit();
    }
  }
}

const numberHint = 'Write numbers with a point for decimals, and commas or spaces between them.';

define('rm-text-input', RmTextInput);

declare global {
  interface HTMLElementTagNameMap {
    'rm-text-input': RmTextInput;
  }
}
