import type { TranscriptView } from './view.js';

/** Scrolled this close to the end counts as being there; px. */
const near = 4;

/**
 * Keeps the latest text in sight, or what is being played. Lets go when the reader scrolls away, and takes hold again when they come
 * back to the end.
 */
export class Follow {
  readonly #view: TranscriptView;
  #held = true;
  /** Where this class has scrolled to itself; px. */
  #own: number | undefined;
  #last = 0;
  #target: { index: number; block: 'center' | 'nearest' } | undefined;
  #playing = -1;
  #observer: ResizeObserver | undefined;
  #observed: HTMLElement | undefined;
  #width = 0;

  constructor(view: TranscriptView) {
    this.#view = view;
  }

  get #wanted(): boolean {
    return this.#view.host.element.autoscroll !== 'off';
  }

  /** The reader has scrolled away from what would be followed. */
  get lost(): boolean {
    return this.#wanted && !this.#held;
  }

  /** The end is kept in sight. */
  get holdsEnd(): boolean {
    return this.#wanted && this.#held && !this.#target && this.#view.playing < 0;
  }

  disconnect(): void {
    this.#observer?.disconnect();
    this.#observer = this.#observed = undefined;
  }

  release(): void {
    if (!this.#held) return;
    this.#held = false;
    this.#view.update();
  }

  /** Goes back to the latest text, or what is being played. */
  resume(): void {
    this.#held = true;
    this.#playing = -1;
    // The button that asked for it goes.
    this.#view.list?.focus({ preventScroll: true });
    this.#view.update();
  }

  /** Brings a row into sight, also one that is not rendered yet. */
  toRow(index: number, block: 'center' | 'nearest'): void {
    this.#target = { index, block };
    this.#aim();
    this.#view.update();
  }

  /** After each update: what was in sight stays so. */
  keep(): void {
    const { list } = this.#view;
    if (!list?.isConnected) return;
    this.#observe(list);
    if (list.clientHeight === 0) return;
    this.#view.host.state('following', this.#wanted && this.#held);
    if (this.#target) {
      this.#aim();
      return;
    }
    if (!this.#wanted || !this.#held) return;
    const { playing } = this.#view;
    if (playing < 0) this.#scroll(list, list.scrollHeight);
    else if (playing !== this.#playing) {
      this.#playing = playing;
      this.toRow(playing, 'nearest');
    }
  }

  readonly scrolled = (): void => {
    const { list } = this.#view;
    if (!list) return;
    const { scrollTop } = list;
    const own = this.#own !== undefined && Math.abs(scrollTop - this.#own) <= 2;
    this.#own = undefined;
    if (!own) this.#byReader(list);
    this.#last = scrollTop;
    if (this.#view.sight.misses()) this.#view.update();
  };

  #byReader(list: HTMLElement): void {
    if (this.#view.playing >= 0) this.release();
    else if (list.scrollHeight - list.clientHeight - list.scrollTop <= near) {
      if (this.#held) return;
      this.#held = true;
      this.#view.update();
    } else if (list.scrollTop < this.#last - 1) this.release();
  }

  #aim(): void {
    const { list } = this.#view;
    if (!this.#target || !list) return;
    const { index, block } = this.#target;
    const row = list.querySelector<HTMLElement>(`[data-index="${index}"]`);
    const top = this.#view.sight.topOf(index);
    const height = row?.offsetHeight ?? 0;
    if (block === 'center' || !row) this.#scroll(list, top - (list.clientHeight - height) / 2);
    else if (top < list.scrollTop) this.#scroll(list, top);
    else if (top + height > list.scrollTop + list.clientHeight) this.#scroll(list, top + height - list.clientHeight);
    if (row) this.#target = undefined;
  }

  #scroll(list: HTMLElement, top: number): void {
    list.scrollTop = top;
    // As it was clamped and rounded.
    this.#own = this.#last = list.scrollTop;
  }

  /** Another size of the list is nothing the reader did. */
  #observe(list: HTMLElement): void {
    if (this.#observed === list) return;
    this.disconnect();
    this.#observed = list;
    this.#observer = new ResizeObserver(() => {
      const { clientWidth } = list;
      if (clientWidth !== this.#width) this.#view.sight.resized();
      else this.#view.update();
      this.#width = clientWidth;
    });
    this.#observer.observe(list);
  }
}
