import { RmError } from '../../errors.js';
import type { Segment, SegmentInput } from '../segment.js';

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
 * apostrophe before it, and so does one that begins with apostrophes before such a text: {@link parseCSV} takes one away.
 */
const formula = /^'*(?:\s*[=+\-@\uff1d\uff0b\uff0d\uff20]|[\t\r\n|%])/;

function cell(value: string | number | boolean | undefined): string {
  if (value === undefined) return '';
  if (typeof value !== 'string') return String(value);
  const safe = formula.test(value) ? `'${value}` : value;
  return /[",\r\n']|^\s|\s$/.test(safe) ? `"${safe.replace(/"/g, '""')}"` : safe;
}

/** Longer than any line of titles; what has none in so many letters is no table. */
const longestHead = 4000;

/**
 * Reads a table with a line of titles, one of which is `text`; others may be `start`, `end` (or `begin`, `stop`), `speaker`, `language`,
 * `confidence` and `final`, in any order. Times are seconds or `1:02:03.5`; commas, semicolons or tabs divide the cells. A row without
 * text is passed over and counted.
 *
 * @returns undefined when it has no such titles.
 * @throws {RmError} RM4205 for a quoted cell that does not end.
 */
export function parseCSV(file: string): { segments: SegmentInput[]; skipped: number } | undefined {
  const text = file.replace(/^\ufeff/, '');
  const [head = ''] = /^[^\r\n]*/.exec(text.slice(0, longestHead)) ?? [];
  const divider = [',', ';', '\t'].find((one) => head.includes(one)) ?? ',';
  const places = new Map(head.split(divider).map((title, place) => [title.replace(/^\s*"|"\s*$/g, '').trim().toLowerCase(), place]));
  if (!places.has('text')) return undefined;
  const [, ...rows] = readRows(text, divider);
  const segments: SegmentInput[] = [];
  let skipped = 0;
  for (const row of rows) {
    const value = (...names: string[]): string => row[names.map((name) => places.get(name)).find((place) => place !== undefined) ?? -1] ?? '';
    const spoken = unguarded(value('text'));
    if (!spoken.trim()) {
      // An empty line is no row.
      if (row.length > 1 || row[0]) skipped += 1;
      continue;
    }
    const [start, end] = [readTime(value('start', 'begin')), readTime(value('end', 'stop'))];
    const confidence = readNumber(value('confidence'));
    const [speaker, language] = [unguarded(value('speaker')), value('language').trim()];
    segments.push({
      text: spoken,
      ...(start !== undefined && { start }),
      ...(end !== undefined && { end: Math.max(end, start ?? 0) }),
      ...(speaker.trim() && { speaker }),
      ...(language && { language }),
      ...(confidence !== undefined && confidence <= 1 && { confidence }),
      ...(/^(?:false|0|no)$/i.test(value('final').trim()) && { final: false }),
    });
  }
  return { segments, skipped };
}

/** What stood in the cell before a spreadsheet was to be kept from running it. */
const unguarded = (text: string): string => (text.startsWith("'") && formula.test(text.slice(1)) ? text.slice(1) : text);

/** The cells of each row. */
function readRows(text: string, divider: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  let at = 0;
  while (at < text.length) {
    let cell = '';
    // A cell may go on after its closing quote, though it should not.
    while (text[at] === '"') {
      const end = text.indexOf('"', at + 1);
      if (end < 0) throw new RmError('RM4205', `The table is damaged: the quoted cell in line ${text.slice(0, at).split(/\r\n?|\n/).length} does not end.`, { phase: 'parse' });
      cell += text.slice(at + 1, end);
      at = end + 1;
      if (text[at] === '"') cell += '"';
    }
    const plain = at;
    while (at < text.length && text[at] !== divider && text[at] !== '\r' && text[at] !== '\n') at += 1;
    row.push(cell + text.slice(plain, at));
    if (text[at] === divider) {
      at += 1;
      if (at < text.length) continue;
      row.push('');
    } else at += text.startsWith('\r\n', at) ? 2 : 1;
    rows.push(row);
    row = [];
  }
  return rows;
}

/** Also with the decimal comma that spreadsheets write where it is usual. */
function readNumber(text: string): number | undefined {
  const [number] = /^\d{1,12}(?:[.,]\d{1,20})?(?:e[+-]?\d{1,2})?$/i.exec(text.trim()) ?? [];
  return number === undefined ? undefined : Number(number.replace(',', '.'));
}

function readTime(text: string): number | undefined {
  const parts = /^(?:(\d{1,4}):)?(\d{1,3}):(\d{1,2}(?:[.,]\d{1,9})?)$/.exec(text.trim());
  if (!parts) return readNumber(text);
  const [, hours = '0', minutes, seconds] = parts;
  return Math.round((Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds!.replace(',', '.'))) * 1e6) / 1e6;
}
