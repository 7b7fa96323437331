/** A live session in frames, over any stream of bytes: the pipes of a process, or a connection to a server. */
import { RmError } from '../../errors.js';
import type { HostAnswer } from '../../nodes/types.js';
import { decodeEvent, encodeAnswer, encodeItem, type Event } from '../../wire/codec.js';
import type { Item } from '../../wire/items.js';
import { SessionCalls, type CallListener, type SessionListener } from '../session-calls.js';
import { endFrame, FrameReader, toFrame } from './frames.js';

/** Both directions of a stream. */
export interface ByteStream {
  /** Resolves when there is room for more. */
  write(bytes: Uint8Array): Promise<void>;
  /** Nothing more will be written. */
  close(): Promise<void>;
  /** Ends when the other side does. */
  readonly chunks: AsyncIterable<Uint8Array>;
  /** Why the other side ended before its time. */
  reason(): Promise<RmError>;
}

/** A call that takes longer does not keep others from being sent: the runtime takes them while its nodes wait; ms. */
const patience = 20;

export class StreamSession {
  /** Set once the session is lost. */
  broken: RmError | undefined;
  readonly #stream: ByteStream;
  readonly #listener: SessionListener;
  readonly #calls: SessionCalls;
  readonly #opened: Promise<void>;
  #open!: (error?: RmError) => void;
  /** `over`: the other side ends now, in order. */
  #state: 'opening' | 'open' | 'over' = 'opening';
  #closing = false;
  /** The runtime counts pushes alike, also those that it refuses. */
  #sequence = 0;
  #sending: Promise<void> = Promise.resolve();
  #waiting: ReturnType<typeof setTimeout> | undefined;
  /** The end has settled, but the metrics that follow it have not come. */
  #settled: Event | undefined;
  readonly #cleanup: RmError[] = [];
  readonly #done: Promise<void>;

  private constructor(stream: ByteStream, listener: SessionListener) {
    this.#stream = stream;
    this.#listener = listener;
    this.#calls = new SessionCalls(listener);
    this.#opened = new Promise((resolve, reject) => {
      this.#open = (error) => (error ? reject(error) : resolve());
    });
    this.#done = this.#listen();
  }

  /**
   * @param request what `rm_open` takes.
   * @throws {RmError} why it was refused, or why the stream ended.
   */
  static async open(stream: ByteStream, request: Uint8Array, listener: SessionListener): Promise<StreamSession> {
    const session = new StreamSession(stream, listener);
    session.#send(toFrame(request));
    await session.#opened;
    return session;
  }

  /**
   * Sends an item through the graph.
   * @returns the failures among what it caused, once all of that is done.
   * @throws {RmError} RM2307 when it cannot be sent, or why the session is lost.
   */
  async push(item: Item, to: string | undefined, listener: CallListener = {}): Promise<RmError[]> {
    this.#check();
    const frame = toFrame(encodeItem(item, to));
    this.#sequence += 1;
    return this.#call(this.#sequence, frame, listener);
  }

  /** Ends the input and flushes every node. */
  async end(listener: CallListener = {}): Promise<RmError[]> {
    this.#check();
    return this.#call(0, endFrame, listener);
  }

  /**
   * What a host node says to a call. An answer to a call that was abandoned is not heard.
   * @throws {RmError} RM2307 for an item that cannot be sent: the call then still waits.
   */
  answer(call: number, answer: HostAnswer): void {
    if (!this.broken && this.#state === 'open') this.#send(toFrame(encodeAnswer(call, answer)));
  }

  /** Ends the stream after what is under way. Returns what failed while the nodes were cleaned up. */
  async close(): Promise<RmError[]> {
    await this.#calls.idle();
    this.#closing = true;
    await this.#sending;
    await this.#stream.close().catch(() => {});
    await this.#done;
    return this.#cleanup;
  }

  #check(): void {
    if (this.broken) throw this.broken;
    if (this.#state === 'over') throw new RmError('RM2306', 'The session has ended.');
  }

  #call(sequence: number, frame: Uint8Array, listener: CallListener): Promise<RmError[]> {
    const done = this.#calls.begin(sequence, listener);
    this.#send(frame);
    clearTimeout(this.#waiting);
    this.#waiting = setTimeout(() => this.#calls.size > 0 && this.#listener.onWaiting?.(), patience);
    return done;
  }

  /** One after another. A stream that takes no more has ended, which its other direction tells. */
  #send(frame: Uint8Array): void {
    this.#sending = this.#sending.then(() => this.#stream.write(frame)).catch(() => {});
  }

  async #listen(): Promise<void> {
    const reader = new FrameReader();
    let error: RmError | undefined;
    try {
      for await (const chunk of this.#stream.chunks) {
        for (const frame of reader.read(chunk)) this.#take(decodeEvent(frame));
      }
      if (this.#state !== 'over' && !this.#closing) error = await this.#stream.reason();
    } catch (thrown) {
      error = RmError.from(thrown, 'RM2306');
    }
    if (this.#settled) this.#calls.dispatch(this.#settled);
    clearTimeout(this.#waiting);
    if (error) {
      const sequence = this.#calls.oldest;
      this.broken = new RmError(error.code, error.message, { ...(sequence && { sequence }), ...error, hint: error.hint, cause: error.cause });
    }
    this.#state = 'over';
    this.#open(this.broken);
    this.#calls.fail(this.broken ?? new RmError('RM2306', 'The session has ended.'));
  }

  #take(event: Event): void {
    if (this.#state === 'opening') {
      if (event.kind === 'failure') {
        this.#state = 'over';
        this.#open(event.error);
        return;
      }
      this.#state = 'open';
      this.#open();
    }
    // Whoever waits for the end finds the metrics told, which come behind it.
    const settled = this.#settled;
    this.#settled = undefined;
    if (event.kind === 'failure' && event.error.phase === 'cleanup') this.#cleanup.push(event.error);
    else if (event.kind === 'settled' && event.sequence === 0) {
      this.#state = 'over';
      this.#settled = event;
    } else if (!this.#closing) this.#calls.dispatch(event);
    if (settled) this.#calls.dispatch(settled);
  }
}
