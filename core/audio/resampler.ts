/** Zero crossings of the kernel on each side of its middle: how sharp the filter is. */
const crossings = 16;
/** Share of the band that passes untouched; the rest is where the filter falls. */
const passband = 0.94;
/** Places between two samples for which the kernel is kept. More than that many are rounded to the nearest, 60 dB below. */
const mostPhases = 1024;

/**
 * Brings one channel to another rate, block by block, with a windowed sine kernel. Output `n` stands exactly where input
 * `n · from / to` does: whole numbers count the place, so that nothing drifts however long it runs. Allocates nothing after it was
 * made, so that it may run on the audio thread.
 */
export class Resampler {
  readonly #step: number;
  readonly #phases: number;
  readonly #half: number;
  readonly #kernels: Float32Array;
  readonly #kept: number;
  /** The end of the past, and the block after it. */
  readonly #line: Float32Array;
  /** Place of the next output: a sample of `line` and the phase behind it. */
  #at = 0;
  #phase = 0;

  /**
   * @param from Hz, whole.
   * @param to Hz, whole.
   * @param block most samples of one call.
   */
  constructor(from: number, to: number, block: number) {
    const divisor = greatestCommonDivisor(from, to);
    this.#step = from / divisor;
    this.#phases = to / divisor;
    const cutoff = Math.min(1, to / from) * passband;
    this.#half = Math.ceil(crossings / Math.min(1, to / from));
    this.#kernels = kernels(Math.min(this.#phases, mostPhases), this.#half, cutoff);
    // Silence before the beginning.
    this.#kept = this.#half * 2;
    this.#line = new Float32Array(this.#kept + Math.max(block, this.#half));
    this.#at = this.#kept;
  }

  /** Most samples that come of a block. */
  static most = (from: number, to: number, block: number): number => Math.ceil((block * to) / from) + 1;

  /**
   * @param output where to; see {@link Resampler.most} for how long it must be.
   * @returns how many samples there are now.
   */
  process(input: Float32Array, output: Float32Array): number {
    this.#line.set(input, this.#kept);
    return this.#convert(input.length, output);
  }

  /** What still comes once the input has ended. */
  flush(output: Float32Array): number {
    this.#line.fill(0, this.#kept, this.#kept + this.#half);
    return this.#convert(this.#half, output);
  }

  #convert(length: number, output: Float32Array): number {
    const [line, taps, half] = [this.#line, this.#half * 2, this.#half];
    const end = this.#kept + length;
    const rows = this.#kernels.length / taps;
    let count = 0;
    while (this.#at + half < end) {
      const row = rows === this.#phases ? this.#phase : Math.round((this.#phase / this.#phases) * (rows - 1));
      const kernel = row * taps;
      const first = this.#at - half + 1;
      let sum = 0;
      for (let tap = 0; tap < taps; tap += 1) sum += line[first + tap]! * this.#kernels[kernel + tap]!;
      output[count] = sum;
      count += 1;
      this.#phase += this.#step;
      const whole = Math.floor(this.#phase / this.#phases);
      this.#at += whole;
      this.#phase -= whole * this.#phases;
    }
    line.copyWithin(0, length, end);
    this.#at -= length;
    return count;
  }
}

/** One row for each place between two samples; each row sums up to 1. */
function kernels(phases: number, half: number, cutoff: number): Float32Array {
  const taps = half * 2;
  const table = new Float32Array(phases * taps);
  for (let phase = 0; phase < phases; phase += 1) {
    let sum = 0;
    for (let tap = 0; tap < taps; tap += 1) {
      const distance = tap - half + 1 - phase / phases;
      const value = sinc(cutoff * distance) * blackman(distance / half);
      table[phase * taps + tap] = value;
      sum += value;
    }
    for (let tap = 0; tap < taps; tap += 1) table[phase * taps + tap]! /= sum;
  }
  return table;
}

const sinc = (x: number): number => (x === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x));
const blackman = (x: number): number => (Math.abs(x) >= 1 ? 0 : 0.42 + 0.5 * Math.cos(Math.PI * x) + 0.08 * Math.cos(2 * Math.PI * x));
const greatestCommonDivisor = (a: number, b: number): number => (b === 0 ? a : greatestCommonDivisor(b, a % b));
