import type { Segment } from './segment.js';

/** A place in the text of one segment. */
export interface Match {
  /** Position of the segment. */
  index: number;
  from: number;
  to: number;
}

/** No list of matches is longer: a page that searches for "e" in a book must stay usable. */
export const mostMatches = 10_000;

/** A text without case and accents, and where each of its letters stood. */
interface Folded {
  text: string;
  places: number[];
}

// Segments are never changed, only replaced.
const folded = new WeakMap<Segment, Folded>();

function fold(text: string): Folded {
  let plain = '';
  const places: number[] = [];
  let at = 0;
  for (const letter of text) {
    const base = letter.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase().replace(/ß/g, 'ss').replace(/\s/g, ' ');
    for (let index = 0; index < base.length; index += 1) places.push(at);
    plain += base;
    at += letter.length;
  }
  places.push(at);
  return { text: plain, places };
}

/** Finds a text in the segments, whatever its case and accents. */
export function find(segments: readonly Segment[], query: string): Match[] {
  const wanted = fold(query.trim().replace(/\s+/g, ' ')).text;
  const matches: Match[] = [];
  if (!wanted) return matches;
  for (const [index, segment] of segments.entries()) {
    let text = folded.get(segment);
    if (!text) folded.set(segment, (text = fold(segment.text)));
    for (let at = text.text.indexOf(wanted); at >= 0; at = text.text.indexOf(wanted, at + wanted.length)) {
      const [from, last] = [text.places[at]!, text.places[at + wanted.length - 1]!];
      // Up to the next letter, so that the accents of the last one belong to it.
      let end = at + wanted.length;
      while (text.places[end] === last) end += 1;
      matches.push({ index, from, to: text.places[end]! });
      if (matches.length === mostMatches) return matches;
    }
  }
  return matches;
}
