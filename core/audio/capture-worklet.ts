/**
 * The kit's only code on the audio thread: one self-contained file, `worklets/capture.js`. Cuts what comes in into frames for each
 * listener, whose port it is given, and tells the page how loud it is, at most twenty times a second.
 */
import { processorName, type FromCapture, type ToCapture } from './capture-protocol.js';
import { FrameSender } from './frame-port.js';
import { LevelMeter } from './level.js';

// TypeScript has no library for this scope.
declare class AudioWorkletProcessor {
  readonly port: MessagePort;
}
declare const sampleRate: number;
declare function registerProcessor(name: string, processor: unknown): void;

/** Levels per second. */
const levelRate = 20;

class CaptureProcessor extends AudioWorkletProcessor {
  #senders: FrameSender[] = [];
  readonly #meter = new LevelMeter();
  readonly #level = { type: 'level', time: 0, lost: 0, rms: 0, peak: 0, clipping: false } as FromCapture & { type: 'level' };
  readonly #interval = Math.round(sampleRate / levelRate);
  #sinceLevel = 0;
  #taken = 0;
  #paused = true;
  #ended = false;

  constructor() {
    super();
    this.port.onmessage = ({ data }: MessageEvent<ToCapture>) => {
      if (data.type === 'listen') this.#senders.push(new FrameSender(data.port, sampleRate, data));
      else if (data.type === 'pause') this.#paused = data.paused;
      else this.#end();
    };
  }

  /** @returns whether it is to be called again. */
  process([input]: Float32Array[][], [[output]]: [[Float32Array]]): boolean {
    if (this.#ended) return false;
    if (this.#paused || !input) return true;
    // A source that gives nothing is silent: time goes on. The output is as long as the input would be.
    const length = input[0]?.length ?? output.length;
    for (let index = 0; index < this.#senders.length; index += 1) this.#senders[index]!.push(input, length);
    for (let index = 0; index < input.length; index += 1) this.#meter.add(input[index]!);
    this.#taken += length;
    this.#sinceLevel += length;
    if (this.#sinceLevel >= this.#interval) this.#tellLevel();
    return true;
  }

  #tellLevel(): void {
    this.#sinceLevel -= this.#interval;
    this.#meter.take(this.#level);
    this.#level.time = this.#taken / sampleRate;
    this.#level.lost = this.#lost();
    this.port.postMessage(this.#level);
  }

  #lost(): number {
    let lost = 0;
    for (let index = 0; index < this.#senders.length; index += 1) lost += this.#senders[index]!.lost;
    return lost;
  }

  #end(): void {
    if (this.#ended) return;
    this.#ended = true;
    for (const sender of this.#senders) sender.end();
    this.port.postMessage({ type: 'end', time: this.#taken / sampleRate, lost: this.#lost() } satisfies FromCapture);
    this.port.close();
  }
}

registerProcessor(processorName, CaptureProcessor);
