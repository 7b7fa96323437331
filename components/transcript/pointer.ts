import { interactive } from './keyboard.js';
import type { TranscriptView } from './view.js';

/** A click plays from a word or a segment, a double click edits. */
export class Pointer {
  readonly #view: TranscriptView;

  constructor(view: TranscriptView) {
    this.#view = view;
  }

  readonly click = (event: MouseEvent): void => {
    const view = this.#view;
    const hit = this.#hit(event);
    // A click that ends a selection of text is not meant for the player.
    if (!hit || view.selection.selects()) return;
    const index = Number(hit.row.dataset.index);
    const word = Number(hit.target.closest<HTMLElement>('[data-word]')?.dataset.word ?? -1);
    view.keyboard.move(index, word);
    if (view.rows.template || hit.target.closest('.text, .time')) view.seekTo(index, word);
  };

  readonly doubleClick = (event: MouseEvent): void => {
    const row = this.#hit(event)?.row;
    if (row) this.#view.edit(Number(row.dataset.index));
  };

  /** The row and the element in it that an event is meant for; undefined when that does something of its own. */
  #hit(event: MouseEvent): { target: Element; row: HTMLElement } | undefined {
    const target = event.composedPath()[0];
    if (!(target instanceof Element) || target.closest(interactive)) return undefined;
    const row = target.closest<HTMLElement>('[data-index][role]');
    return row ? { target, row } : undefined;
  }
}
