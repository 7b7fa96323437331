import type { Item } from '../../core/index.js';

/** The value at a JSON pointer (RFC 6901); undefined when there is none. */
export function atPointer(item: Item, pointer: string): Item | undefined {
  if (pointer === '' || pointer === '/') return item;
  let at: unknown = item;
  for (const part of pointer.replace(/^\//, '').split('/')) {
    const key = part.replace(/~1/g, '/').replace(/~0/g, '~');
    if (typeof at !== 'object' || at === null || ArrayBuffer.isView(at) || !Object.hasOwn(at, key)) return undefined;
    at = (at as Record<string, unknown>)[key];
  }
  return at as Item | undefined;
}
