import type { Segment } from '../segment.js';

/** The segments as they are; {@link Transcript.add} takes the parsed value again. */
export const toJSON = (segments: readonly Segment[]): string => `${JSON.stringify({ version: 1, segments }, null, 2)}\n`;

const columns = ['start', 'end', 'speaker', 'text', 'language', 'confidence', 'final'] as const;

/** A table by RFC 4180. */
export function toCSV(segments: readonly Segment[]): string {
  const rows = segments.map((segment) => columns.map((column) => cell(segment[column])));
  return [[...columns], ...rows].map((row) => `${row.join(',')}\r\n`).join('');
}

/**
 * A spreadsheet runs what begins like a formula (also behind blanks, and in full-width letters of East Asia), so such a text gets an
 * apostrophe before it.
 */
const formula = /^\s*[=+\-@\uff1d\uff0b\uff0d\uff20]|^[\t\r\n|%]/;

function cell(value: string | number | boolean | undefined): string {
  if (value === undefined) return '';
  if (typeof value !== 'string') return String(value);
  const safe = formula.test(value) ? `'${value}` : value;
  return /[",\r\n']|^\s|\s$/.test(safe) ? `"${safe.replace(/"/g, '""')}"` : safe;
}
