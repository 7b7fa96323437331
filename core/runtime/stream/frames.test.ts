import assert from 'node:assert/strict';
import { test } from 'node:test';
import { RmError } from '../../errors.js';
import { randomizer } from '../../testing/fuzz.js';
import { joinBytes } from '../join-bytes.js';
import { endFrame, FrameReader, toFrame } from './frames.js';

/** Cuts bytes into pieces, some of them empty. */
function* cut(bytes: Uint8Array, random: () => number): Generator<Uint8Array> {
  for (let at = 0; at < bytes.length; ) {
    const size = Math.floor(random() ** 4 * 2000);
    yield bytes.slice(at, at + size);
    at += size;
  }
}

test('frames come out as they went in, however the stream is cut', () => {
  const random = randomizer(7);
  for (let round = 0; round < 300; round += 1) {
    const frames = Array.from({ length: Math.floor(random() * 12) }, () => {
      const size = Math.floor(random() ** 3 * 5000);
      return Uint8Array.from({ length: size }, () => Math.floor(random() * 256));
    });
    const reader = new FrameReader();
    const found: Uint8Array[] = [];
    for (const piece of cut(joinBytes(frames.map(toFrame)), random)) for (const frame of reader.read(piece)) found.push(frame.slice());
    assert.deepEqual(found, frames, `round ${round}`);
    assert.equal(reader.held, 0);
  }
});

test('byte by byte, and all at once', () => {
  const bytes = joinBytes([toFrame(new Uint8Array([1, 2, 3])), endFrame, toFrame(new Uint8Array([4]))]);
  const [one, all] = [new FrameReader(), new FrameReader()];
  const expected = [[1, 2, 3], [], [4]];
  assert.deepEqual([...bytes].flatMap((byte) => [...one.read(new Uint8Array([byte]))].map((frame) => [...frame])), expected);
  assert.deepEqual([...all.read(bytes)].map((frame) => [...frame]), expected);
});

test('a stream that ends within a frame holds the rest', () => {
  const reader = new FrameReader();
  assert.deepEqual([...reader.read(toFrame(new Uint8Array(10)).subarray(0, 7))], []);
  assert.equal(reader.held, 7);
});

test('text where a frame should begin is refused', () => {
  const reader = new FrameReader();
  const text = new TextEncoder().encode('Traceback (most recent call last)');
  assert.throws(() => [...reader.read(text)], (error) => error instanceof RmError && error.code === 'RM2306' && /something else than frames/.test(error.message));
});
