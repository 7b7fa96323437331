/** Attributes that say nothing about the graph; the elements set some of them themselves. */
const ignored = /^(class|style|status|show|label|role|tabindex|slot|title|lang|dir|hidden|aria-.*|data-.*)$/;

/** Tells when the markup of a pipeline may mean another graph: once per burst of changes. */
export class MarkupWatcher {
  readonly #changed: () => void;
  readonly #observer: MutationObserver;
  #queued = false;

  constructor(changed: () => void) {
    this.#changed = changed;
    this.#observer = new MutationObserver((records) => {
      if (records.some(({ type, attributeName }) => type !== 'attributes' || !ignored.test(attributeName ?? ''))) this.announce();
    });
  }

  observe(element: HTMLElement): void {
    this.#observer.observe(element, { subtree: true, childList: true, characterData: true, attributes: true });
  }

  disconnect(): void {
    this.#observer.disconnect();
  }

  /** As if the markup had changed. */
  announce(): void {
    if (this.#queued) return;
    this.#queued = true;
    queueMicrotask(() => {
      this.#queued = false;
      this.#changed();
    });
  }
}
