/** Frames over a message port: from where sound is taken, straight to where it is used, and their buffers back. */
import { Framer, type Frame, type FrameFormat } from './framer.js';

/** What comes out of the port. */
export type FrameMessage =
  | ({ type: 'frame' } & Frame)
  /** The last word. `position`: samples of each channel, lost ones included. */
  | { type: 'end'; position: number; lost: number };

/** What goes back: a buffer that is free again, or the wish for no more. */
export type FrameAnswer = Float32Array<ArrayBuffer> | 'stop';

/** The sending end: cuts sound into frames and posts them. Allocates nothing while it does. */
export class FrameSender {
  readonly #framer: Framer;
  readonly #port: MessagePort;
  /** The same each time; what is posted is a copy. */
  readonly #message = { type: 'frame' } as FrameMessage & { type: 'frame' };
  readonly #transfer: ArrayBuffer[] = [];
  #ended = false;

  /** @param inputRate Hz. */
  constructor(port: MessagePort, inputRate: number, format: FrameFormat) {
    this.#port = port;
    this.#framer = new Framer(inputRate, format, (frame) => {
      Object.assign(this.#message, frame);
      this.#transfer[0] = frame.samples.buffer;
      port.postMessage(this.#message, this.#transfer);
    });
    port.onmessage = ({ data }: MessageEvent<FrameAnswer>) => {
      if (data === 'stop') this.end();
      else this.#framer.giveBack(data);
    };
  }

  /** Nobody listens any more, or the end was told. */
  get ended(): boolean {
    return this.#ended;
  }

  get lost(): number {
    return this.#framer.lost;
  }

  get position(): number {
    return this.#framer.position;
  }

  /** See {@link Framer.push}. */
  push(input: readonly Float32Array[], length: number): void {
    if (!this.#ended) this.#framer.push(input, length);
  }

  /** Sends what is left, and the last word. */
  end(): void {
    if (this.#ended) return;
    this.#framer.flush();
    this.#ended = true;
    const { position, lost } = this.#framer;
    this.#port.postMessage({ type: 'end', position, lost } satisfies FrameMessage);
    this.#port.close();
  }
}
