import { findById, watchIds } from './links.js';

/**
 * Listens to an event of the element that `source` names, also when that comes later or is replaced; without a name, to those of all in the
 * pipeline. Returns what ends it.
 */
export function watchSource<Name extends keyof GlobalEventHandlersEventMap>(
  from: HTMLElement,
  source: string | undefined,
  pipeline: HTMLElement | undefined,
  name: Name,
  heard: (event: GlobalEventHandlersEventMap[Name]) => void,
): () => void {
  let at: HTMLElement | undefined;
  const listener = heard as (event: Event) => void;
  const move = (to: HTMLElement | undefined): void => {
    if (to === at) return;
    at?.removeEventListener(name, listener);
    at = to;
    at?.addEventListener(name, listener);
  };
  if (!source) {
    move(pipeline);
    return () => move(undefined);
  }
  const unwatch = watchIds(() => move(findById(from, source)));
  return () => {
    unwatch();
    move(undefined);
  };
}
