/**
 * Finds elements by id: the pipeline of those that are not nested in it, what a meter measures, what an editor edits. One observer for the
 * whole page tells waiting elements when an id appears, disappears or changes; it runs only while somebody waits.
 */
import type { PipelineContext } from './context.js';

const watchers = new Set<() => void>();
let observer: MutationObserver | undefined;

/** Calls `look` at once and after every change of ids or of the tree, until the returned function is called. */
export function watchIds(look: () => void): () => void {
  watchers.add(look);
  if (!observer) {
    observer = new MutationObserver(() => watchers.forEach((watcher) => watcher()));
    observer.observe(document, { subtree: true, childList: true, attributes: true, attributeFilter: ['id'] });
  }
  look();
  return () => {
    watchers.delete(look);
    if (watchers.size > 0) return;
    observer?.disconnect();
    observer = undefined;
  };
}

/**
 * Calls back with the context of the pipeline of that id, at once and after every change of it; with undefined while there is none.
 *
 * @returns what ends that.
 */
export function followId(from: Element, id: string, found: (context: PipelineContext | undefined) => void): () => void {
  const look = (): void => {
    const element = findById(from, id);
    if (element?.localName === 'rm-pipeline' && !customElements.get('rm-pipeline')) {
      void customElements.whenDefined('rm-pipeline').then(() => watchers.has(look) && look());
      return;
    }
    found(element && 'context' in element ? (element as { context?: PipelineContext }).context : undefined);
  };
  return watchIds(look);
}

/** The element of that id: in the asking element's own tree first, then in the document. */
export function findById(from: Element, id: string): HTMLElement | undefined {
  const root = from.getRootNode();
  const near = root instanceof ShadowRoot || root instanceof Document ? root.getElementById(id) : null;
  return near ?? document.getElementById(id) ?? undefined;
}
