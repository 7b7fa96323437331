import { RmError, type RmErrorData } from '../errors.js';
import type { HostAnswer, HostNodes } from '../nodes/types.js';
import type { Output } from '../wire/items.js';
import type { Metrics } from '../wire/metrics.js';
import { defaultTimeout, type CallOptions, type LogLine } from './engine.js';
import type { FromWorker, Request, Results, ToWorker } from './protocol.js';
import { startWorker } from './start-worker.js';

/** A worker that does not start, or does not acknowledge a request while idle, is given up after this; ms. */
const bootLimit = 15_000;
const ackLimit = 10_000;
/** Seconds. */
const graceOfWaiting = 2;

/** What a request is told before it is answered. */
export interface RequestOptions extends CallOptions {
  /** The time limit is that of this request alone: it also holds while its nodes wait. */
  firm?: boolean;
  transfer?: Transferable[];
  onOutputs?: (outputs: Output[]) => void;
}

interface Running {
  id: number;
  onOutputs: ((outputs: Output[]) => void) | undefined;
  /** Seconds. */
  timeout: number;
  /** Its nodes wait, or did: the limit of all that wait is its own, and the next request was sent. */
  waits: boolean;
  wait: () => void;
  settle: (settle: () => void) => void;
  resolve: (value: Results[keyof Results]) => void;
  reject: (error: RmError) => void;
  acknowledged: () => void;
}

/**
 * One worker. Requests are sent one after another; the next when the one before is answered, or when its nodes only wait. A
 * limit, a cancellation or a death in between ends the worker, because what runs inside cannot be interrupted otherwise.
 */
export class WorkerThread {
  onLog: ((line: LogLine) => void) | undefined;
  onMetrics: ((metrics: Metrics) => void) | undefined;
  /** Takes the calls of the session's host nodes. */
  host: HostNodes | undefined;
  /** Called once, when the worker is gone for a reason nobody asked for while no request was under way. */
  onDeath: ((error: RmError) => void) | undefined;
  /** Why it cannot be used any more. */
  dead: RmError | undefined;

  readonly #worker: Worker;
  readonly #gone = new AbortController();
  readonly #running = new Map<number, Running>();
  #queue: Promise<unknown> = Promise.resolve();
  #last = 0;
  /** When the worker said something last, and the timer that asks. */
  #heard = 0;
  #patience: ReturnType<typeof setTimeout> | undefined;

  private constructor(worker: Worker) {
    this.#worker = worker;
  }

  /**
   * Starts a worker and waits until its code is there.
   * @throws {RmError} RM5002 when the page's policy forbids it, RM2305 when it cannot be started otherwise.
   */
  static async start(url: URL): Promise<WorkerThread> {
    const { worker, failed, dispose } = startWorker(url);
    const thread = new WorkerThread(worker);
    const lock = `rm-worker-${crypto.randomUUID?.() ?? `${Date.now()}-${Math.random()}`}`;
    let timer: ReturnType<typeof setTimeout> | undefined;
    try {
      const locked = await new Promise<boolean>((resolve, reject) => {
        failed.catch(reject);
        timer = setTimeout(() => reject(new RmError('RM2305', `The worker ${url.href} did not start within ${bootLimit / 1000} s.`, { phase: 'start' })), bootLimit);
        worker.onmessage = ({ data }: MessageEvent<FromWorker>) => {
          if (data.type === 'ready') resolve(data.locked);
          if (data.type === 'boot-error') reject(new RmError('RM2305', `The worker could not be loaded: ${data.message}`, { phase: 'start' }));
        };
        thread.#post({ type: 'hello', lock });
      });
      thread.#listen();
      if (locked) thread.#watch(lock);
      return thread;
    } catch (error) {
      worker.terminate();
      throw error;
    } finally {
      clearTimeout(timer);
      dispose();
    }
  }

  /** Sends a request when those before it are answered or wait. */
  call<Call extends Request['call']>(request: Request & { call: Call }, options: RequestOptions = {}): Promise<Results[Call]> {
    let makeRoom!: () => void;
    const room = new Promise<void>((resolve) => (makeRoom = resolve));
    const turn = this.#queue.then(() => this.#run(request, options, makeRoom));
    this.#queue = Promise.race([turn.catch(() => {}), room]);
    const { signal } = options;
    if (!signal) return turn as Promise<Results[Call]>;
    // A request that is still waiting is dropped at once, without harm to the others.
    return new Promise((resolve, reject) => {
      const stop = (): void => reject(RmError.aborted(signal));
      if (signal.aborted) stop();
      else signal.addEventListener('abort', stop, { once: true });
      turn.then(resolve as (value: unknown) => void, reject).finally(() => signal.removeEventListener('abort', stop));
    });
  }

  /** Ends the worker; what runs and what waits is rejected with the error. */
  terminate(error: RmError = new RmError('RM2304')): void {
    if (this.dead) return;
    this.dead = error;
    this.#gone.abort();
    clearTimeout(this.#patience);
    this.#worker.terminate();
    this.#worker.onmessage = this.#worker.onerror = this.#worker.onmessageerror = null;
    const running = [...this.#running.values()];
    for (const one of running) one.settle(() => one.reject(error));
    if (running.length === 0) this.onDeath?.(error);
  }

  #run(request: Request, { signal, timeout = defaultTimeout, firm = false, transfer = [], onOutputs }: RequestOptions, makeRoom: () => void): Promise<Results[keyof Results]> {
    return new Promise((resolve, reject) => {
      if (this.dead) return reject(this.dead);
      if (signal?.aborted) return reject(RmError.aborted(signal));
      const id = (this.#last += 1);
      const stop = (): void => this.terminate(RmError.aborted(signal!));
      const began = performance.now();
      const limitAt = (seconds: number): ReturnType<typeof setTimeout> | undefined =>
        Number.isFinite(seconds) ? setTimeout(() => this.terminate(noAnswer(timeout, request.call)), Math.max(0, began + seconds * 1000 - performance.now())) : undefined;
      let limit = limitAt(timeout);
      // A push is too frequent to be acknowledged; its own limit is enough.
      const silence = request.call === 'push' ? undefined : setTimeout(() => this.terminate(new RmError('RM2305', 'The worker does not answer.')), ackLimit);
      const running: Running = {
        id,
        onOutputs,
        timeout,
        waits: false,
        wait: () => {
          running.waits = true;
          clearTimeout(limit);
          if (firm) limit = limitAt(timeout + graceOfWaiting);
          makeRoom();
        },
        settle: (settle) => {
          clearTimeout(limit);
          clearTimeout(silence);
          signal?.removeEventListener('abort', stop);
          this.#running.delete(id);
          settle();
        },
        resolve,
        reject,
        acknowledged: () => clearTimeout(silence),
      };
      this.#running.set(id, running);
      signal?.addEventListener('abort', stop);
      try {
        this.#post({ type: 'request', id, request }, transfer);
      } catch (cause) {
        running.settle(() => reject(unsendable(cause)));
      }
    });
  }

  /** The requests up to this one wait. */
  #wait(upTo: number): void {
    for (const running of this.#running.values()) if (!running.waits && running.id <= upTo) running.wait();
    if (this.#patience === undefined) this.#watchWaiting();
  }

  /** The runtime itself ends a node that waits too long, and goes on: a worker that says nothing for longer than that cannot. */
  #watchWaiting(): void {
    this.#patience = undefined;
    const timeout = Math.max(...[...this.#running.values()].map((running) => (running.waits ? running.timeout : 0)));
    if (timeout <= 0 || timeout === Infinity) return;
    const left = this.#heard + (timeout + graceOfWaiting) * 1000 - performance.now();
    if (left <= 0) this.terminate(noAnswer(timeout, 'push'));
    else this.#patience = setTimeout(() => this.#watchWaiting(), left);
  }

  /** @throws {RmError} RM2307 for an item that cannot be sent. */
  #answer(call: number, answer: HostAnswer): void {
    try {
      // Copied: the node may keep what it gives.
      this.#post({ type: 'answer', call, answer });
    } catch (cause) {
      throw unsendable(cause);
    }
  }

  #post(message: ToWorker, transfer: Transferable[] = []): void {
    this.#worker.postMessage(message, transfer);
  }

  #listen(): void {
    this.#worker.onmessage = ({ data }: MessageEvent<FromWorker>) => {
      this.#heard = performance.now();
      if (data.type === 'log') {
        for (const line of data.lines) this.onLog?.(line);
        return;
      }
      if (data.type === 'metrics') {
        this.onMetrics?.(data.metrics);
        return;
      }
      if (data.type === 'call') {
        const { host } = this;
        // What the host still says when its session is over is not for the next one.
        host?.call(data.call, (answer) => this.host === host && !this.dead && this.#answer(data.call.call, answer));
        return;
      }
      if (data.type === 'abandon') {
        this.host?.abandon(data.call);
        return;
      }
      if (data.type === 'waiting') {
        this.#wait(data.id);
        return;
      }
      const running = 'id' in data ? this.#running.get(data.id) : undefined;
      if (!running) return;
      if (data.type === 'ack') running.acknowledged();
      else if (data.type === 'outputs') running.onOutputs?.(data.outputs);
      else if (data.type === 'done') running.settle(() => running.resolve(data.value));
      else if (data.type === 'failed') this.#failed(running, data.error, data.broken);
    };
    this.#worker.onerror = (event) => {
      event.preventDefault();
      this.terminate(new RmError('RM2305', `The worker failed: ${event.message || 'it ended without a message'}`));
    };
    this.#worker.onmessageerror = () => this.terminate(new RmError('RM2305', 'An answer of the worker could not be read.'));
  }

  #failed(running: Running, data: RmErrorData, broken: boolean): void {
    const error = RmError.from(data);
    if (broken) {
      // The instance is gone; the thread itself may be short of memory or stack, so it goes too.
      this.terminate(error);
    } else running.settle(() => running.reject(error));
  }

  /** The lock is granted to the page when the worker has gone, whoever ended it. */
  #watch(lock: string): void {
    navigator.locks
      .request(lock, { signal: this.#gone.signal }, () => this.terminate(new RmError('RM2305', 'The worker was ended from outside.')))
      .catch(() => {});
  }
}

const noAnswer = (timeout: number, call: Request['call']): RmError =>
  new RmError('RM2301', `The ${call === 'program' ? call : 'pipeline'} gave no answer within ${timeout} s.`, { phase: phases[call] });
const unsendable = (cause: unknown): RmError => new RmError('RM2307', `The value cannot be sent to the worker: ${(cause as Error).message}`, { cause });

const phases: Record<Request['call'], string> = { ready: 'start', prepare: 'start', open: 'initialize', push: 'process', end: 'flush', close: 'cleanup', command: 'process', program: 'process' };
