/** Pushes sound that comes over a port into a session, without the page's thread in between. */
import type { FrameAnswer, FrameMessage } from '../audio/frame-port.js';
import { RmError } from '../errors.js';
import type { AudioItem } from '../wire/items.js';

/** Where sound comes from and goes to. */
export interface FeedSource {
  /** Sends `FrameMessage`, takes `FrameAnswer`: see audio/frame-port.ts. */
  port: MessagePort;
  sampleRate: number;
  channels: number;
  /** Ids of the nodes it goes to; undefined: every source. */
  to: (string | undefined)[];
}

/** How far a feed is. */
export interface FeedCounts {
  /** Frames that went into the graph. */
  pushed: number;
  /** Of these, frames the graph is not through with. */
  pending: number;
  /** Frames that found no free buffer, because the graph was slower than time for too long. */
  lost: number;
  /** Frames on which a node failed. */
  failed: number;
  /** Samples of each channel that came in, lost ones included: divided by the rate, the time of the stream. */
  samples: number;
}

export interface FeedListener {
  /** At most four times a second, at once when work begins, and at the end. */
  onProgress(counts: FeedCounts): void;
  /** A node failed on a frame. Of the same failure only the first is told. */
  onFailure(failure: RmError): void;
}

/** Counts are told no more often; ms. */
const interval = 250;
/** Different failures that are told; a node that fails with another text each time must not flood the page. */
const mostFailures = 20;

/**
 * The receiving end of a port of frames. Each goes into the graph as it comes; its buffer goes back when the graph is through with it, so
 * that the sender's pool bounds what is under way.
 */
export class FrameFeed {
  /** Resolves when the last frame is through the graph; rejects when frames cannot be pushed any more. The sender is told to stop then. */
  readonly done: Promise<FeedCounts>;

  readonly #source: FeedSource;
  readonly #push: (item: AudioItem, to: string | undefined) => Promise<RmError[]>;
  readonly #listener: FeedListener;
  readonly #counts: FeedCounts = { pushed: 0, pending: 0, lost: 0, failed: 0, samples: 0 };
  readonly #heard = new Set<string>();
  #ended = false;
  #told = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #settle!: { resolve: (counts: FeedCounts) => void; reject: (error: RmError) => void };

  /** @param push resolves with the failures among what an item caused, rejects when the session takes no more. */
  constructor(source: FeedSource, push: (item: AudioItem, to: string | undefined) => Promise<RmError[]>, listener: FeedListener) {
    this.#source = source;
    this.#push = push;
    this.#listener = listener;
    this.done = new Promise((resolve, reject) => (this.#settle = { resolve, reject }));
    source.port.onmessage = ({ data }: MessageEvent<FrameMessage>) => {
      if (this.#ended) return;
      if (data.type === 'end') this.#end(data.position, data.lost);
      else void this.#take(data);
    };
  }

  /** Takes no more frames; what is in the graph already goes on. */
  stop(): void {
    if (this.#ended) return;
    this.#answer('stop');
    this.#end(this.#counts.samples, this.#counts.lost);
  }

  async #take({ samples, start, lost }: FrameMessage & { type: 'frame' }): Promise<void> {
    const { sampleRate, channels, to } = this.#source;
    const counts = this.#counts;
    counts.pushed += 1;
    counts.pending += 1;
    counts.lost = lost;
    counts.samples = start + samples.length / channels;
    // Before the graph may take this thread for long: from here on an answer is awaited.
    if (this.#told === 0) this.#tell();
    // Who heard of it may have ended the session.
    if (this.#ended) {
      counts.pushed -= 1;
      counts.pending -= 1;
      if (counts.pending === 0) this.#finish();
      return;
    }
    const item: AudioItem = { kind: 'audio', samples, sampleRate, channels, start };
    try {
      const failures = (await Promise.all(to.map((target) => this.#push(item, target)))).flat();
      if (failures.length > 0) counts.failed += 1;
      failures.forEach((failure) => this.#fail(failure));
    } catch (error) {
      this.#break(RmError.from(error, 'RM2305'));
      return;
    }
    counts.pending -= 1;
    if (this.#ended) {
      if (counts.pending === 0) this.#finish();
      return;
    }
    this.#answer(samples, [samples.buffer as ArrayBuffer]);
    this.#timer ??= setTimeout(() => this.#tell(), interval);
  }

  #fail(failure: RmError): void {
    const kind = `${failure.nodeId} ${failure.code} ${failure.message}`;
    if (this.#heard.has(kind) || this.#heard.size >= mostFailures) return;
    this.#heard.add(kind);
    this.#listener.onFailure(failure);
  }

  #end(samples: number, lost: number): void {
    this.#ended = true;
    Object.assign(this.#counts, { samples, lost });
    if (this.#counts.pending === 0) this.#finish();
  }

  #finish(): void {
    this.#close();
    this.#tell();
    this.#settle.resolve({ ...this.#counts });
  }

  #break(error: RmError): void {
    if (!this.#ended) this.#answer('stop');
    this.#ended = true;
    this.#close();
    this.#settle.reject(error);
  }

  #close(): void {
    clearTimeout(this.#timer);
    this.#source.port.onmessage = null;
    this.#source.port.close();
  }

  #tell(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#told = this.#counts.pending;
    this.#listener.onProgress({ ...this.#counts });
  }

  #answer(message: FrameAnswer, transfer: Transferable[] = []): void {
    this.#source.port.postMessage(message, transfer);
  }
}
