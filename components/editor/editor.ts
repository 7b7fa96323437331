import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { property, state } from 'lit/decorators.js';
import { showError } from '../error/show.js';
import { buttons } from '../internal/buttons.js';
import { define } from '../internal/define.js';
import { RmLinkedElement } from '../internal/element.js';
import { formatNumber } from '../internal/format.js';
import { findById, watchIds } from '../internal/links.js';
import { localeOf } from '../internal/locale.js';
import { part } from '../internal/part.js';
import type { RmPipeline } from '../pipeline/pipeline.js';
import type { CodeEditor } from './code-mirror.js';
import { editorStyles } from './editor.styles.js';
import { RmChangeEvent, RmRunEvent } from './events.js';
import { failedLine, languageOf, read, write, type Target } from './target.js';
import { texts } from './texts.js';

/**
 * Lets the visitor edit the code of an `rm-python`, or the parameters of an `rm-node`, and run it. A plain text area until the editor
 * proper (CodeMirror) has come, and where it does not. What is typed takes effect with Run, Ctrl or Cmd + Enter, or when the editor is
 * left.
 *
 * @tag rm-editor
 * @summary An editor for the code or the parameters of a node.
 * @status experimental
 * @since 0.1
 * @dependency rm-error
 *
 * @slot actions - Further buttons.
 *
 * @event {RmChangeEvent} rm-change - The visitor changed the text.
 * @event {RmRunEvent} rm-run - The visitor wants the text to run. `preventDefault()` keeps it from the pipeline.
 *
 * @csspart base - The frame.
 * @csspart control - The text.
 * @csspart actions - The row of buttons.
 * @csspart run - The button that runs the text.
 * @csspart reset - The button that brings the text of the page back.
 * @csspart note - The line that failed, or how to leave the editor.
 * @csspart error - Why the text cannot be taken.
 *
 * @cssstate plain - The text area is shown.
 * @cssstate changed - The text is another than that of the page.
 * @cssstate failed - A line of the text failed.
 * @cssstate error - The text cannot be taken.
 *
 * @cssproperty --rm-editor-min-size - Least height of the text.
 * @cssproperty --rm-editor-max-size - Height at which it starts to scroll.
 */
export class RmEditor extends RmLinkedElement {
  static override styles = [...RmLinkedElement.styles, buttons, editorStyles];
  static override shadowRootOptions: ShadowRootInit = { ...RmLinkedElement.shadowRootOptions, delegatesFocus: true };

  /** Id of the `rm-python` or `rm-node` that is edited. */
  @property({ attribute: 'for' }) htmlFor: string | undefined;

  /** By default Python for an `rm-python`, JSON for an `rm-node`. */
  @property() language: 'python' | 'json' | undefined;

  /** The text can be read and copied, not changed. */
  @property({ type: Boolean, attribute: 'readonly' }) readOnly = false;

  /** Keeps what the visitor typed in this browser, for the next visit of the page. */
  @property({ type: Boolean }) persist = false;

  @state() private text = '';
  @state() private original = '';
  @state() private line: number | undefined;
  @state() private plain = true;

  #target: Target | undefined;
  /** Ends listening to it. */
  #letting: (() => void) | undefined;
  #code: CodeEditor | undefined;
  #near: IntersectionObserver | undefined;
  #release: (() => void)[] = [];

  /** The text. */
  get value(): string {
    return this.#code?.text ?? this.text;
  }
  set value(text: string) {
    this.text = text;
    if (this.#code) this.#code.text = text;
  }

  /** Gives the text to what is edited, and runs the pipeline with what its inputs hold. */
  run(): void {
    if (!this.emit(new RmRunEvent(this.value)) || !this.#apply()) return;
    this.#pipeline?.again('run');
  }

  /** Brings the text of the page back. */
  reset(): void {
    this.value = this.original;
    this.#changed(this.original);
    this.#apply();
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#release = [watchIds(this.#find)];
    // Big, so not before somebody sees it.
    this.#near = new IntersectionObserver((entries) => {
      if (!entries.some(({ isIntersecting }) => isIntersecting)) return;
      this.#near?.disconnect();
      void this.#upgrade();
    });
    this.#near.observe(this);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#near?.disconnect();
    this.#let();
    for (const release of this.#release.splice(0)) release();
    this.text = this.value;
    this.#code?.destroy();
    this.#code = undefined;
    this.plain = true;
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    super.willUpdate(changed);
    if (changed.has('htmlFor') && this.hasUpdated) this.#find();
    this.setState('plain', this.plain);
    this.setState('changed', this.text !== this.original);
    this.setState('failed', this.line !== undefined);
  }

  protected override updated(changed: PropertyValues): void {
    if (changed.has('line')) this.#code?.mark(this.line);
    if (changed.has('readOnly')) this.#code?.setReadOnly(this.readOnly);
    if (changed.has('language')) void this.#code?.speak(this.#language);
  }

  override render(): TemplateResult {
    const words = this.wording(texts);
    const { line } = this;
    const note = line !== undefined ? words.errorLine(formatNumber(line, localeOf(this))) : this.plain ? '' : words.keys;
    return html`<div part="base" class="base">
        ${
          this.plain
            ? html`<textarea part="control" aria-label=${this.#label(words)} spellcheck="false" autocapitalize="off" autocomplete="off" ?readonly=${this.readOnly} .value=${this.text}
                @input=${(event: Event) => this.#changed((event.target as HTMLTextAreaElement).value)} @keydown=${this.#key} @change=${() => this.#apply()}></textarea>`
            : nothing
        }
        <div part=${this.plain ? nothing : 'control'} class="code" ?hidden=${this.plain} @focusout=${() => this.#apply()}></div>
        <div part="actions" class="bar">
          <button part="run" type="button" class="button primary small" aria-keyshortcuts="Control+Enter Meta+Enter" @click=${() => this.run()}>${words.run}</button>
          <button part="reset" type="button" class="button quiet small" ?disabled=${this.readOnly || this.text === this.original} @click=${() => this.reset()}>${words.reset}</button>
          <slot name="actions"></slot>
          <p part="note" class="note ${line === undefined ? '' : 'failed'}">${note}</p>
        </div>
      </div>
      ${showError(this.error, { part: 'error' })}`;
  }

  get #pipeline(): RmPipeline | undefined {
    return (this.#target?.closest('rm-pipeline') ?? this.link.value?.element) as RmPipeline | undefined;
  }

  get #language(): 'python' | 'json' {
    return this.language ?? (this.#target ? languageOf(this.#target) : 'python');
  }

  get #storageKey(): string {
    return `rm-editor:${location.pathname}#${this.htmlFor}`;
  }

  #label(words: typeof texts): string {
    const name = this.htmlFor || this.#target?.localName || '';
    return this.#language === 'json' ? words.parameters(name) : words.code(name);
  }

  readonly #find = (): void => {
    const found = this.htmlFor ? (findById(this, this.htmlFor) as Target | undefined) : undefined;
    if (found === this.#target) return;
    this.#let();
    this.#target = found;
    if (found) void this.#take(found);
  };

  async #take(target: Target): Promise<void> {
    target.addEventListener('rm-error', this.#marks);
    const pipeline = this.#pipeline;
    pipeline?.addEventListener('rm-status', this.#marks);
    this.#letting = () => {
      target.removeEventListener('rm-error', this.#marks);
      pipeline?.removeEventListener('rm-status', this.#marks);
    };
    let text: string;
    try {
      text = await read(target);
    } catch {
      // The element says itself what is wrong with its text.
      return;
    }
    if (this.#target !== target) return;
    this.original = text;
    this.value = this.#recall() ?? text;
    if (this.value !== text) this.#apply();
    this.#marks();
  }

  #let(): void {
    this.#letting?.();
    this.#letting = this.#target = undefined;
  }

  /** The target has its error a moment after it told of it, and loses it without a word. */
  readonly #marks = (): void => {
    queueMicrotask(() => {
      this.line = this.#target && failedLine(this.#target);
    });
  };

  #changed(text: string): void {
    this.text = text;
    this.error = undefined;
    this.#keep(text);
    this.emit(new RmChangeEvent(text));
  }

  /** False when what is edited cannot take the text, which is shown. */
  #apply(): boolean {
    if (!this.#target || this.readOnly) return true;
    try {
      write(this.#target, this.value);
      this.error = undefined;
      return true;
    } catch (error) {
      this.fail(error);
      return false;
    }
  }

  readonly #key = (event: KeyboardEvent): void => {
    if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey) || event.isComposing) return;
    event.preventDefault();
    this.run();
  };

  /** Puts CodeMirror in place of the text area, with what was typed and where the caret is. */
  async #upgrade(): Promise<void> {
    let Code: typeof CodeEditor;
    try {
      ({ CodeEditor: Code } = await part(() => import('./code-mirror.js')));
    } catch {
      // The text area does all that is needed.
      return;
    }
    await this.updateComplete;
    const area = this.renderRoot.querySelector('textarea');
    const parent = this.renderRoot.querySelector<HTMLElement>('.code');
    if (!this.isConnected || !this.plain || !area || !parent) return;
    const focused = (this.renderRoot as ShadowRoot).activeElement === area;
    // A text area that nobody was in has its caret at its end.
    const selection: [number, number] = focused ? [area.selectionStart, area.selectionEnd] : [0, 0];
    this.plain = false;
    await this.updateComplete;
    if (!this.isConnected) return;
    const code = new Code({
      parent,
      text: this.text,
      selection,
      label: this.#label(this.wording(texts)),
      readOnly: this.readOnly,
      changed: (text) => this.#changed(text),
      run: () => this.run(),
    });
    this.#code = code;
    code.mark(this.line);
    void code.speak(this.#language);
    if (focused) code.focus();
  }

  #keep(text: string): void {
    if (!this.persist || !this.htmlFor) return;
    try {
      if (text === this.original) localStorage.removeItem(this.#storageKey);
      else localStorage.setItem(this.#storageKey, text);
    } catch {
      // The browser keeps nothing: then the text lasts as long as the page.
    }
  }

  #recall(): string | undefined {
    if (!this.persist || !this.htmlFor) return undefined;
    try {
      return localStorage.getItem(this.#storageKey) ?? undefined;
    } catch {
      return undefined;
    }
  }
}

define('rm-editor', RmEditor);

declare global {
  interface HTMLElementTagNameMap {
    'rm-editor': RmEditor;
  }
}
