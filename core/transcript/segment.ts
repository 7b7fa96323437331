/** One word with its place in the sound. */
export interface Word {
  readonly text: string;
  /** Seconds from the beginning. */
  readonly start: number;
  readonly end: number;
  /** 0 to 1. */
  readonly confidence?: number;
}

/** A stretch of a transcript: a sentence or what the recogniser takes for one. Never changed, only replaced. */
export interface Segment {
  readonly id: string;
  readonly text: string;
  /** Seconds from the beginning; undefined where the source told no time. */
  readonly start?: number;
  readonly end?: number;
  /** False while the recogniser may still change its mind. */
  readonly final: boolean;
  readonly speaker?: string;
  /** BCP 47. */
  readonly language?: string;
  /** 0 to 1. */
  readonly confidence?: number;
  readonly words?: readonly Word[];
}

/** A segment as it arrives: what is not told is filled in. */
export type SegmentInput = Partial<Segment> & Pick<Segment, 'text'>;

/** A word and where it stands in the text of its segment. */
export interface PlacedWord {
  readonly word: Word;
  readonly from: number;
  readonly to: number;
}

/** Finds the words of a segment in its text, in order. A word the text does not have is left out. */
export function placeWords(text: string, words: readonly Word[] | undefined): PlacedWord[] {
  const placed: PlacedWord[] = [];
  let at = 0;
  for (const word of words ?? []) {
    const wanted = word.text.trim();
    const from = wanted ? text.indexOf(wanted, at) : -1;
    if (from < 0) continue;
    at = from + wanted.length;
    placed.push({ word, from, to: at });
  }
  return placed;
}

/** The text without halves of surrogate pairs, which no encoding can write. */
export const wellFormed = (text: string): string => text.replace(/\p{Surrogate}/gu, '\ufffd');
