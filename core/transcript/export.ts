import type { Segment } from './segment.js';
import { toCSV, toJSON } from './formats/data.js';
import { toHTML, toTTML, type MarkupOptions } from './formats/markup.js';
import { toSRT, toVTT } from './formats/captions.js';
import { toText, type TextOptions } from './formats/text.js';

export type TranscriptFormat = 'txt' | 'srt' | 'vtt' | 'ttml' | 'json' | 'csv' | 'html';
export type ExportOptions = TextOptions & MarkupOptions;

export interface ExportedFile {
  text: string;
  /** MIME type. */
  type: string;
}

const writers: Record<TranscriptFormat, { type: string; write: (segments: readonly Segment[], options: ExportOptions) => string }> = {
  txt: { type: 'text/plain', write: toText },
  srt: { type: 'application/x-subrip', write: toSRT },
  vtt: { type: 'text/vtt', write: toVTT },
  ttml: { type: 'application/ttml+xml', write: toTTML },
  json: { type: 'application/json', write: toJSON },
  csv: { type: 'text/csv', write: toCSV },
  html: { type: 'text/html', write: toHTML },
};

/** What the final segments are in a format; undefined for a format there is not. */
export function exportTranscript(segments: readonly Segment[], format: string, options: ExportOptions = {}): ExportedFile | undefined {
  if (!Object.hasOwn(writers, format)) return undefined;
  const { type, write } = writers[format as TranscriptFormat];
  return { text: write(segments.filter(({ final }) => final), options), type };
}
