import { encodeWav, type AudioItem } from '../../core/index.js';

/** Audio as a file to play and to save. */
export const toWav = (audio: AudioItem): Blob => new Blob([encodeWav(audio)], { type: 'audio/wav' });

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
