import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { AudioItem } from '../wire/items.js';
import { Timeline } from './timeline.js';

const sound = (seconds: number, channels = 1): AudioItem => ({ kind: 'audio', samples: new Float32Array(seconds * 100 * channels), sampleRate: 100, channels });

describe('a timeline of sound', () => {
  it('puts blocks one after another, whatever their channels', () => {
    const line = new Timeline();
    line.append(sound(1));
    line.append(sound(2, 2));
    assert.deepEqual(line.blocks.map(({ start, end }) => [start, end]), [[0, 1], [1, 3]]);
    assert.deepEqual([line.start, line.end], [0, 3]);
    assert.deepEqual([-1, 0, 0.99, 1, 2.99, 3, 99].map((time) => line.indexAt(time)), [0, 0, 0, 1, 1, -1, -1]);
  });

  it('keeps the last part of what has no end', () => {
    const line = new Timeline(5);
    for (let index = 0; index < 100; index += 1) line.append(sound(1));
    assert.deepEqual([line.start, line.end, line.blocks.length], [95, 100, 5]);
    assert.equal(line.indexAt(0), 0);
    assert.equal(line.indexAt(97.5), 2);
    // One block that is longer than the limit stays whole.
    line.append(sound(60));
    assert.equal(line.blocks.length, 1);
  });

  it('passes over what is no sound', () => {
    const line = new Timeline();
    line.append(sound(0));
    line.append({ ...sound(1), sampleRate: 0 });
    line.append({ ...sound(1), sampleRate: NaN });
    assert.deepEqual([line.blocks.length, line.end, line.indexAt(0)], [0, 0, -1]);
    line.append(sound(1));
    line.clear();
    assert.deepEqual([line.start, line.end], [0, 0]);
  });
});
