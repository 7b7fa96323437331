import { defaultKeymap, history, historyKeymap, indentWithTab } from '@codemirror/commands';
import { HighlightStyle, bracketMatching, indentOnInput, indentUnit, syntaxHighlighting, type LanguageSupport } from '@codemirror/language';
import { Compartment, EditorState, Prec, StateEffect, StateField, type Extension } from '@codemirror/state';
import { Decoration, EditorView, drawSelection, highlightActiveLine, keymap, lineNumbers, type DecorationSet } from '@codemirror/view';
import { tags } from '@lezer/highlight';

const languages = {
  python: async (): Promise<LanguageSupport> => (await import('@codemirror/lang-python')).python(),
  json: async (): Promise<LanguageSupport> => (await import('@codemirror/lang-json')).json(),
};

export interface CodeOptions {
  parent: HTMLElement;
  text: string;
  /** From and to, in characters, where the visitor was in the text: then the editor takes the focus. */
  selection: [number, number] | undefined;
  label: string;
  readOnly: boolean;
  changed(text: string): void;
  run(): void;
}

const mark = StateEffect.define<number | undefined>();
const failed = Decoration.line({ class: 'cm-failed' });

/** The line that failed. It moves with the text, and goes when it is edited. */
const marked = StateField.define<DecorationSet>({
  create: () => Decoration.none,
  update(lines, { docChanged, changes, effects, state }) {
    let next = docChanged ? lines.map(changes) : lines;
    for (const effect of effects) {
      if (!effect.is(mark)) continue;
      const line = effect.value;
      next = line !== undefined && line >= 1 && line <= state.doc.lines ? Decoration.set(failed.range(state.doc.line(line).from)) : Decoration.none;
    }
    return next;
  },
  provide: (field) => EditorView.decorations.from(field),
});

/** By the tokens of the elements, so that light, dark and the page's own themes hold here too. */
const theme = EditorView.theme({
  '&': { color: 'var(--_fg)', backgroundColor: 'transparent', minHeight: 'inherit' },
  // The frame around it has the ring.
  '&.cm-focused': { outline: 'none' },
  '.cm-scroller': { fontFamily: 'inherit', lineHeight: 'inherit', minHeight: 'inherit' },
  '.cm-content': { caretColor: 'var(--_fg)', padding: 'var(--_space-2) 0' },
  '.cm-cursor': { borderLeftColor: 'var(--_fg)' },
  '.cm-gutters': { backgroundColor: 'var(--_surface)', color: 'var(--_muted)', border: '0' },
  '.cm-activeLine, .cm-activeLineGutter': { backgroundColor: 'color-mix(in oklab, var(--_fg) 5%, transparent)' },
  '.cm-selectionBackground, &.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground': { backgroundColor: 'color-mix(in oklab, var(--_accent) 28%, transparent)' },
  '&.cm-focused .cm-matchingBracket': { backgroundColor: 'color-mix(in oklab, var(--_accent) 22%, transparent)' },
  '.cm-failed': { backgroundColor: 'color-mix(in oklab, var(--_danger) 14%, transparent)', boxShadow: 'inset 3px 0 var(--_danger)' },
});

const colours = HighlightStyle.define([
  { tag: [tags.keyword, tags.operatorKeyword, tags.bool, tags.null, tags.self], color: 'var(--_accent)', fontWeight: '550' },
  { tag: [tags.string, tags.special(tags.string)], color: 'var(--_success)' },
  { tag: [tags.number], color: 'var(--_warning)' },
  { tag: [tags.comment], color: 'var(--_muted)', fontStyle: 'italic' },
  { tag: [tags.definition(tags.variableName), tags.definition(tags.className), tags.className, tags.propertyName], color: 'var(--_fg)', fontWeight: '550' },
  { tag: tags.invalid, color: 'var(--_danger)' },
]);

/**
 * What replaces a selection is put in by us: Chromium would keep the look of what was selected, in a style attribute that a strict
 * policy forbids.
 */
const replacing = EditorView.domEventHandlers({
  beforeinput(event, view) {
    const { state } = view;
    if (event.inputType !== 'insertText' || !event.data || event.isComposing || state.readOnly || state.selection.ranges.every(({ empty }) => empty)) return false;
    event.preventDefault();
    view.dispatch(state.update(state.replaceSelection(event.data), { userEvent: 'input.type', scrollIntoView: true }));
    return true;
  },
});

const named = (label: string): Extension => EditorView.contentAttributes.of({ 'aria-label': label });

/**
 * CodeMirror, as `rm-editor` uses it. Its styles are adopted by the shadow root, so that no policy needs to allow inline ones; nothing of
 * it is there before it is fetched.
 */
export class CodeEditor {
  readonly #view: EditorView;
  readonly #language = new Compartment();
  readonly #editable = new Compartment();
  readonly #label = new Compartment();
  #quiet = false;

  constructor({ parent, text, selection, label, readOnly, changed, run }: CodeOptions) {
    const extensions: Extension[] = [
      // Above CodeMirror's own, which puts a blank line there.
      Prec.highest(keymap.of([{ key: 'Mod-Enter', run: () => (run(), true) }])),
      keymap.of([...defaultKeymap, ...historyKeymap, indentWithTab]),
      history(),
      lineNumbers(),
      drawSelection(),
      highlightActiveLine(),
      indentOnInput(),
      bracketMatching(),
      indentUnit.of('    '),
      EditorState.tabSize.of(4),
      this.#label.of(named(label)),
      EditorView.updateListener.of((update) => {
        if (update.docChanged && !this.#quiet) changed(update.state.doc.toString());
      }),
      replacing,
      syntaxHighlighting(colours),
      theme,
      marked,
      this.#language.of([]),
      this.#editable.of(EditorState.readOnly.of(readOnly)),
    ];
    const length = text.replace(/\r\n?/g, '\n').length;
    const [anchor, head] = selection ?? [0, 0];
    const state = EditorState.create({ doc: text, selection: { anchor: Math.min(anchor, length), head: Math.min(head, length) }, extensions });
    this.#view = new EditorView({ state, parent, root: parent.getRootNode() as ShadowRoot });
    if (selection) this.#view.focus();
  }

  get text(): string {
    return this.#view.state.doc.toString();
  }
  set text(text: string) {
    if (text === this.text) return;
    this.#quiet = true;
    this.#view.dispatch({ changes: { from: 0, to: this.#view.state.doc.length, insert: text } });
    this.#quiet = false;
  }

  /** Without its file (offline, say) the text stays without colours. */
  async speak(language: keyof typeof languages): Promise<void> {
    const support = await languages[language]().catch(() => undefined);
    if (support) this.#view.dispatch({ effects: this.#language.reconfigure(support) });
  }

  setLabel(label: string): void {
    this.#view.dispatch({ effects: this.#label.reconfigure(named(label)) });
  }

  setReadOnly(readOnly: boolean): void {
    this.#view.dispatch({ effects: this.#editable.reconfigure(EditorState.readOnly.of(readOnly)) });
  }

  /** @param line from 1; undefined: none failed. */
  mark(line: number | undefined): void {
    this.#view.dispatch({ effects: mark.of(line) });
  }

  destroy(): void {
    this.#view.destroy();
  }
}
