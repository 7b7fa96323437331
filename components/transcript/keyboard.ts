import { placeWords } from '../../core/transcript/segment.js';
import type { TranscriptView } from './view.js';

/** What takes clicks and keys itself. */
export const interactive = 'a[href], button, input, select, textarea, label, summary, audio, video';

/** Rows that Page Up and Page Down pass over. */
const page = 10;

/**
 * The transcript is one tab stop. Up and down go from segment to segment, left and right from word to word, Home and End to the first
 * and the last segment; Enter plays from there, F2 edits.
 */
export class Keyboard {
  readonly #view: TranscriptView;

  constructor(view: TranscriptView) {
    this.#view = view;
  }

  readonly key = (event: KeyboardEvent): void => {
    if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
    const target = event.composedPath()[0];
    if (target instanceof HTMLTextAreaElement) this.#editorKey(event);
    else if (target instanceof Element && this.#isOurs(target) && this.#act(event)) event.preventDefault();
  };

  /** Not what does something of its own, nor something inside an element of the page's template. */
  #isOurs(target: Element): boolean {
    return !target.closest(interactive) && target.getRootNode() === this.#view.host.element.shadowRoot;
  }

  #editorKey(event: KeyboardEvent): void {
    if (event.key === 'Escape' || (event.key === 'Enter' && !event.shiftKey)) {
      event.preventDefault();
      this.#view.finishEditing(event.key === 'Enter');
    }
  }

  #act(event: KeyboardEvent): boolean {
    const { active, shown } = this.#view;
    const rtl = this.#view.host.element.matches(':dir(rtl)');
    switch (event.key) {
      case 'ArrowDown':
        this.move(this.#spoken(active.index + 1, 1));
        break;
      case 'ArrowUp':
        this.move(this.#spoken(active.index - 1, -1));
        break;
      case 'PageDown':
        this.move(this.#spoken(active.index + page, 1));
        break;
      case 'PageUp':
        this.move(this.#spoken(active.index - page, -1));
        break;
      case 'Home':
        this.move(this.#spoken(0, 1));
        break;
      case 'End':
        this.move(this.#spoken(shown.length - 1, -1));
        break;
      case 'ArrowRight':
        this.#step(rtl ? -1 : 1);
        break;
      case 'ArrowLeft':
        this.#step(rtl ? 1 : -1);
        break;
      case 'Enter':
      case ' ':
        this.#view.seekTo(active.index, active.word);
        break;
      case 'F2':
        this.#view.edit(active.index);
        break;
      default:
        return false;
    }
    return true;
  }

  /** The nearest segment that is final; interim text has no tab stop. */
  #spoken(index: number, direction: 1 | -1): number {
    const { shown } = this.#view;
    let at = Math.max(0, Math.min(shown.length - 1, index));
    while (shown[at] && !shown[at].final) at += direction;
    return shown[at] ? at : this.#view.active.index;
  }

  #words(index: number): number {
    const segment = this.#view.shown[index];
    return segment ? placeWords(segment.text, segment.words).length : 0;
  }

  /** To the next word, or the one before, also across segments. */
  #step(by: 1 | -1): void {
    const { index, word } = this.#view.active;
    const next = word + by;
    if (next >= 0 && next < this.#words(index)) this.move(index, next);
    else {
      const other = this.#spoken(index + by, by);
      if (other !== index) this.move(other, by > 0 ? (this.#words(other) ? 0 : -1) : this.#words(other) - 1);
      else if (next < 0) this.move(index);
    }
  }

  /** Moves the tab stop, and the focus with it. */
  move(index: number, word = -1): void {
    this.#view.active = { index, word };
    this.#view.follow.toRow(index, 'nearest');
    void this.focusActive();
  }

  /** Focuses what has the tab stop, once it is rendered. */
  async focusActive(): Promise<void> {
    const { active, host } = this.#view;
    // A row far away is rendered by the second update, when it is known what is in sight.
    for (let tries = 0; tries < 4; tries += 1) {
      await host.element.updateComplete;
      const row = this.#view.list?.querySelector<HTMLElement>(`[data-index="${active.index}"]`);
      if (!row || active !== this.#view.active) continue;
      (row.querySelector<HTMLElement>(`[data-word="${active.word}"]`) ?? row).focus({ preventScroll: true });
      return;
    }
    this.#view.list?.focus({ preventScroll: true });
  }
}
