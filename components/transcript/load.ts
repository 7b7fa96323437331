import { RmError } from '../../core/index.js';
import { parseCaptions } from '../../core/transcript/formats/captions.js';

/**
 * Fetches a transcript.
 *
 * @returns what the model takes: the parsed JSON, or the cues.
 * @throws RmError RM1001, RM1002 when it cannot be had, RM4205 when it is none.
 */
export async function loadTranscript(url: URL, signal: AbortSignal): Promise<unknown[]> {
  let response: Response;
  try {
    response = await fetch(url, { signal });
  } catch (cause) {
    throw new RmError('RM1001', `${url.href} could not be fetched.`, { cause });
  }
  if (!response.ok) throw new RmError('RM1002', `${url.href} answered ${response.status}.`);
  const text = await response.text();
  const segments = /^\s*[[{]/.test(text) ? readJSON(text, url) : parseCaptions(text).segments;
  if (segments.length === 0 && text.trim() !== 'WEBVTT') throw new RmError('RM4205', `${url.href} is no transcript: neither VTT, SRT nor JSON.`);
  return segments;
}

function readJSON(text: string, url: URL): unknown[] {
  try {
    const value = JSON.parse(text) as { segments?: unknown[] } | unknown[];
    return Array.isArray(value) ? value : (value.segments ?? [value]);
  } catch (cause) {
    throw new RmError('RM2001', `${url.href} is no JSON: ${(cause as Error).message}`, { cause });
  }
}
