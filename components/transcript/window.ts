/** Above this number only the segments in sight, and some around them, are in the document. */
export const windowAbove = 500;

/** Rows kept on either side of what is in sight, so that a quick scroll shows no gap. */
const around = 12;

export interface Stretch {
  /** Positions of the first row that is rendered, and of the one after the last. */
  first: number;
  end: number;
  /** Room for the rows before and after; px. */
  before: number;
  after: number;
}

/** Heights of rows by id: measured where they have been seen, the mean of these elsewhere. */
export class Heights {
  readonly #known = new Map<string, number>();
  #sum = 0;

  /** px; that of one line as long as nothing was measured. */
  get mean(): number {
    return this.#known.size ? this.#sum / this.#known.size : 32;
  }

  /** @returns whether that is news. */
  set(id: string, height: number): boolean {
    const before = this.#known.get(id);
    if (before !== undefined && Math.abs(before - height) < 0.5) return false;
    this.#sum += height - (before ?? 0);
    this.#known.set(id, height);
    return true;
  }

  /** Forgets all, as another width makes other heights. */
  clear(): void {
    this.#known.clear();
    this.#sum = 0;
  }

  /** Where a row begins; px from the first. */
  top(ids: readonly string[], index: number): number {
    return this.#sumOf(ids, 0, index);
  }

  /** The rows that are to be rendered where so much is scrolled and so much in sight; px. */
  stretch(ids: readonly string[], scrolled: number, sight: number): Stretch {
    let top = 0;
    let visible = 0;
    while (visible < ids.length - 1 && top + this.#height(ids[visible]) <= scrolled) top += this.#height(ids[visible++]);
    let end = visible;
    while (end < ids.length && top < scrolled + sight) top += this.#height(ids[end++]);
    const rows = { first: Math.max(0, visible - around), end: Math.min(ids.length, end + around) };
    return { ...rows, ...this.room(ids, rows) };
  }

  /** Room for the rows around those that are rendered; px. */
  room(ids: readonly string[], { first, end }: Pick<Stretch, 'first' | 'end'>): Pick<Stretch, 'before' | 'after'> {
    return { before: this.#sumOf(ids, 0, first), after: this.#sumOf(ids, end, ids.length) };
  }

  #height(id: string | undefined): number {
    return this.#known.get(id!) ?? this.mean;
  }

  #sumOf(ids: readonly string[], from: number, to: number): number {
    let sum = 0;
    for (let at = from; at < Math.min(to, ids.length); at += 1) sum += this.#height(ids[at]);
    return sum;
  }
}
