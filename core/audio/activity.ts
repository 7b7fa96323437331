/** Tells when somebody speaks by how loud it is: good enough for showing it, and for stopping after a silence. */
export class SpeechActivity {
  readonly #threshold: number;
  #loudSince: number | undefined;
  #lastLoud = 0;
  #speaking = false;

  /** @param threshold root mean square from which on it is no silence; full scale is 1. */
  constructor(threshold: number) {
    this.#threshold = threshold;
  }

  get speaking(): boolean {
    return this.#speaking;
  }

  /**
   * @param time of the stream; seconds.
   * @returns what changed with it.
   */
  add(rms: number, time: number): 'start' | 'end' | undefined {
    if (rms >= this.#threshold) {
      this.#loudSince ??= time;
      this.#lastLoud = time;
    } else if (!this.#speaking) this.#loudSince = undefined;
    if (!this.#speaking && this.#loudSince !== undefined && time - this.#loudSince >= shortest) {
      this.#speaking = true;
      return 'start';
    }
    if (this.#speaking && time - this.#lastLoud >= hangover) {
      this.#speaking = false;
      this.#loudSince = undefined;
      return 'end';
    }
    return undefined;
  }

  /** Seconds since it was loud, or since the beginning. */
  silence(time: number): number {
    return time - this.#lastLoud;
  }
}

/** Shorter than this it is a click, not speech; s. */
const shortest = 0.1;
/** Pauses between words are no end; s. */
const hangover = 0.4;
