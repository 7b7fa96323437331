import { LevelMeter, type Level } from './level.js';
import { Resampler } from './resampler.js';

/** How sound is cut. */
export interface FrameFormat {
  /** Hz. */
  sampleRate: number;
  channels: number;
  /** Samples of each channel in one frame. */
  length: number;
  /** Frames that may be on their way; those beyond are lost, and counted. */
  pool: number;
}

/** A piece of a stream. Places and lengths count samples of one channel. */
export interface Frame extends Level {
  /** Interleaved. Goes back to the framer when nobody needs it any more. */
  samples: Float32Array<ArrayBuffer>;
  /** From 0; a lost frame has a number too. */
  sequence: number;
  /** Where it begins in the stream. */
  start: number;
  /** Frames that were lost so far, because all buffers were on their way. */
  lost: number;
}

/** Most samples of one {@link Framer.push}: the quantum of audio threads, or a multiple of it. */
export const largestBlock = 2048;

/**
 * Cuts sound into frames of one length, at another rate and with other channels if need be. Allocates nothing after it was made: buffers
 * come from a pool, go out with the frames and come back by {@link giveBack}; the frame object is the same each time. Time is counted in
 * samples that came in, so that a frame that was lost leaves a gap in `start` instead of moving what follows.
 */
export class Framer {
  readonly #format: FrameFormat;
  readonly #emit: (frame: Frame) => void;
  readonly #free: Float32Array<ArrayBuffer>[] = [];
  readonly #resamplers: Resampler[] = [];
  /** What the resamplers give; the input itself when there are none. */
  readonly #resampled: Float32Array[] = [];
  readonly #silence = new Float32Array(largestBlock);
  readonly #meter = new LevelMeter();
  readonly #frame: Frame = { samples: new Float32Array(0), sequence: 0, start: 0, lost: 0, rms: 0, peak: 0, clipping: false };
  #filling: Float32Array<ArrayBuffer> | undefined;
  #filled = 0;
  #position = 0;

  /** @param inputRate Hz, whole. */
  constructor(inputRate: number, format: FrameFormat, emit: (frame: Frame) => void) {
    this.#format = format;
    this.#emit = emit;
    for (let count = 0; count < format.pool; count += 1) this.#free.push(new Float32Array(format.length * format.channels));
    if (inputRate !== format.sampleRate) {
      const most = Resampler.most(inputRate, format.sampleRate, largestBlock);
      for (let channel = 0; channel < format.channels; channel += 1) {
        this.#resamplers.push(new Resampler(inputRate, format.sampleRate, largestBlock));
        this.#resampled.push(new Float32Array(most));
      }
    }
  }

  /** Frames that were lost so far. */
  get lost(): number {
    return this.#frame.lost;
  }

  /** Where the stream stands: samples of each channel that were cut or lost. */
  get position(): number {
    return this.#position;
  }

  /**
   * @param input one array for each channel. Missing channels sound like the first; without any it is silent.
   * @param length samples of each; at most {@link largestBlock}.
   */
  push(input: readonly Float32Array[], length: number): void {
    const { channels } = this.#format;
    if (this.#resamplers.length === 0) {
      this.#cut(input, length);
      return;
    }
    let count = 0;
    for (let channel = 0; channel < channels; channel += 1) {
      count = this.#resamplers[channel]!.process(input[channel] ?? input[0] ?? this.#silence.subarray(0, length), this.#resampled[channel]!);
    }
    this.#cut(this.#resampled, count);
  }

  /** Gives out what the last frame holds so far, though it is shorter. */
  flush(): void {
    let count = 0;
    this.#resamplers.forEach((resampler, channel) => (count = resampler.flush(this.#resampled[channel]!)));
    this.#cut(this.#resampled, count);
    if (this.#filled > 0) this.#send(this.#filling?.subarray(0, this.#filled * this.#format.channels));
  }

  /** A buffer that went out with a frame is free again. */
  giveBack(samples: Float32Array<ArrayBuffer>): void {
    const whole = this.#format.length * this.#format.channels;
    this.#free.push(samples.length === whole ? samples : new Float32Array(samples.buffer));
  }

  #cut(input: readonly Float32Array[], length: number): void {
    const { channels, length: size } = this.#format;
    let from = 0;
    while (from < length) {
      const take = Math.min(length - from, size - this.#filled);
      // A frame is lost as a whole: a buffer that comes back in its middle serves the next.
      if (this.#filled === 0) this.#filling = this.#free.pop();
      if (this.#filling) {
        for (let channel = 0; channel < channels; channel += 1) {
          const source = input[channel] ?? input[0] ?? this.#silence;
          let to = this.#filled * channels + channel;
          for (let index = from; index < from + take; index += 1, to += channels) this.#filling[to] = source[index]!;
        }
      }
      from += take;
      this.#filled += take;
      if (this.#filled === size) this.#send(this.#filling);
    }
  }

  #send(samples: Float32Array<ArrayBuffer> | undefined): void {
    const frame = this.#frame;
    if (samples) {
      this.#meter.add(samples);
      this.#meter.take(frame);
      frame.samples = samples;
      frame.start = this.#position;
    } else frame.lost += 1;
    this.#position += this.#filled;
    this.#filled = 0;
    if (samples) this.#emit(frame);
    frame.sequence += 1;
  }
}
