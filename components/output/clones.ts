interface Clone {
  /** What it was made by, a template for one: it stands for what the element is. */
  readonly maker: unknown;
  readonly element: HTMLElement;
}

/**
 * The elements that results became, kept from one rendering to the next: what stands in them keeps its focus, its place and its sound
 * while other results come.
 */
export class Clones {
  #before = new Map<unknown, Clone[]>();
  #now = new Map<unknown, Clone[]>();

  /** A rendering begins: what the last one used and this one does not is forgotten after it. */
  begin(): void {
    this.#before = this.#now;
    this.#now = new Map();
  }

  /** Forgets all of them. */
  clear(): void {
    this.#before.clear();
    this.#now.clear();
  }

  /** The element of a result, made anew if there is none. The same value may come several times. */
  of<Made extends HTMLElement>(value: unknown, maker: unknown, make: () => Made): Made {
    const known = this.#before.get(value);
    const at = known?.findIndex((clone) => clone.maker === maker) ?? -1;
    const clone = at < 0 ? { maker, element: make() } : known!.splice(at, 1)[0]!;
    const used = this.#now.get(value);
    if (used) used.push(clone);
    else this.#now.set(value, [clone]);
    return clone.element as Made;
  }
}
