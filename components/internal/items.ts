import { isAudio, isTensor, type Item, type JsonValue } from '../../core/index.js';

export { isAudio, isTensor };

export const isBytes = (item: Item): item is Uint8Array => item instanceof Uint8Array;

/** A JSON object (no array, no null, none of the binary kinds). */
export const isRecord = (item: unknown): item is { [key: string]: JsonValue } =>
  typeof item === 'object' && item !== null && !Array.isArray(item) && !ArrayBuffer.isView(item) && !isAudio(item) && !isTensor(item);
