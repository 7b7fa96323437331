import { find } from './search.js';
import { placeWords, wellFormed, type Segment } from './segment.js';

/** A stretch of the text, from a letter of one segment to a letter of the same or a later one. */
export interface Selection {
  index: number;
  offset: number;
  endIndex: number;
  endOffset: number;
}

/** What a link says of a stretch: when it is spoken, and its first words where the time is not known. */
export interface SharedSelection {
  /** Seconds. */
  start?: number;
  end?: number;
  text?: string;
  /** Id of the transcript, where a page has several. */
  transcript?: string;
}

/** Longer quotations make no better link. */
const longestQuote = 200;

/** The text of a stretch, a line per segment. */
export function selectedText(segments: readonly Segment[], { index, offset, endIndex, endOffset }: Selection): string {
  return segments
    .slice(index, endIndex + 1)
    .map(({ text }, at) => text.slice(at === 0 ? offset : 0, at === endIndex - index ? endOffset : undefined))
    .join('\n')
    .trim();
}

/** When a stretch is spoken: from its first to its last word where their times are known, else that of its segments. */
export function selectedTime(segments: readonly Segment[], { index, offset, endIndex, endOffset }: Selection): { start?: number; end?: number } {
  const [first, last] = [segments[index], segments[endIndex]];
  const start = first && (placeWords(first.text, first.words).find(({ to }) => to > offset)?.word.start ?? first.start);
  const end = last && (placeWords(last.text, last.words).findLast(({ from }) => from < endOffset)?.word.end ?? last.end);
  return { ...(start !== undefined && { start }), ...(end !== undefined && end >= (start ?? 0) && { end }) };
}

/**
 * The fragment of a link to a stretch: `#t=12.5,14` as in W3C Media Fragments, which also players understand; `#quote=…` where no
 * time is known.
 */
export function encodeLink({ start, end, text, transcript }: SharedSelection): string {
  const parts: string[] = [];
  const seconds = (value: number): string => String(Math.round(value * 1000) / 1000);
  if (start !== undefined) parts.push(`t=${seconds(start)}${end === undefined ? '' : `,${seconds(end)}`}`);
  else if (text) parts.push(`quote=${encodeURIComponent([...wellFormed(text)].slice(0, longestQuote).join(''))}`);
  if (transcript && parts.length) parts.push(`transcript=${encodeURIComponent(wellFormed(transcript))}`);
  return parts.length ? `#${parts.join('&')}` : '';
}

/** Reads a fragment; undefined when it names no stretch. */
export function decodeLink(fragment: string): SharedSelection | undefined {
  const shared: SharedSelection = {};
  for (const part of fragment.replace(/^#/, '').split('&')) {
    const [key, raw = ''] = part.split(/=(.*)/s);
    let value: string;
    try {
      value = decodeURIComponent(raw);
    } catch {
      continue;
    }
    if (key === 't') {
      const [, from = '', to] = /^(?:npt:)?([\d:.]*)(?:,([\d:.]+))?$/.exec(value) ?? [];
      const [start, end] = [from === '' && to !== undefined ? 0 : seconds(from), to === undefined ? undefined : seconds(to)];
      if (start === undefined || (to !== undefined && (end === undefined || end < start))) continue;
      shared.start = start;
      if (end !== undefined) shared.end = end;
    } else if (key === 'quote' && value.trim()) shared.text = value;
    else if (key === 'transcript' && value) shared.transcript = value;
  }
  return shared.start === undefined && shared.text === undefined ? undefined : shared;
}

/** `12.5`, `1:02` or `1:02:03.5` in seconds. */
function seconds(text: string): number | undefined {
  if (!/^(?:\d{1,9}:)?(?:\d{1,2}:)?\d{1,9}(?:\.\d{0,9})?$/.test(text)) return undefined;
  return text.split(':').reduce((sum, part) => sum * 60 + Number(part), 0);
}

/** Where in the segments a link points; undefined when they do not have it (yet). */
export function locate(segments: readonly Segment[], { start, end, text }: SharedSelection): Selection | undefined {
  if (start === undefined) {
    // A quotation over several segments is found by its first line.
    const [line] = (text ?? '').split('\n', 1);
    const match = find(segments, line ?? '')[0];
    return match && { index: match.index, offset: match.from, endIndex: match.index, endOffset: match.to };
  }
  const inside = (from: number | undefined, to: number | undefined): boolean => from !== undefined && (to ?? from) > start && from < (end ?? Infinity);
  const index = segments.findIndex((segment) => inside(segment.start, segment.end));
  if (index < 0) return undefined;
  const endIndex = end === undefined ? index : segments.findLastIndex((segment) => inside(segment.start, segment.end));
  const first = placeWords(segments[index]!.text, segments[index]!.words).find(({ word }) => inside(word.start, word.end));
  const last = end === undefined ? undefined : placeWords(segments[endIndex]!.text, segments[endIndex]!.words).findLast(({ word }) => inside(word.start, word.end));
  return { index, offset: first?.from ?? 0, endIndex, endOffset: last?.to ?? segments[endIndex]!.text.length };
}
