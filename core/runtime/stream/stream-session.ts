/** A live session in frames, over any stream of bytes: the pipes of a process, or a connection to a server. */
import { RmError } from '../../errors.js';
import type { HostAnswer } from '../../nodes/types.js';
import { decodeEvent, encodeAnswer, encodeItem, encodeMetricsRequest, type Event } from '../../wire/codec.js';
import type { Item } from '../../wire/items.js';
import { metricsInterval, SessionCalls, type CallListener, type SessionListener } from '../session-calls.js';
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

/** When a call takes longer, the runtime is asked whether it still reads its input; ms. */
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
  /** When something was sent last, and the timer that asks what became of it. */
  #sent = 0;
  #asking: { timer: ReturnType<typeof setTimeout>; at: number } | undefined;
  /** When metrics were told last. */
  #told = -Infinity;
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
    if (this.broken) return [];
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
    this.#sent = performance.now();
    this.#askIn(patience);
    return done;
  }

  /** Or before, if that was intended. */
  #askIn(milliseconds: number): void {
    const at = performance.now() + milliseconds;
    if (this.#asking && this.#asking.at <= at) return;
    clearTimeout(this.#asking?.timer);
    this.#asking = { timer: setTimeout(() => this.#ask(), milliseconds), at };
  }

  /**
   * Asks for the metrics: to tell them, and because the answer, which comes when the runtime reads its input, says that what is under
   * way waits.
   */
  #ask(): void {
    this.#asking = undefined;
    if (this.#state !== 'open') return;
    const due = Math.min(this.#told + metricsInterval, this.#calls.size > 0 ? this.#sent + patience : Infinity);
    const left = due - performance.now();
    if (left > 0) this.#askIn(left);
    else this.#send(toFrame(encodeMetricsRequest()));
  }

  #heardMetrics(event: Event & { kind: 'metrics' }): void {
    const now = performance.now();
    // At most so often, but the last word always.
    if (this.#state === 'over' || now - this.#told >= metricsInterval) {
      this.#told = now;
      this.#calls.dispatch(event);
    } else this.#askIn(this.#told + metricsInterval - now);
    if (this.#calls.size === 0 || this.#state === 'over') return;
    this.#listener.onWaiting?.();
    this.#askIn(metricsInterval);
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
      void this.#stream.close().catch(() => {});
    }
    if (this.#settled) this.#calls.dispatch(this.#settled);
    clearTimeout(this.#asking?.timer);
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
    } else if (event.kind === 'metrics') this.#heardMetrics(event);
    else if (!this.#closing) this.#calls.dispatch(event);
    if (settled) this.#calls.dispatch(settled);
  }
}
