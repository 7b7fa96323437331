/** How loud a stretch of sound is; full scale is 1. */
export interface Level {
  /** Root of the mean square over all channels. */
  rms: number;
  /** Largest magnitude. */
  peak: number;
  /** Samples reached full scale: the input is too loud for the device. */
  clipping: boolean;
}

/** From here on a sample counts as clipped; devices with 16 bits never give more. */
const fullScale = 32767 / 32768;

/** Measures sound as it passes, without allocating. */
export class LevelMeter {
  #squares = 0;
  #count = 0;
  #peak = 0;

  add(samples: Float32Array, length = samples.length): void {
    let [squares, peak] = [this.#squares, this.#peak];
    for (let index = 0; index < length; index += 1) {
      const value = samples[index]!;
      squares += value * value;
      const magnitude = value < 0 ? -value : value;
      if (magnitude > peak) peak = magnitude;
    }
    this.#squares = squares;
    this.#peak = peak;
    this.#count += length;
  }

  /** Writes the level since the last call into `level`, and begins anew. */
  take(level: Level): void {
    level.rms = this.#count === 0 ? 0 : Math.sqrt(this.#squares / this.#count);
    level.peak = this.#peak;
    level.clipping = this.#peak >= fullScale;
    this.#squares = this.#count = this.#peak = 0;
  }
}
