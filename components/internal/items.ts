import { isAudio, isTensor, type Item, type JsonValue } from '../../core/index.js';

export { isAudio, isTensor };

export const isBytes = (item: Item): item is Uint8Array => item instanceof Uint8Array;

/** A JSON object (no array, no null, none of the binary kinds). */
export const isRecord = (item: unknown): item is { [key: string]: JsonValue } =>
  typeof item === 'object' && item !== null && !Array.isArray(item) && !ArrayBuffer.isView(item) && !isAudio(item) && !isTensor(item);

/** The value at a JSON pointer (RFC 6901); undefined when there is none. */
export function atPointer(item: Item, pointer: string): Item | undefined {
  if (pointer === '' || pointer === '/') return item;
  let at: unknown = item;
  for (const part of pointer.replace(/^\//, '').split('/')) {
    const key = part.replace(/~1/g, '/').replace(/~0/g, '~');
    if (Array.isArray(at)) at = at[Number(key)];
    else if (isRecord(at) && Object.hasOwn(at, key)) at = at[key];
    else return undefined;
  }
  return at as Item | undefined;
}
