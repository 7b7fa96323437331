import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { property, query, state } from 'lit/decorators.js';
import type { Item, RmError } from '../../core/index.js';
import { showError } from '../error/show.js';
import { addStyles } from '../internal/add-styles.js';
import { define } from '../internal/define.js';
import { RmFormControl } from '../internal/form-control.js';
import { RmErrorEvent } from '../internal/events.js';
import { RmFilesEvent, RmRejectEvent } from './events.js';
import { part } from '../internal/part.js';
import { logError } from '../internal/log-error.js';
import { buttons } from '../internal/buttons.js';
import { fileInputStyles } from './file-input.styles.js';
import { upload } from './icons.js';
import type * as Intake from './intake.js';
import { firstTexts } from './first-texts.js';

export * from './events.js';

/** A file that was taken, and what it was read as. */
export interface Entry {
  readonly file: File;
  item?: Item;
  /** How far it is read, once that takes a while. */
  progress?: { loaded: number; stage: 'read' | 'decode' };
}

/**
 * Files for a pipeline: chosen by the button, dropped, or pasted. Audio is decoded in the page to float32 samples, text and
 * JSON are read as such, other files become bytes. A form control like a native one.
 *
 * @tag rm-file-input
 * @summary Files, audio above all, as input of a pipeline.
 * @status experimental
 * @since 0.1
 * @dependency rm-error
 *
 * @slot label - Content of the button.
 * @slot hint - The text beside it.
 *
 * @event {RmFilesEvent} rm-files - Files were read and decoded. `preventDefault()` keeps them from the pipeline.
 * @event {RmProgressEvent} rm-progress - Bytes of the files that were read, of all that were taken together; the stages are `read`, `decode` and `ready`. Does not bubble: that of the pipeline is about the bytes of its runtime.
 * @event {RmRejectEvent} rm-reject - A file was not taken; `reason` is the error's code.
 * @event {Event} change - As in a native file input.
 *
 * @csspart base - The area that takes drops.
 * @csspart button - The button that opens the file dialog.
 * @csspart hint - The text beside it.
 * @csspart list - The files that were taken.
 * @csspart item - One file.
 * @csspart progress - How far a file is read, when that takes a while.
 * @csspart error - A file that was not taken.
 *
 * @cssstate dragging - Files are being dragged over the area.
 * @cssstate loading - Files are being read.
 * @cssstate ready - Files were read.
 * @cssstate error - A file was not taken.
 * @cssstate disabled - The control, or the fieldset around it, is disabled.
 *
 * @cssproperty --rm-radius-l - Corners of the area.
 */
export class RmFileInput extends RmFormControl {
  static override styles = [...RmFormControl.styles, buttons, fileInputStyles];

  /** Types that are taken, as in a native file input. */
  @property() accept = 'audio/*';

  /** Takes more than one file at a time. */
  @property({ type: Boolean }) multiple = false;

  /** The largest file that is taken: `10MB`, `512kB` or bytes. */
  @property({ attribute: 'max-size' }) maxSize: string | undefined;

  /** Where files may be dropped: on this element, or anywhere on the `page`. */
  @property() drop: 'self' | 'page' = 'self';

  /** Decodes audio to this rate; Hz. Without it the file's own rate is kept. */
  @property({ type: Number, attribute: 'decode-rate' }) decodeRate: number | undefined;

  /** Text of the button, when there is no `label` slot. */
  @property() label = '';

  /** Id of the node the files go to; without it, every first node. */
  @property() to: string | undefined;

  @query('input') private input!: HTMLInputElement;
  @query('.button') private button!: HTMLButtonElement;

  @state() private entries: readonly Entry[] = [];
  @state() private problems: readonly RmError[] = [];
  @state() private reading = false;
  @state() private over = false;

  /** Stops reading what was given before. */
  #reader: AbortController | undefined;
  #intake: typeof Intake | undefined;
  #listening: AbortController | undefined;

  /** The files that were taken. */
  get files(): readonly File[] {
    return this.entries.map(({ file }) => file);
  }

  /** Opens the browser's file dialog; only works in answer to a gesture. */
  showPicker(): void {
    if (!this.off) this.input.click();
  }

  /** Takes files as if the visitor had chosen them. Resolves when they are read and the pipeline is through with them. */
  async take(files: Iterable<File>): Promise<void> {
    const given = [...files];
    if (this.off || given.length === 0) return;
    this.link.value?.touch();
    this.clear();
    const { signal } = (this.#reader = new AbortController());
    this.reading = true;

    let taken: Entry[] = [];
    try {
      const { takeFiles } = await this.#fetchIntake();
      taken = await takeFiles(given, this, {
        signal,
        show: (entries) => void (this.entries = entries),
        reject: (file, error) => this.#reject(file, error),
      });
    } catch (cause) {
      if (!signal.aborted) this.fail(cause);
    }
    if (signal.aborted) return;
    this.reading = false;
    if (taken.length === 0) return;
    const items = taken.flatMap(({ item }) => (item === undefined ? [] : [item]));
    this.emit(new Event('change', { bubbles: true }));
    if (this.emit(new RmFilesEvent(this.files, items))) await this.link.value?.submit(items, this);
  }

  /** Forgets the files. */
  clear(): void {
    this.#reader?.abort();
    this.reading = false;
    this.entries = [];
    this.problems = [];
    this.error = undefined;
  }

  formResetCallback(): void {
    this.clear();
  }

  override connectedCallback(): void {
    super.connectedCallback();
    const { signal } = (this.#listening = new AbortController());
    part(() => import('./drops.js')).then(
      ({ watchDrops }) =>
        signal.aborted ||
        watchDrops(this, signal, {
          off: () => this.off,
          over: (over) => void (this.over = over),
          take: (files) => void this.take(files),
        }),
      (error) => signal.aborted || this.fail(error),
    );
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#listening?.abort();
    // What was not read would be there for good.
    if (this.reading) this.clear();
    this.over = false;
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    super.willUpdate(changed);
    this.setState('disabled', this.off);
    this.setState('dragging', this.over);
    this.setState('loading', this.reading);
    this.setState('ready', !this.reading && this.entries.length > 0);
    this.setState('error', this.problems.length > 0 || this.error !== undefined);
    const data = new FormData();
    if (this.name) for (const { file } of this.entries) data.append(this.name, file);
    this.internals.setFormValue(data);
  }

  protected override updated(): void {
    const missing = this.required && this.entries.length === 0;
    this.internals.setValidity(missing ? { valueMissing: true } : {}, missing ? this.wording(firstTexts).required : '', this.button);
  }

  async #fetchIntake(): Promise<typeof Intake> {
    if (this.#intake) return this.#intake;
    this.#intake = await part(() => import('./intake.js'));
    addStyles(this, this.#intake.listStyles);
    return this.#intake;
  }

  #reject(file: File, error: RmError): void {
    this.problems = [...this.problems, error];
    logError(error, this);
    this.emit(new RmRejectEvent(file, error));
    this.emit(new RmErrorEvent(error));
  }

  override render(): TemplateResult {
    const words = this.wording(firstTexts);
    const { multiple, off } = this;
    return html`<div part="base" class="base ${this.over ? 'over' : ''}">
      <div class="prompt">
        <button part="button" class="button" type="button" ?disabled=${off} @click=${this.showPicker}>
          ${upload}<slot name="label">${this.label || (multiple ? words.chooseSeveral : words.choose)}</slot>
        </button>
        <span part="hint" class="hint"><slot name="hint">${multiple ? words.dropSeveral : words.drop}</slot></span>
        <input
          type="file"
          accept=${this.accept}
          ?multiple=${multiple}
          ?disabled=${off}
          @change=${this.#chosen}
        />
      </div>
      ${this.entries.length ? this.#intake?.list(this.entries, this, (index) => this.#remove(index)) : nothing}
      ${[...this.problems, ...(this.error ? [this.error] : [])].map((error) => showError(error, { part: 'error', dismiss: () => this.#forget(error) }))}
    </div>`;
  }

  #remove(index: number): void {
    if (this.reading) this.clear();
    else this.entries = this.entries.filter((_, at) => at !== index);
    this.button.focus();
  }

  #forget(error: RmError): void {
    this.problems = this.problems.filter((problem) => problem !== error);
    if (this.error === error) this.error = undefined;
    this.button.focus();
  }

  #chosen(): void {
    const files = [...(this.input.files ?? [])];
    // So that choosing the same file again counts as a change.
    this.input.value = '';
    void this.take(files);
  }
}

define('rm-file-input', RmFileInput);

declare global {
  interface HTMLElementTagNameMap {
    'rm-file-input': RmFileInput;
  }
}
