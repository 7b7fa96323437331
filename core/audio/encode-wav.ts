import type { AudioItem } from '../wire/items.js';

/** Audio as a WAV file of 32-bit floats, which every browser plays and which loses nothing. */
export function encodeWav({ samples, sampleRate, channels }: AudioItem): Uint8Array<ArrayBuffer> {
  const file = new Uint8Array(headerLength + samples.byteLength);
  file.set(wavHeader(samples.byteLength, sampleRate, channels));
  // Typed arrays are little-endian on every platform with a browser.
  file.set(new Uint8Array(samples.buffer, samples.byteOffset, samples.byteLength), headerLength);
  return file;
}

const headerLength = 44;

/**
 * What stands before the samples of such a file.
 * @param length of all samples; bytes.
 */
export function wavHeader(length: number, sampleRate: number, channels: number): Uint8Array<ArrayBuffer> {
  const file = new Uint8Array(headerLength);
  const header = new DataView(file.buffer);
  const text = (at: number, value: string): void => [...value].forEach((letter, index) => header.setUint8(at + index, letter.charCodeAt(0)));
  text(0, 'RIFF');
  header.setUint32(4, headerLength - 8 + length, true);
  text(8, 'WAVEfmt ');
  header.setUint32(16, 16, true);
  header.setUint16(20, 3, true);
  header.setUint16(22, channels, true);
  header.setUint32(24, sampleRate, true);
  header.setUint32(28, sampleRate * channels * 4, true);
  header.setUint16(32, channels * 4, true);
  header.setUint16(34, 32, true);
  text(36, 'data');
  header.setUint32(40, length, true);
  return file;
}
