import type { AudioItem, Item, JsonValue, TensorItem } from '../../core/index.js';
import { isAudio, isBytes, isRecord, isTensor } from '../internal/items.js';
import { imageType, isPixels, looksLikePixels } from './image-kinds.js';
import type { ImageItem } from './picture.js';

export type OutputFormat = 'auto' | 'text' | 'json' | 'table' | 'image' | 'audio' | 'html-safe';
export type Row = { [column: string]: JsonValue };

/** Neighbouring results that are shown as one thing. */
export type Group = Content & {
  /** How many they are. */
  size: number;
};

type Content =
  | { kind: 'text'; texts: string[] }
  | { kind: 'scalars'; values: (number | boolean | null)[] }
  | { kind: 'table'; rows: Row[] }
  | { kind: 'audio'; blocks: AudioItem[] }
  | { kind: 'image'; images: ImageItem[] }
  | { kind: 'html'; texts: string[] }
  | { kind: 'json'; value: JsonValue }
  | { kind: 'binary'; value: Uint8Array | TensorItem }
  | { kind: 'unfit'; item: Item; wanted: OutputFormat };

const isScalar = (item: Item): item is number | boolean | null => item === null || typeof item === 'number' || typeof item === 'boolean';
const isRows = (item: Item): item is Row[] => Array.isArray(item) && item.length > 0 && item.every(isRecord);

/** A record reads well as a row when most of it is not nested. */
const isFlat = (row: Row): boolean => {
  const values = Object.values(row);
  return values.length > 0 && values.filter((value) => typeof value !== 'object' || value === null).length * 2 >= values.length;
};

/** Arranges results for display: what is alike and adjacent becomes one text, one table, one recording. */
export function group(items: readonly Item[], format: OutputFormat): Group[] {
  const groups: Group[] = [];
  const records = items.filter((item) => isRecord(item) && isFlat(item)).length;
  for (const item of items) {
    const next = { ...one(asBytes(item), format, records > 1), size: 1 };
    const last = groups.at(-1);
    if (last?.kind === 'text' && next.kind === 'text') last.texts.push(...next.texts);
    else if (last?.kind === 'scalars' && next.kind === 'scalars') last.values.push(...next.values);
    else if (last?.kind === 'image' && next.kind === 'image') last.images.push(...next.images);
    else if (last?.kind === 'html' && next.kind === 'html') last.texts.push(...next.texts);
    else if (last?.kind === 'table' && next.kind === 'table') last.rows.push(...next.rows);
    else if (last?.kind === 'audio' && next.kind === 'audio' && sameAudio(last.blocks[0], next.blocks[0])) last.blocks.push(...next.blocks);
    else {
      groups.push(next);
      continue;
    }
    last.size += 1;
  }
  return groups;
}

/** Markup that is still sanitised without holding up the page; characters. */
const LONGEST_MARKUP = 1_000_000;

const decoded = new WeakMap<object, Uint8Array>();

/** Bytes inside of a result come in their JSON form. The same bytes each time, since what shows them is kept. */
function asBytes(item: Item): Item {
  if (!isRecord(item) || item.__bytes__ !== true || typeof item.data !== 'string') return item;
  let bytes = decoded.get(item);
  if (!bytes) {
    try {
      bytes = Uint8Array.from(atob(item.data), (character) => character.charCodeAt(0));
    } catch {
      return item;
    }
    decoded.set(item, bytes);
  }
  return bytes;
}

const sameAudio = (a: AudioItem | undefined, b: AudioItem | undefined): boolean => a?.sampleRate === b?.sampleRate && a?.channels === b?.channels;

function one(item: Item, format: OutputFormat, streamed: boolean): Content {
  switch (format) {
    case 'text':
      return isAudio(item) || isBytes(item) || isTensor(item) ? { kind: 'unfit', item, wanted: format } : { kind: 'text', texts: [asText(item)] };
    case 'json':
      return isAudio(item) || isBytes(item) || isTensor(item) ? { kind: 'unfit', item, wanted: format } : { kind: 'json', value: item };
    case 'table':
      if (isRows(item)) return { kind: 'table', rows: [...item] };
      if (isRecord(item)) return { kind: 'table', rows: [item] };
      if (Array.isArray(item)) return { kind: 'table', rows: item.map((value): Row => (Array.isArray(value) ? Object.fromEntries(value.entries()) : { value })) };
      return isScalar(item) || typeof item === 'string' ? { kind: 'table', rows: [{ value: item }] } : { kind: 'unfit', item, wanted: format };
    case 'audio':
      return isAudio(item) ? { kind: 'audio', blocks: [item] } : { kind: 'unfit', item, wanted: format };
    case 'image':
      return (isBytes(item) && imageType(item)) || (isTensor(item) && isPixels(item)) ? { kind: 'image', images: [item] } : { kind: 'unfit', item, wanted: format };
    case 'html-safe':
      return typeof item === 'string' && item.length <= LONGEST_MARKUP ? { kind: 'html', texts: [item] } : { kind: 'unfit', item, wanted: format };
    default:
      if (isAudio(item)) return { kind: 'audio', blocks: [item] };
      if ((isBytes(item) && imageType(item)) || (isTensor(item) && looksLikePixels(item))) return { kind: 'image', images: [item] };
      if (isBytes(item) || isTensor(item)) return { kind: 'binary', value: item };
      if (typeof item === 'string') return { kind: 'text', texts: [item] };
      if (isScalar(item)) return { kind: 'scalars', values: [item] };
      if (isRows(item) && item.every(isFlat)) return { kind: 'table', rows: [...item] };
      if (streamed && isRecord(item) && isFlat(item)) return { kind: 'table', rows: [item] };
      if (isShortList(item)) return { kind: 'text', texts: [JSON.stringify(item).replace(/,/g, ', ')] };
      return { kind: 'json', value: item as JsonValue };
  }
}

const isShortList = (item: Item): boolean =>
  Array.isArray(item) && item.length <= 24 && item.every((value) => typeof value === 'number' || typeof value === 'boolean');

export const asText = (item: Item): string => (typeof item === 'string' ? item : JSON.stringify(item, null, 2));

/** Columns in the order in which they first appear. */
export function columnsOf(rows: readonly Row[]): string[] {
  const columns = new Set<string>();
  for (const row of rows) for (const key of Object.keys(row)) columns.add(key);
  return [...columns];
}

/** A number as a person reads it: no `0.30000000000000004`. */
export const plainNumber = (value: number): string => (Number.isInteger(value) ? String(value) : String(Number(value.toPrecision(7))));

export function cellText(value: JsonValue | undefined): string {
  if (value === undefined) return '';
  if (typeof value === 'number') return plainNumber(value);
  if (typeof value === 'string') return value;
  const text = JSON.stringify(value);
  return text.length > 120 ? `${text.slice(0, 119)}…` : text;
}
