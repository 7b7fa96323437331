/**
 * Finds a pipeline by id for elements that are not nested in it. One observer for the whole page tells waiting elements when
 * an id appears, disappears or changes; it runs only while there is an element with a `pipeline` attribute.
 */
type Watcher = () => void;

const watchers = new Set<Watcher>();
let observer: MutationObserver | undefined;

/** Calls `changed` after any change of ids or of the tree, until the returned function is called. */
export function watchIds(changed: Watcher): () => void {
  watchers.add(changed);
  if (!observer) {
    observer = new MutationObserver(() => {
      for (const watcher of [...watchers]) watcher();
    });
    observer.observe(document, { subtree: true, childList: true, attributes: true, attributeFilter: ['id'] });
  }
  return () => {
    watchers.delete(changed);
    if (watchers.size === 0) {
      observer?.disconnect();
      observer = undefined;
    }
  };
}

/** The element of that id: in the asking element's own tree first, then in the document. */
export function findById(from: Element, id: string): HTMLElement | undefined {
  const root = from.getRootNode();
  const near = root instanceof ShadowRoot || root instanceof Document ? root.getElementById(id) : null;
  return near ?? document.getElementById(id) ?? undefined;
}

/** Resolves when the page is parsed and the scripts of its head have run, at once when that is past. */
export function pageParsed(): Promise<void> {
  if (document.readyState === 'complete') return Promise.resolve();
  return new Promise((resolve) => addEventListener('load', () => resolve(), { once: true }));
}
