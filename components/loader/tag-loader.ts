/**
 * Loads elements when their tags are first in the page: what both `remotemedia.loader.js` and `remotemedia.js` do, for all elements or for
 * those that few pages have. Knows neither Lit nor the rest of the kit.
 */
import { tell, untell, type BootError } from './boot.js';

export interface Tags {
  /** Those that can be loaded. */
  readonly known: ReadonlySet<string>;
  /** Fetches and defines one. Rejects with a {@link BootError}. */
  load(tag: string): Promise<unknown>;
  /** A tag with a hyphen that is not among them was met, for the first time. */
  foreign?(tag: string): void;
}

export class TagLoader {
  readonly #tags: Tags;
  /** Elements that are not defined yet, by tag. */
  readonly #waiting = new Map<string, Set<Element>>();
  /** Tags that were asked for; one that failed is asked for again. */
  readonly #asked = new Set<string>();
  readonly #foreign = new Set<string>();
  readonly #entered = new WeakSet<ShadowRoot>();
  /** Why modules did not come. */
  readonly #failed = new Map<string, { error: BootError; of: string[] }>();
  /** Modules that are under way. */
  #pending = 0;

  readonly #observer = new MutationObserver((records) => {
    for (const { addedNodes } of records) for (const node of addedNodes) if (node instanceof Element) this.#scan(node);
    this.#load();
  });

  constructor(tags: Tags) {
    this.#tags = tags;
    this.again();
    this.#observer.observe(document, { subtree: true, childList: true });
    addEventListener('online', this.again);
  }

  /** Again from the start: what failed, and roots that came without a mutation. */
  readonly again = (): void => {
    this.#scan(document);
    this.#load();
  };

  /** Notes what waits in a tree, and watches the open shadow roots in it. */
  #scan(tree: Document | ShadowRoot | Element): void {
    if (tree instanceof Element) this.#look(tree);
    for (const element of tree.querySelectorAll('*')) this.#look(element);
  }

  #look(element: Element): void {
    const { localName, shadowRoot } = element;
    if (shadowRoot) this.#enter(shadowRoot);
    if (!localName.includes('-') || customElements.get(localName)) return;
    if (this.#tags.known.has(localName)) this.#waiting.set(localName, (this.#waiting.get(localName) ?? new Set()).add(element));
    else if (!this.#foreign.has(localName)) {
      this.#foreign.add(localName);
      // It may bring a shadow root once it is defined; names that are reserved never are.
      customElements.whenDefined(localName).then(this.again, () => {});
      this.#tags.foreign?.(localName);
    }
  }

  #enter(root: ShadowRoot): void {
    if (this.#entered.has(root)) return;
    this.#entered.add(root);
    this.#observer.observe(root, { subtree: true, childList: true });
    this.#scan(root);
  }

  /** Asks for the modules of all that wait. */
  #load(): void {
    for (const tag of this.#waiting.keys()) {
      if (this.#asked.has(tag)) continue;
      this.#asked.add(tag);
      this.#pending += 1;
      this.#tags
        .load(tag)
        .then(
          () => void this.#waiting.delete(tag),
          (error: BootError) => {
            const same = this.#failed.get(error.code) ?? { error, of: [] };
            same.of.push(tag);
            this.#failed.set(error.code, same);
          },
        )
        .finally(() => {
          this.#pending -= 1;
          if (this.#pending === 0) this.#tellFailed();
        });
    }
  }

  /** What failed is told together, once nothing is under way any more: an element that contains another speaks for it. */
  #tellFailed(): void {
    untell();
    for (const { error, of } of this.#failed.values()) {
      tell(error, of.map((tag) => `<${tag}>`).join(', '), of.flatMap((tag) => [...(this.#waiting.get(tag) ?? [])]));
      for (const tag of of) {
        this.#waiting.delete(tag);
        this.#asked.delete(tag);
      }
    }
    this.#failed.clear();
  }
}
