import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { randomizer } from '../testing/fuzz.js';
import { Spectrum } from './fft.js';
import { mixDown, peaksOf } from './peaks.js';

const near = (actual: number, expected: number, by = 1e-4): void => assert.ok(Math.abs(actual - expected) < by, `${actual} is not near ${expected}`);

describe('a spectrum', () => {
  it('finds a sine at its frequency, as loud as it is', () => {
    const spectrum = new Spectrum(256);
    for (const bin of [3, 40, 127]) {
      const magnitudes = spectrum.of(Float32Array.from({ length: 256 }, (_, index) => 0.5 * Math.sin((2 * Math.PI * bin * index) / 256 + 0.3)));
      near(magnitudes[bin]!, 0.5, 0.01);
      for (const [index, magnitude] of magnitudes.entries()) if (Math.abs(index - bin) > 1) near(magnitude, 0);
    }
  });

  it('is what the definition says', () => {
    const random = randomizer(9);
    const samples = Float32Array.from({ length: 64 }, () => random() * 2 - 1);
    const magnitudes = new Spectrum(32).of(samples, 20);
    for (let bin = 0; bin < 16; bin += 1) {
      let [re, im] = [0, 0];
      for (let index = 0; index < 32; index += 1) {
        const value = samples[20 + index]! * (0.5 - 0.5 * Math.cos((2 * Math.PI * index) / 32));
        re += value * Math.cos((2 * Math.PI * bin * index) / 32);
        im -= value * Math.sin((2 * Math.PI * bin * index) / 32);
      }
      near(magnitudes[bin]!, (Math.hypot(re, im) * 4) / 32);
    }
  });

  it('takes silence for what is before and after', () => {
    const spectrum = new Spectrum(16);
    assert.ok(spectrum.of(new Float32Array(0)).every((magnitude) => magnitude === 0));
    assert.ok(spectrum.of(new Float32Array([1]), 5).every((magnitude) => magnitude === 0));
    for (const size of [0, 1, 3, 1.5, NaN]) assert.throws(() => new Spectrum(size), RangeError);
  });
});

describe('the peaks of a sound', () => {
  const sound = (samples: number[], channels = 1) => ({ kind: 'audio' as const, samples: Float32Array.from(samples), sampleRate: 8000, channels });

  it('are the largest magnitudes of equal stretches', () => {
    assert.deepEqual([...peaksOf(sound([0.25, -0.5, 0, 1, -1, 0.5]), 3)], [0.5, 1, 1]);
    assert.deepEqual([...peaksOf(sound([0.25, -0.5, 0, 1], 2), 2)], [0.5, 1]);
  });

  it('are there for short, empty and damaged sound', () => {
    assert.deepEqual([...peaksOf(sound([0.5, 1]), 4)], [0.5, 0.5, 1, 1]);
    assert.deepEqual([...peaksOf(sound([]), 2)], [0, 0]);
    assert.deepEqual([...peaksOf(sound([NaN, 0.5]), 1)], [0.5]);
    assert.equal(peaksOf(sound([1]), -3).length, 0);
  });

  it('are those of the mean, once mixed', () => {
    assert.deepEqual([...mixDown(sound([1, 0, 0.5, 0.5], 2))], [0.5, 0.5]);
  });
});
