import type { AudioItem } from '../../core/index.js';

/** Audio as a WAV file of 32-bit floats, which every browser plays and which loses nothing. */
export function toWav({ samples, sampleRate, channels }: AudioItem): Blob {
  const header = new DataView(new ArrayBuffer(44));
  const text = (at: number, value: string) => [...value].forEach((letter, index) => header.setUint8(at + index, letter.charCodeAt(0)));
  text(0, 'RIFF');
  header.setUint32(4, 36 + samples.byteLength, true);
  text(8, 'WAVEfmt ');
  header.setUint32(16, 16, true);
  header.setUint16(20, 3, true);
  header.setUint16(22, channels, true);
  header.setUint32(24, sampleRate, true);
  header.setUint32(28, sampleRate * channels * 4, true);
  header.setUint16(32, channels * 4, true);
  header.setUint16(34, 32, true);
  text(36, 'data');
  header.setUint32(40, samples.byteLength, true);
  // Typed arrays are little-endian on every platform with a browser.
  return new Blob([header, samples as Float32Array<ArrayBuffer>], { type: 'audio/wav' });
}

/** Blocks of one stream as one item. All must have the same rate and channels. */
export function joinAudio(blocks: readonly AudioItem[]): AudioItem {
  const [first] = blocks;
  if (!first) throw new RangeError('no audio to join');
  if (blocks.length === 1) return first;
  const samples = new Float32Array(blocks.reduce((sum, block) => sum + block.samples.length, 0));
  let at = 0;
  for (const block of blocks) {
    samples.set(block.samples, at);
    at += block.samples.length;
  }
  return { kind: 'audio', samples, sampleRate: first.sampleRate, channels: first.channels };
}
