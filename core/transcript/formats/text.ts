import { clock } from '../../audio/clock.js';
import type { Segment } from '../segment.js';

export interface TextOptions {
  /** Says who speaks, where it is known. */
  speakers?: boolean;
  /** Puts the time before each line, where it is known. */
  timestamps?: boolean;
}

/** A line per segment, as a person would write it down. */
export function toText(segments: readonly Segment[], { speakers = true, timestamps = false }: TextOptions = {}): string {
  return lines(segments.map(({ text, speaker, start }) => `${timestamps && start !== undefined ? `[${clock(start)}] ` : ''}${speakers && speaker ? `${oneLine(speaker)}: ` : ''}${oneLine(text)}`));
}

/** Text files end with a line break. */
const lines = (all: readonly string[]): string => all.map((line) => `${line}\n`).join('');

/** A blank in place of line breaks and the blanks around them. Divides the text: a pattern with blanks on both sides takes quadratic time on many. */
export const oneLine = (text: string): string =>
  text
    .split(/[\r\n\u2028\u2029]+/)
    .map((line) => line.trim())
    .filter(Boolean)
    .join(' ');
