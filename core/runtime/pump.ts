/** Moves items through one session of an instance: the only caller of its run, event by event and turn by turn. */
import type { RmError } from '../errors.js';
import type { HostAnswer, HostCall } from '../nodes/types.js';
import type { Event } from '../wire/codec.js';
import type { Item, Output } from '../wire/items.js';
import type { Metrics } from '../wire/metrics.js';
import type { RuntimeInstance } from './instance.js';
import { late } from './limit.js';
import { nextTask } from './next-task.js';

/** What a push, or the end of the input, is told while it goes on. */
export interface CallListener {
  /** Outputs that it caused, as soon as they exist. */
  onOutput?(output: Output): void;
}

export interface PumpOptions {
  onOutput?(output: Output): void;
  /** A host node is called; {@link SessionPump.answer} takes what it says. */
  onCall?(call: HostCall): void;
  /** Nobody waits for this call any more. */
  onAbandon?(call: number): void;
  /** All that is under way only waits: further calls may come meanwhile. */
  onWaiting?(): void;
  onMetrics?(metrics: Metrics): void;
}

interface Call extends CallListener {
  failures: RmError[];
  resolve: (failures: RmError[]) => void;
  reject: (error: unknown) => void;
}

/** The thread that works is lent back to its other tasks after this; ms. */
const turn = 12;
/** Metrics are told no more often; ms. */
const metricsInterval = 250;

export class SessionPump {
  readonly #instance: RuntimeInstance;
  readonly #session: number;
  readonly #options: PumpOptions;
  /** What is under way, by the number of the push; 0 is the end. */
  readonly #calls = new Map<number, Call>();
  readonly #onIdle: (() => void)[] = [];
  /** What was called while the instance was busy. */
  readonly #later: (() => void)[] = [];
  #running = false;
  /** There is something to do that the run under way may not have seen. */
  #due = false;
  #wake: (() => void) | undefined;
  #stopped = false;
  #told = -Infinity;
  #telling: ReturnType<typeof setTimeout> | undefined;

  constructor(instance: RuntimeInstance, session: number, options: PumpOptions = {}) {
    this.#instance = instance;
    this.#session = session;
    this.#options = options;
  }

  /**
   * Sends an item through the graph.
   * @returns the failures among what it caused, once all of that is done.
   * @throws {RmError} when it is not taken, or the instance breaks.
   */
  push(item: Item, to: string | undefined, listener: CallListener = {}): Promise<RmError[]> {
    return this.#call(() => this.#instance.push(this.#session, item, to), listener);
  }

  /** Ends the input and flushes every node. */
  end(listener: CallListener = {}): Promise<RmError[]> {
    return this.#call(() => {
      this.#instance.end(this.#session);
      return 0;
    }, listener);
  }

  /**
   * What a host node says to a call. An answer to a call that was abandoned is not heard.
   * @throws {RmError} RM2307 for an item that cannot be sent: the call then still waits.
   */
  answer(call: number, answer: HostAnswer): void {
    if (this.#stopped || this.#instance.broken) return;
    this.#instance.answer(this.#session, call, answer);
    this.#work();
  }

  /** Ends at once: what is under way is rejected, and nothing runs any more. */
  stop(error: RmError): void {
    this.#stopped = true;
    this.#instance.broken ??= error;
    this.#fail(this.#instance.broken);
    this.#wake?.();
  }

  /** Waits until nothing is under way. */
  async idle(): Promise<void> {
    while (this.#calls.size > 0) await new Promise<void>((resolve) => this.#onIdle.push(resolve));
  }

  #call(begin: () => number, listener: CallListener): Promise<RmError[]> {
    return new Promise((resolve, reject) => {
      const call: Call = { ...listener, failures: [], resolve, reject };
      const start = (): void => {
        try {
          this.#calls.set(begin(), call);
        } catch (error) {
          reject(error);
          return;
        }
        this.#work();
      };
      if (this.#instance.busy) this.#later.push(start);
      else start();
    });
  }

  #startLater(): void {
    for (const start of this.#later.splice(0)) start();
  }

  #work(): void {
    this.#due = true;
    if (this.#running) this.#wake?.();
    else void this.#pump();
  }

  async #pump(): Promise<void> {
    this.#running = true;
    let since = performance.now();
    try {
      while (!this.#stopped) {
        this.#due = false;
        const wait = await this.#instance.run(this.#session);
        this.#startLater();
        if (this.#stopped) break;
        for (const event of this.#instance.events(this.#session)) this.#dispatch(event);
        this.#tellMetrics();
        if (wait === 0 || this.#due) {
          if (performance.now() - since < turn) continue;
          await this.#lend(nextTask(), 0);
          since = performance.now();
          continue;
        }
        if (this.#calls.size > 0) this.#options.onWaiting?.();
        if (wait === undefined) break;
        await this.#lend(this.#sleep(wait), wait);
        since = performance.now();
      }
    } catch (error) {
      this.#fail(error);
    } finally {
      this.#running = false;
    }
  }

  /** Lends the thread for a time (ms). When it comes back much later, the page was frozen or the computer slept. */
  async #lend(back: Promise<void>, milliseconds: number): Promise<void> {
    const due = performance.now() + milliseconds;
    await back;
    const delay = performance.now() - due;
    if (delay > late) this.#instance.standStill(delay);
  }

  /** Until the time is over, or something is pushed or answered. */
  #sleep(milliseconds: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(() => this.#wake?.(), milliseconds);
      this.#wake = () => {
        clearTimeout(timer);
        this.#wake = undefined;
        resolve();
      };
    });
  }

  #dispatch(event: Event): void {
    if (event.kind === 'output') {
      this.#options.onOutput?.(event.output);
      this.#calls.get(event.output.sequence)?.onOutput?.(event.output);
    } else if (event.kind === 'failure') {
      // What belongs to no push is told to whoever waits.
      const call = this.#calls.get(event.error.sequence ?? 0) ?? [...this.#calls.values()][0];
      call?.failures.push(event.error);
    } else if (event.kind === 'settled') {
      const call = this.#calls.get(event.sequence);
      // Whoever waits for the end finds the metrics told.
      if (event.sequence === 0 && this.#options.onMetrics) this.#metricsNow();
      this.#calls.delete(event.sequence);
      call?.resolve(call.failures);
      if (this.#calls.size === 0) for (const resolve of this.#onIdle.splice(0)) resolve();
    } else if (event.kind === 'call') {
      this.#options.onCall?.(event.call);
    } else if (event.kind === 'abandon') {
      this.#options.onAbandon?.(event.call);
    } else if (event.kind === 'metrics') {
      this.#options.onMetrics?.(event.metrics);
    } else if (event.kind === 'step') {
      measure(event.nodeId, performance.now() - event.age, event.duration, event.sequence);
    }
  }

  /** Now, or when the interval is over: the last word is always told. */
  #tellMetrics(): void {
    if (!this.#options.onMetrics || this.#telling !== undefined) return;
    const left = this.#told + metricsInterval - performance.now();
    if (left <= 0) this.#metricsNow();
    else this.#telling = setTimeout(() => this.#metricsNow(), left);
  }

  #metricsNow(): void {
    this.stopTelling();
    // A session that is over, or at work under JSPI, says nothing.
    if (this.#instance.broken) return;
    this.#told = performance.now();
    this.#instance.tellMetrics(this.#session);
    for (const event of this.#instance.events(this.#session)) this.#dispatch(event);
  }

  /** Before the session is closed. */
  stopTelling(): void {
    clearTimeout(this.#telling);
    this.#telling = undefined;
  }

  #fail(error: unknown): void {
    this.stopTelling();
    const calls = [...this.#calls.values()];
    this.#calls.clear();
    for (const call of calls) call.reject(error);
    this.#startLater();
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
