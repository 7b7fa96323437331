import { RmError } from '../errors.js';
import type { AudioItem } from '../wire/items.js';
export interface DecodeOptions {
  sampleRate?: number | undefined;
  signal?: AbortSignal | undefined;
  name?: string | undefined;
}
export async function decodeAudio(_file: Blob, _options: DecodeOptions = {}): Promise<AudioItem> {
  throw new RmError('RM2399');
}
