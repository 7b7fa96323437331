/** What is under way in a session, and who is told what comes of it. */
import type { RmError } from '../errors.js';
import type { HostCall } from '../nodes/types.js';
import type { Event } from '../wire/codec.js';
import type { Output } from '../wire/items.js';
import type { Metrics } from '../wire/metrics.js';

/** Metrics are told no more often; ms. */
export const metricsInterval = 250;

/** What a push, or the end of the input, is told while it goes on. */
export interface CallListener {
  /** Outputs that it caused, as soon as they exist. */
  onOutput?(output: Output): void;
}

/** What a session tells. */
export interface SessionListener {
  onOutput?(output: Output): void;
  /** A host node is called; `answer` of the session takes what it says. */
  onCall?(call: HostCall): void;
  /** Nobody waits for this call any more. */
  onAbandon?(call: number): void;
  onMetrics?(metrics: Metrics): void;
  /** All that is under way only waits: further calls may come meanwhile. */
  onWaiting?(): void;
}

interface Call extends CallListener {
  failures: RmError[];
  resolve: (failures: RmError[]) => void;
  reject: (error: unknown) => void;
}

export class SessionCalls {
  readonly #listener: SessionListener;
  /** By the number of the push; 0 is the end. */
  readonly #calls = new Map<number, Call>();
  readonly #onIdle: (() => void)[] = [];

  constructor(listener: SessionListener) {
    this.#listener = listener;
  }

  get size(): number {
    return this.#calls.size;
  }

  /** The number of the push that has been under way for longest. */
  get oldest(): number | undefined {
    return this.#calls.keys().next().value;
  }

  /**
   * @param sequence the number of a push; 0: the end.
   * @returns the failures among what it causes, once all of that is done.
   */
  begin(sequence: number, listener: CallListener): Promise<RmError[]> {
    return new Promise((resolve, reject) => this.#calls.set(sequence, { ...listener, failures: [], resolve, reject }));
  }

  dispatch(event: Event): void {
    if (event.kind === 'output') {
      this.#listener.onOutput?.(event.output);
      this.#calls.get(event.output.sequence)?.onOutput?.(event.output);
    } else if (event.kind === 'failure') {
      // What belongs to no push is told to whoever waits.
      const call = this.#calls.get(event.error.sequence ?? 0) ?? this.#calls.values().next().value;
      call?.failures.push(event.error);
    } else if (event.kind === 'settled') {
      const call = this.#calls.get(event.sequence);
      this.#calls.delete(event.sequence);
      call?.resolve(call.failures);
      if (this.#calls.size === 0) this.#idle();
    } else if (event.kind === 'call') {
      this.#listener.onCall?.(event.call);
    } else if (event.kind === 'abandon') {
      this.#listener.onAbandon?.(event.call);
    } else if (event.kind === 'metrics') {
      this.#listener.onMetrics?.(event.metrics);
    } else if (event.kind === 'step') {
      measure(event.nodeId, performance.now() - event.age, event.duration, event.sequence);
    }
  }

  /** Waits until nothing is under way. */
  async idle(): Promise<void> {
    while (this.#calls.size > 0) await new Promise<void>((resolve) => this.#onIdle.push(resolve));
  }

  /** Rejects what is under way. */
  fail(error: unknown): void {
    const calls = [...this.#calls.values()];
    this.#calls.clear();
    for (const call of calls) call.reject(error);
    this.#idle();
  }

  #idle(): void {
    for (const resolve of this.#onIdle.splice(0)) resolve();
  }
}

/** Shows a node's step in the performance panel, on a track of its own. */
function measure(nodeId: string, start: number, duration: number, sequence: number): void {
  // Edge workers have no panel.
  if (typeof performance.measure !== 'function') return;
  const devtools = { dataType: 'track-entry', track: 'RemoteMedia', color: 'tertiary', properties: [['push', String(sequence)]] };
  performance.measure(nodeId, { start, duration, detail: { devtools } });
  // Observers and the panel have it; a page that runs for hours must not collect them.
  performance.clearMeasures(nodeId);
}
