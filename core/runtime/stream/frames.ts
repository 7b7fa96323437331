/** The frames of `--stream`: a length in bytes (u32, little-endian) and as many bytes. See the head of wasm/wire/wire.proto. */
import { RmError } from '../../errors.js';
import { joinBytes } from '../join-bytes.js';

const headBytes = 4;
/** A longer frame is none: something else, text for example, got into the stream. */
const maxFrame = 2 ** 29;
/** The runtime takes no longer ones. */
const maxSent = 2 ** 28;

/** A frame of no bytes: it ends the input. */
export const endFrame = new Uint8Array(headBytes);

/** @throws {RmError} RM2307 for more than 256 MiB. */
export function toFrame(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  if (bytes.length > maxSent) throw new RmError('RM2307', `An item of ${bytes.length} bytes is too large to be sent: at most ${maxSent / 2 ** 20} MiB are taken at once.`);
  const frame = new Uint8Array(headBytes + bytes.length);
  new DataView(frame.buffer).setUint32(0, bytes.length, true);
  frame.set(bytes, headBytes);
  return frame;
}

/** Finds the frames in a stream of bytes, however it is cut. */
export class FrameReader {
  /** What is not used yet; joined once a frame is complete, so that a large one is copied once. */
  #chunks: Uint8Array[] = [];
  #held = 0;
  /** Bytes after which there is something to do: a head, or a head and its frame. */
  #wanted = headBytes;

  /** Bytes of a frame that is not complete. */
  get held(): number {
    return this.#held;
  }

  /**
   * The frames that the chunk completes, without their heads.
   * @throws {RmError} RM2306 for a length that no frame has.
   */
  *read(chunk: Uint8Array): Generator<Uint8Array> {
    this.#chunks.push(chunk);
    this.#held += chunk.length;
    while (this.#held >= this.#wanted) {
      const bytes = joinBytes(this.#chunks);
      const length = new DataView(bytes.buffer, bytes.byteOffset).getUint32(0, true);
      if (length > maxFrame) throw new RmError('RM2306', `The stream holds something else than frames: a length of ${length} bytes.`);
      const size = headBytes + length;
      if (this.#held < size) {
        this.#chunks = [bytes];
        this.#wanted = size;
        return;
      }
      this.#chunks = [bytes.subarray(size)];
      this.#held -= size;
      this.#wanted = headBytes;
      yield bytes.subarray(headBytes, size);
    }
  }
}
