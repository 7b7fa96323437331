import { audioDuration, type AudioItem } from '../wire/items.js';

/** A block of sound and when it begins; seconds. */
export interface TimelineBlock {
  readonly audio: AudioItem;
  readonly start: number;
  readonly end: number;
}

/** Blocks of sound one after another, as they arrive. Keeps the last minutes: a stream has no end. */
export class Timeline {
  readonly #limit: number;
  #blocks: TimelineBlock[] = [];
  #end = 0;

  /** @param limit how much is kept; seconds. */
  constructor(limit = 600) {
    this.#limit = limit;
  }

  get blocks(): readonly TimelineBlock[] {
    return this.#blocks;
  }

  /** Where the oldest sound that is kept begins; seconds. */
  get start(): number {
    return this.#blocks[0]?.start ?? this.#end;
  }

  /** Where the newest ends; seconds. */
  get end(): number {
    return this.#end;
  }

  /** Adds sound to the end. An empty block is none. */
  append(audio: AudioItem): void {
    const duration = audioDuration(audio);
    if (!(duration > 0) || !Number.isFinite(duration)) return;
    this.#blocks.push({ audio, start: this.#end, end: (this.#end += duration) });
    const surplus = this.#blocks.findIndex(({ end }) => end > this.#end - this.#limit);
    if (surplus > 0) this.#blocks.splice(0, surplus);
  }

  /** Position of the block that sounds at a time, or the first after it; -1 past the end. */
  indexAt(time: number): number {
    let [low, high] = [0, this.#blocks.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#blocks[middle]!.end > time) high = middle;
      else low = middle + 1;
    }
    return low < this.#blocks.length ? low : -1;
  }

  clear(): void {
    this.#blocks = [];
    this.#end = 0;
  }
}
