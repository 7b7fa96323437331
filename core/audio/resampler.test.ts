import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Resampler } from './resampler.js';

/** A whole signal through a resampler, in blocks of any length. */
function convert(from: number, to: number, input: Float32Array, block = 128): Float32Array {
  const resampler = new Resampler(from, to, block);
  const output = new Float32Array(Resampler.most(from, to, block) + 64);
  const parts: number[] = [];
  for (let at = 0; at < input.length; at += block) parts.push(...output.subarray(0, resampler.process(input.subarray(at, at + block), output)));
  parts.push(...output.subarray(0, resampler.flush(output)));
  return Float32Array.from(parts);
}

const sine = (hertz: number, rate: number, length: number): Float32Array => Float32Array.from({ length }, (_, index) => Math.sin((2 * Math.PI * hertz * index) / rate));
const loudness = (samples: Float32Array): number => Math.sqrt(samples.reduce((sum, value) => sum + value * value, 0) / samples.length);

for (const [from, to] of [[48_000, 16_000], [44_100, 16_000], [16_000, 48_000], [8_000, 16_000], [44_100, 48_000], [44_101, 16_000]] as const) {
  test(`${from} to ${to} Hz: a tone keeps its place and its loudness, and no sample is lost`, () => {
    const input = sine(1000, from, from);
    const output = convert(from, to, input);
    assert.ok(Math.abs(output.length - to) <= 1, `${output.length} samples of a second`);
    // Without the edges, where there is silence on one side.
    const wanted = sine(1000, to, to);
    let worst = 0;
    for (let index = 200; index < to - 200; index += 1) worst = Math.max(worst, Math.abs(output[index]! - wanted[index]!));
    assert.ok(worst < 0.005, `off by ${worst}`);
  });
}

test('what the lower rate cannot hold is filtered out instead of folded back', () => {
  const output = convert(48_000, 16_000, sine(11_000, 48_000, 48_000));
  // Where it begins and ends there is every frequency.
  const level = loudness(output.subarray(200, -200));
  assert.ok(level < 0.0005, String(level));
});

test('the length of blocks changes nothing', () => {
  const input = sine(440, 44_100, 4410);
  assert.deepEqual(convert(44_100, 16_000, input, 1), convert(44_100, 16_000, input, 441));
});
