import type { Segment } from './segment.js';

export type TimedSegment = Segment & { readonly start: number; readonly end: number };

/** Characters a person reads or says in a second, for text whose length is not known. */
const rate = 15;
/** No caption is shorter; seconds. */
const shortest = 1;

/**
 * Segments with a beginning and an end each, which captions cannot do without. What is not known is estimated: a segment begins
 * where the one before it ends, and lasts as long as its text takes to be said, though not beyond the beginning of the next.
 */
export function withTimes(segments: readonly Segment[]): TimedSegment[] {
  let before = 0;
  return segments.map((segment, index) => {
    const start = segment.start ?? before;
    const next = segments[index + 1]?.start;
    const estimate = start + Math.max(shortest, segment.text.length / rate);
    const end = segment.end ?? (next !== undefined && next > start ? Math.min(next, estimate) : estimate);
    before = Math.max(before, end);
    return { ...segment, start, end: Math.max(start, end) };
  });
}
