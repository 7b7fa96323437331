import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { Framer, type Frame } from './framer.js';

const format = { sampleRate: 16_000, channels: 1, length: 320, pool: 4 };
const ramp = (from: number, length: number): Float32Array => Float32Array.from({ length }, (_, index) => (from + index) / 65_536);

/** Pushes quanta of 128, and returns what came out; `keep` holds the buffers back. */
function run(framer: Framer, quanta: number, first = 0): void {
  for (let count = 0; count < quanta; count += 1) framer.push([ramp((first + count) * 128, 128)], 128);
}

describe('framer', () => {
  test('frames of one length, each with its number and place, and every sample once', () => {
    const frames: (Omit<Frame, 'samples'> & { samples: number[] })[] = [];
    const framer = new Framer(16_000, format, (frame) => {
      frames.push({ ...frame, samples: [...frame.samples] });
      framer.giveBack(frame.samples);
    });
    run(framer, 10);
    framer.flush();
    assert.deepEqual(frames.map(({ sequence, start, samples, lost }) => [sequence, start, samples.length, lost]), [[0, 0, 320, 0], [1, 320, 320, 0], [2, 640, 320, 0], [3, 960, 320, 0]]);
    assert.deepEqual(frames.flatMap(({ samples }) => samples), [...ramp(0, 1280)]);
    assert.equal(framer.position, 1280);
  });

  test('the rest is a shorter frame, whose buffer is whole again when it comes back', () => {
    const lengths: number[] = [];
    const framer = new Framer(16_000, { ...format, pool: 1 }, (frame) => {
      lengths.push(frame.samples.length);
      framer.giveBack(frame.samples);
    });
    run(framer, 1);
    framer.flush();
    run(framer, 5);
    assert.deepEqual(lengths, [128, 320, 320]);
  });

  test('without a free buffer frames are lost whole, counted, and leave a gap', () => {
    const held: { samples: Float32Array<ArrayBuffer>; start: number; lost: number; sequence: number }[] = [];
    const framer = new Framer(16_000, { ...format, pool: 2 }, ({ samples, start, lost, sequence }) => held.push({ samples, start, lost, sequence }));
    run(framer, 10); // Four frames, two of them without a buffer.
    assert.deepEqual(held.map(({ start }) => start), [0, 320]);
    assert.equal(framer.lost, 2);
    framer.giveBack(held[0]!.samples);
    run(framer, 5, 10);
    assert.deepEqual(held.slice(2).map(({ start, lost, sequence }) => [start, lost, sequence]), [[1280, 2, 4]]);
    assert.equal(framer.lost, 3);
    assert.equal(framer.position, 1920);
    assert.deepEqual([...held[2]!.samples], [...ramp(1280, 320)]);
  });

  test('channels are interleaved; one that is missing sounds like the first', () => {
    const frames: number[][] = [];
    const stereo = new Framer(8000, { sampleRate: 8000, channels: 2, length: 2, pool: 4 }, (frame) => frames.push([...frame.samples]));
    stereo.push([Float32Array.of(1, 2), Float32Array.of(-1, -2)], 2);
    stereo.push([Float32Array.of(3, 4)], 2);
    stereo.push([], 2);
    assert.deepEqual(frames, [[1, -1, 2, -2], [3, 3, 4, 4], [0, 0, 0, 0]]);
  });

  test('the level of each frame, and clipping', () => {
    const levels: [number, number, boolean][] = [];
    const framer = new Framer(8000, { sampleRate: 8000, channels: 1, length: 4, pool: 2 }, (frame) => {
      levels.push([frame.rms, frame.peak, frame.clipping]);
      framer.giveBack(frame.samples);
    });
    framer.push([Float32Array.of(0.5, -0.5, 0.5, -0.5, 0, -1, 0, 1, 0, 0, 0, 0)], 12);
    assert.deepEqual(levels, [[0.5, 0.5, false], [Math.SQRT1_2, 1, true], [0, 0, false]]);
  });

  test('at another rate, places count samples of that rate and follow time exactly', () => {
    let [end, count] = [0, 0];
    const framer = new Framer(44_100, format, (frame) => {
      assert.equal(frame.start, count * 320);
      count += 1;
      end = frame.start + frame.samples.length;
      framer.giveBack(frame.samples);
    });
    for (let taken = 0; taken < 44_100 * 20; taken += 147) framer.push([ramp(0, 147)], 147);
    framer.flush();
    assert.ok(Math.abs(end - 16_000 * 20) <= 1, `${end} samples in 20 s`);
  });
});
