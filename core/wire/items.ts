import { RmError } from '../errors.js';

export type JsonValue = null | boolean | number | string | JsonValue[] | { [key: string]: JsonValue };

/** Sound as interleaved float32 samples. */
export interface AudioItem {
  kind: 'audio';
  /** Interleaved: frame 0 of every channel, then frame 1. Full scale is -1 to 1. */
  samples: Float32Array;
  /** Hz. */
  sampleRate: number;
  channels: number;
  /** Index of the first frame in its stream. Left out, it follows on what was pushed before. */
  start?: number;
}

/** A block of numbers, row-major. */
export interface TensorItem {
  kind: 'tensor';
  /** Little-endian bytes of the numbers. */
  data: Uint8Array;
  shape: number[];
  /** NumPy's name: float32, int16, … */
  dtype: string;
}

/** A value that travels through a pipeline. */
export type Item = JsonValue | AudioItem | TensorItem | Uint8Array;

/** An item that a node without successors (or a tapped node) gave. */
export interface Output {
  nodeId: string;
  /** Number of the push that caused it, from 1; 0 when the end of the input did. */
  sequence: number;
  item: Item;
  /** Of an item that was made from sound: when that began and ended, in seconds of its stream. */
  start?: number;
  end?: number;
}

export function isAudio(item: unknown): item is AudioItem {
  const audio = item as Partial<AudioItem> | null;
  return typeof audio === 'object' && audio !== null && audio.kind === 'audio' && audio.samples instanceof Float32Array;
}

export function isTensor(item: unknown): item is TensorItem {
  const tensor = item as Partial<TensorItem> | null;
  return typeof tensor === 'object' && tensor !== null && tensor.kind === 'tensor' && tensor.data instanceof Uint8Array;
}

/** An object of JSON: no array, nor null. */
export const isRecord = (value: unknown): value is Record<string, JsonValue> => typeof value === 'object' && value !== null && !Array.isArray(value);

/** Length of a sound in seconds. */
export const audioDuration = ({ samples, sampleRate, channels }: AudioItem): number => samples.length / channels / sampleRate;

const u32 = (value: unknown): value is number => typeof value === 'number' && Number.isInteger(value) && value > 0 && value < 2 ** 32;

/**
 * Checks that a value can be sent, before it is.
 * @throws {RmError} RM2307 with the reason.
 */
export function checkItem(item: unknown): asserts item is Item {
  if (isAudio(item)) {
    if (!u32(item.sampleRate)) throw new RmError('RM2307', `Audio needs a sample rate in whole Hz, not ${String(item.sampleRate)}.`);
    if (!u32(item.channels)) throw new RmError('RM2307', `Audio needs a whole number of channels from 1 on, not ${String(item.channels)}.`);
    if (item.samples.length % item.channels !== 0) {
      throw new RmError('RM2307', `${item.samples.length} samples do not divide into ${item.channels} channels.`);
    }
    if (item.start !== undefined && !(Number.isSafeInteger(item.start) && item.start >= 0)) {
      throw new RmError('RM2307', `The start of audio is the whole number of its first frame, not ${String(item.start)}.`);
    }
  } else if (isTensor(item)) {
    if (!Array.isArray(item.shape) || !item.shape.every((n) => Number.isSafeInteger(n) && n >= 0)) {
      throw new RmError('RM2307', 'The shape of a tensor is an array of whole numbers.');
    }
    if (typeof item.dtype !== 'string' || !item.dtype) throw new RmError('RM2307', 'A tensor needs a dtype.');
  } else if (item === undefined || typeof item === 'function' || typeof item === 'symbol' || typeof item === 'bigint') {
    throw new RmError('RM2307', `A value of the type ${typeof item} cannot be sent.`);
  }
}

/** The buffers of items that may be moved between threads instead of copied; each once, only whole ones. */
export function transferables(items: Iterable<Item>): ArrayBuffer[] {
  const buffers = new Set<ArrayBuffer>();
  for (const item of items) {
    const view = isAudio(item) ? item.samples : isTensor(item) ? item.data : item instanceof Uint8Array ? item : undefined;
    if (view && view.buffer instanceof ArrayBuffer && view.byteLength === view.buffer.byteLength) buffers.add(view.buffer);
  }
  return [...buffers];
}
