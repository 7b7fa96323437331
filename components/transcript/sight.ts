import type { TranscriptView } from './view.js';
import { Heights, windowAbove, type Stretch } from './window.js';

/** Which rows are rendered: all, or of a long transcript those in sight, between rooms as high as the others would be. */
export class Sight {
  readonly #view: TranscriptView;
  readonly #heights = new Heights();
  #stretch: Stretch = { first: 0, end: 0, before: 0, after: 0 };
  #ids: string[] = [];
  #corrections = 0;

  constructor(view: TranscriptView) {
    this.#view = view;
  }

  get #windowed(): boolean {
    return this.#ids.length > windowAbove;
  }

  /** The rows to render of these: those around what is scrolled to, or the last. */
  of(ids: string[]): Stretch {
    this.#ids = ids;
    this.#stretch = this.#windowed ? this.#inSight(this.#view.follow.holdsEnd) : { first: 0, end: ids.length, before: 0, after: 0 };
    return this.#stretch;
  }

  /** After a render: makes the rooms, and measures the rows. */
  measure(list: HTMLElement): void {
    const rooms = list.querySelectorAll<HTMLElement>('.room');
    rooms[0]?.style.setProperty('block-size', `${this.#stretch.before}px`);
    rooms[1]?.style.setProperty('block-size', `${this.#stretch.after}px`);
    if (!this.#measurable(list)) return;
    for (const row of list.querySelectorAll<HTMLElement>('[data-index]')) this.#heights.set(this.#ids[Number(row.dataset.index)] ?? '', row.getBoundingClientRect().height);
  }

  /** Renders again with what was measured: a few times at once, so that nothing is seen of it, and never for ever. */
  correct(list: HTMLElement): void {
    if (!this.#measurable(list) || !(this.misses() || this.#misjudged())) return;
    if ((this.#corrections += 1) > 5) return;
    if (this.#corrections === 1) requestAnimationFrame(() => (this.#corrections = 0));
    this.#view.update();
  }

  /** Whether rows that are in sight are not rendered. */
  misses(): boolean {
    if (!this.#view.list || !this.#windowed) return false;
    const { first, end } = this.#inSight(false);
    // A few rows of those kept around may go before new ones are rendered.
    return first < this.#stretch.first - 6 || end > this.#stretch.end + 6 || (first !== this.#stretch.first && first === 0) || (end !== this.#stretch.end && end === this.#ids.length);
  }

  /** Where a row begins in what scrolls; px. Exact when it is rendered, else from the heights that are known. */
  topOf(index: number): number {
    const { list } = this.#view;
    const row = list?.querySelector<HTMLElement>(`[data-index="${index}"]`);
    return row ? row.offsetTop - list!.offsetTop : this.#heights.top(this.#ids, index);
  }

  /** Forgets what was measured: other rows. */
  clear(): void {
    this.#heights.clear();
  }

  /** Another width, or other rows, make other heights. */
  resized(): void {
    this.clear();
    this.#view.update();
  }

  /** What is not laid out (hidden, or no longer in the page) has no heights. */
  #measurable(list: HTMLElement): boolean {
    return this.#windowed && list.clientHeight > 0;
  }

  #inSight(end: boolean): Stretch {
    const { list } = this.#view;
    const sight = list?.clientHeight || 400;
    return this.#heights.stretch(this.#ids, end ? this.#heights.top(this.#ids, this.#ids.length) - sight : (list?.scrollTop ?? 0), sight);
  }

  /** Whether the rows around have another height than they were given room for. */
  #misjudged(): boolean {
    const { before, after } = this.#heights.room(this.#ids, this.#stretch);
    return Math.abs(before - this.#stretch.before) > 1 || Math.abs(after - this.#stretch.after) > 1;
  }
}
