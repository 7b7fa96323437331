import { RmError } from '../../core/index.js';
import { parseCaptions } from '../../core/transcript/formats/captions.js';
import { parseCSV } from '../../core/transcript/formats/data.js';
import { parseTTML } from '../../core/transcript/formats/ttml.js';

export interface LoadedTranscript {
  /** What the model takes. */
  segments: unknown[];
  /** Parts of the file that were no text. */
  skipped: number;
}

/**
 * Fetches a transcript: WebVTT, SubRip, TTML, CSV or JSON, whichever its text is.
 *
 * @throws RmError RM1001, RM1002 when it cannot be had, RM2001, RM4205 when it is none.
 */
export async function loadTranscript(url: URL, signal: AbortSignal): Promise<LoadedTranscript> {
  let response: Response;
  try {
    response = await fetch(url, { signal });
  } catch (cause) {
    throw new RmError('RM1001', `${url.href} could not be fetched.`, { cause });
  }
  if (!response.ok) throw new RmError('RM1002', `${url.href} answered ${response.status}.`);
  const text = await response.text();
  const read = /^\s*[[{]/.test(text) ? readJSON(text, url) : readText(text, url);
  if (!read) throw new RmError('RM4205', `${url.href} is no transcript: neither VTT, SRT, TTML, CSV nor JSON.`);
  return read;
}

function readText(text: string, url: URL): LoadedTranscript | undefined {
  try {
    if (/^\ufeff?\s*</.test(text)) return parseTTML(text);
    const table = parseCSV(text);
    if (table) return table;
  } catch (cause) {
    throw new RmError('RM4205', `${url.href}: ${(cause as Error).message}`, { cause });
  }
  const captions = parseCaptions(text);
  return captions.segments.length > 0 || text.trim() === 'WEBVTT' ? captions : undefined;
}

function readJSON(text: string, url: URL): LoadedTranscript {
  try {
    const value = JSON.parse(text) as { segments?: unknown[] } | unknown[];
    return { segments: Array.isArray(value) ? value : (value.segments ?? [value]), skipped: 0 };
  } catch (cause) {
    throw new RmError('RM2001', `${url.href} is no JSON: ${(cause as Error).message}`, { cause });
  }
}
