import { RmError, decodeAudio, type AudioItem } from '../../core/index.js';

/** A drawing needs no more; Hz. */
const drawnRate = 16_000;

/**
 * Fetches and decodes a recording.
 * @throws RmError RM1001, RM1002 when it cannot be had, RM42xx when it is no sound.
 */
export async function loadRecording(url: string, signal: AbortSignal): Promise<AudioItem> {
  let response: Response;
  try {
    response = await fetch(url, { signal });
  } catch (cause) {
    throw new RmError('RM1001', `${url} could not be fetched.`, { cause });
  }
  if (!response.ok) throw new RmError('RM1002', `${url} answered ${response.status}.`);
  const blob = await response.blob();
  return decodeAudio(new File([blob], 'recording', { type: blob.type }), { sampleRate: drawnRate, signal, name: 'The recording' });
}
