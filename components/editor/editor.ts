import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { property, state } from 'lit/decorators.js';
import { showError } from '../error/show.js';
import { buttons } from '../internal/buttons.js';
import { define } from '../internal/define.js';
import { RmLinkedElement } from '../internal/element.js';
import { part } from '../internal/part.js';
import type { Binding } from './binding.js';
import type { CodeEditor } from './code-mirror.js';
import { editorStyles } from './editor.styles.js';
import { RmChangeEvent, RmRunEvent } from './events.js';
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
  /** Language of what is edited, once it is found. */
  @state() private found: 'python' | 'json' | undefined;

  #binding: Binding | undefined;
  #code: CodeEditor | undefined;
  #near: IntersectionObserver | undefined;

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
    this.#binding?.run(this.link.value);
  }

  /** Brings the text of the page back. */
  reset(): void {
    this.value = this.original;
    this.#changed(this.original);
    this.#apply();
  }

  override connectedCallback(): void {
    super.connectedCallback();
    void this.#bind();
    // Big, so not before somebody sees it.
    this.#near = new IntersectionObserver((entries) => {
      if (!entries.at(-1)?.isIntersecting) return;
      this.#near?.disconnect();
      void this.#upgrade();
    });
    this.#near.observe(this);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#near?.disconnect();
    this.#binding?.stop();
    this.#binding = undefined;
    this.text = this.value;
    this.#code?.destroy();
    this.#code = undefined;
    this.plain = true;
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    super.willUpdate(changed);
    if (changed.has('htmlFor')) this.#binding?.find(this.htmlFor);
    this.setState('plain', this.plain);
    this.setState('changed', this.text !== this.original);
    this.setState('failed', !!this.line);
  }

  protected override updated(changed: PropertyValues): void {
    if (changed.has('line')) this.#code?.mark(this.line);
    if (changed.has('readOnly')) this.#code?.setReadOnly(this.readOnly);
    if (!['language', 'found', 'htmlFor'].some((name) => changed.has(name))) return;
    void this.#code?.speak(this.#language);
    this.#code?.setLabel(this.#label(this.wording(texts)));
  }

  override render(): TemplateResult {
    const words = this.wording(texts);
    const { line } = this;
    const note = line ? words.errorLine(String(line)) : this.plain ? '' : words.keys;
    return html`<div part="base" class="base">
        ${
          this.plain
            ? html`<textarea part="control" aria-label=${this.#label(words)} spellcheck="false" ?readonly=${this.readOnly} .value=${this.text}
                @input=${(event: Event) => this.#changed((event.target as HTMLTextAreaElement).value)} @keydown=${this.#key} @change=${this.#apply}></textarea>`
            : nothing
        }
        <div part=${this.plain ? nothing : 'control'} class="code" ?hidden=${this.plain} @focusout=${this.#apply}></div>
        <div part="actions" class="bar">
          <button part="run" type="button" class="button primary small" aria-keyshortcuts="Control+Enter Meta+Enter" @click=${this.run}>${words.run}</button>
          <button part="reset" type="button" class="button quiet small" ?disabled=${this.readOnly || this.text === this.original} @click=${this.reset}>${words.reset}</button>
          <slot name="actions"></slot>
          <p part="note" class="note ${line ? 'failed' : ''}">${note}</p>
        </div>
      </div>
      ${showError(this.error, { part: 'error' })}`;
  }

  get #language(): 'python' | 'json' {
    return this.language ?? this.found ?? 'python';
  }

  #label(words: typeof texts): string {
    return words[this.#language === 'json' ? 'parameters' : 'code'](this.htmlFor ?? '');
  }

  async #bind(): Promise<void> {
    try {
      const { Binding } = await part(() => import('./binding.js'));
      if (!this.isConnected || this.#binding) return;
      this.#binding = new Binding(this, {
        taken: (language, original, text) => {
          this.found = language;
          this.original = original;
          this.value = text;
          if (text !== original) this.#apply();
        },
        failed: (line) => void (this.line = line),
      });
      this.#binding.find(this.htmlFor);
    } catch (error) {
      this.fail(error);
    }
  }

  #changed(text: string): void {
    this.text = text;
    this.error = undefined;
    if (this.persist) this.#binding?.keep(text, this.original);
    this.emit(new RmChangeEvent(text));
  }

  /** False when what is edited cannot take the text, which is shown. */
  #apply(): boolean {
    if (this.readOnly) return true;
    try {
      this.#binding?.write(this.value);
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
    // Without it the text area does all that is needed.
    const loaded = await import('./code-mirror.js').catch(() => undefined);
    if (!loaded) return;
    await this.updateComplete;
    const area = this.renderRoot.querySelector('textarea');
    const parent = this.renderRoot.querySelector<HTMLElement>('.code');
    if (!this.isConnected || !this.plain || !area || !parent) return;
    // A text area that nobody was in has its caret at its end.
    const selection: [number, number] | undefined = (this.renderRoot as ShadowRoot).activeElement === area ? [area.selectionStart, area.selectionEnd] : undefined;
    this.plain = false;
    await this.updateComplete;
    if (!this.isConnected) return;
    const code = new loaded.CodeEditor({
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
  }
}

define('rm-editor', RmEditor);

declare global {
  interface HTMLElementTagNameMap {
    'rm-editor': RmEditor;
  }
}
