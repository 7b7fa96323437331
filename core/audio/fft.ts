/** Magnitudes of the frequencies in a stretch of sound, by a fast Fourier transform over a Hann window. Its tables are made once. */
export class Spectrum {
  /** Samples that are looked at together: a power of two. */
  readonly size: number;

  readonly #window: Float32Array;
  readonly #cosine: Float32Array;
  readonly #sine: Float32Array;
  readonly #real: Float32Array;
  readonly #imaginary: Float32Array;
  readonly #magnitudes: Float32Array;

  constructor(size = 512) {
    if (!Number.isInteger(Math.log2(size)) || size < 2) throw new RangeError(`The size of a spectrum is a power of two, not ${size}.`);
    this.size = size;
    this.#window = Float32Array.from({ length: size }, (_, index) => 0.5 - 0.5 * Math.cos((2 * Math.PI * index) / size));
    this.#cosine = Float32Array.from({ length: size / 2 }, (_, index) => Math.cos((2 * Math.PI * index) / size));
    this.#sine = Float32Array.from({ length: size / 2 }, (_, index) => Math.sin((2 * Math.PI * index) / size));
    this.#real = new Float32Array(size);
    this.#imaginary = new Float32Array(size);
    this.#magnitudes = new Float32Array(size / 2);
  }

  /**
   * @param samples what is before or after them counts as silence.
   * @returns one magnitude per step of `sampleRate / size` Hz, from 0 on; a sine of full scale gives 1. Overwritten by the next call.
   */
  of(samples: Float32Array, from = 0): Float32Array {
    const { size } = this;
    for (let index = 0; index < size; index += 1) {
      this.#real[reversed(index, size)] = (samples[from + index] ?? 0) * this.#window[index]!;
    }
    this.#imaginary.fill(0);
    this.#transform();
    for (let index = 0; index < size / 2; index += 1) {
      // Half of it is at the negative frequencies, and the window takes half of the rest.
      this.#magnitudes[index] = (Math.hypot(this.#real[index]!, this.#imaginary[index]!) * 4) / size;
    }
    return this.#magnitudes;
  }

  #transform(): void {
    const [real, imaginary] = [this.#real, this.#imaginary];
    for (let length = 2; length <= this.size; length *= 2) {
      const half = length / 2;
      const stride = this.size / length;
      for (let begin = 0; begin < this.size; begin += length) {
        for (let index = 0; index < half; index += 1) {
          const [cosine, sine] = [this.#cosine[index * stride]!, -this.#sine[index * stride]!];
          const [even, odd] = [begin + index, begin + index + half];
          const re = real[odd]! * cosine - imaginary[odd]! * sine;
          const im = real[odd]! * sine + imaginary[odd]! * cosine;
          real[odd] = real[even]! - re;
          imaginary[odd] = imaginary[even]! - im;
          real[even] = real[even]! + re;
          imaginary[even] = imaginary[even]! + im;
        }
      }
    }
  }
}

/** The position with its bits in the other order. */
function reversed(index: number, size: number): number {
  let result = 0;
  for (let bit = 1, mirror = size >> 1; mirror > 0; bit <<= 1, mirror >>= 1) if (index & bit) result |= mirror;
  return result;
}
