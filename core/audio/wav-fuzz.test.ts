import assert from 'node:assert/strict';
import { test } from 'node:test';
import { RmError } from '../errors.js';
import { fuzz } from '../testing/fuzz.js';
import { sniff } from './sniff.js';
import { checkWavLength, decodeWav, readWavHeader } from './wav.js';

/** A WAV file of some frames, with the chunks that recorders put before the samples. */
function wav({ encoding = 1, bits = 16, channels = 1, frames = 20, extra = false }): Uint8Array {
  const chunks: [id: string, bytes: Uint8Array][] = [];
  const format = new DataView(new ArrayBuffer(encoding === 0xfffe ? 40 : 16));
  const frame = (bits / 8) * channels;
  [[0, encoding], [2, channels], [12, frame], [14, bits]].forEach(([at, value]) => format.setUint16(at!, value!, true));
  [[4, 48_000], [8, 48_000 * frame]].forEach(([at, value]) => format.setUint32(at!, value!, true));
  if (encoding === 0xfffe) format.setUint16(24, 1, true);
  if (extra) chunks.push(['LIST', new TextEncoder().encode('INFOISFT\x05\0\0\0kit\0\0')]);
  chunks.push(['fmt ', new Uint8Array(format.buffer)], ['data', Uint8Array.from({ length: frames * frame }, (_, index) => index * 37)]);
  const size = chunks.reduce((sum, [, bytes]) => sum + 8 + bytes.length + (bytes.length % 2), 12);
  const file = new Uint8Array(size);
  const view = new DataView(file.buffer);
  const text = (at: number, letters: string): void => file.set(new TextEncoder().encode(letters), at);
  text(0, 'RIFF');
  view.setUint32(4, size - 8, true);
  text(8, 'WAVE');
  let at = 12;
  for (const [id, bytes] of chunks) {
    text(at, id);
    view.setUint32(at + 4, bytes.length, true);
    file.set(bytes, at + 8);
    at += 8 + bytes.length + (bytes.length % 2);
  }
  return file;
}

const seeds = [
  wav({}), wav({ bits: 8, channels: 2, extra: true }), wav({ bits: 24 }), wav({ bits: 32, channels: 6 }), wav({ encoding: 3, bits: 32, extra: true }),
  wav({ encoding: 3, bits: 64 }), wav({ encoding: 0xfffe, bits: 16, channels: 2 }), wav({ frames: 0 }),
];

test('damaged WAV files give audio or a coded error', () => {
  fuzz('WAV file', seeds, (bytes) => {
    sniff(bytes);
    // As the file is read: its beginning first. And inside a larger buffer, as a slice of a download lies.
    const inside = new Uint8Array(bytes.length + 3);
    inside.set(bytes, 3);
    const file = inside.subarray(3);
    try {
      const header = readWavHeader(file.subarray(0, 4096), file.length);
      if (!header) return false;
      assert.ok(header.dataOffset <= file.length && header.duration >= 0 && Number.isFinite(header.duration), JSON.stringify(header));
      const audio = decodeWav(header, file);
      if (audio) {
        // Never more samples than bytes, whatever the header promises.
        assert.ok(audio.samples.length <= file.length && audio.samples.length % audio.channels === 0, JSON.stringify(header));
        assert.ok(audio.sampleRate > 0 && audio.channels > 0);
      }
      checkWavLength(header, file.length);
      return audio !== undefined;
    } catch (error) {
      assert.ok(error instanceof RmError && ['RM4202', 'RM4204'].includes(error.code), String(error));
      return false;
    }
  });
});
