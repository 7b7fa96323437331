import { RmError, type RmErrorData } from '../errors.js';
import type { HostAnswer, HostNodes } from '../nodes/types.js';
import type { Output } from '../wire/items.js';
import type { Metrics } from '../wire/metrics.js';
import { defaultStall, defaultTimeout, type CallOptions, type EngineFeed, type LogLine } from './engine.js';
import type { FeedCounts, FeedListener, FeedSource } from './feed.js';
import { startLimit } from './limit.js';
import { canReadFiles } from './node-files.js';
import { startThread } from './node-thread.js';
import type { FromWorker, Request, Results, ToWorker } from './protocol.js';
import { askForWorker, NotStarted, refusedWorker, startWorker, type StartedWorker, type WorkerHandle } from './start-worker.js';

/** A worker that does not acknowledge a request while idle is given up after this; ms. */
const ackLimit = 10_000;
/** Seconds. */
const graceOfWaiting = 2;

/**
 * Addresses from which no worker came. The browser may still wait for the file, also for a worker that was ended, and lets the
 * next one wait for the same answer.
 */
const silent = new Set<string>();

/** What a request is told before it is answered. */
export interface RequestOptions extends CallOptions {
  /** The time limit is that of this request alone: it also holds while its nodes wait. */
  firm?: boolean;
  transfer?: Transferable[];
  onOutputs?: (outputs: Output[]) => void;
  /** What a feed tells. */
  feed?: FeedListener & { began(id: number): void };
}

interface Running {
  id: number;
  onOutputs: ((outputs: Output[]) => void) | undefined;
  /** Seconds. */
  timeout: number;
  /** Its nodes wait, or did: the limit of all that wait is its own, and the next request was sent. */
  waits: boolean;
  /** The worker has begun with it, and its nodes do not wait. */
  atWork: boolean;
  wait: () => void;
  /** How far a feed is. */
  fed: (counts: FeedCounts) => void;
  failure: ((error: RmError) => void) | undefined;
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

  readonly #worker: WorkerHandle;
  readonly #gone = new AbortController();
  readonly #running = new Map<number, Running>();
  #queue: Promise<unknown> = Promise.resolve();
  #last = 0;
  /** When the worker said something last, and the timer that asks. */
  #heard = 0;
  #endPatience: (() => void) | undefined;

  private constructor(worker: WorkerHandle) {
    this.#worker = worker;
  }

  /**
   * Starts a worker and waits until its code is there; when it cannot be started, once more, past the cache, and at last, on an
   * isolated page, through a blob: a file without Cross-Origin-Embedder-Policy is no worker there, but may be imported by one.
   * @param stall seconds in which it must have begun.
   * @throws {RmError} RM5002 when the page's policy forbids it, RM10xx when its file cannot be had, RM2305 when it cannot be
   *   started otherwise.
   */
  static async start(url: URL, stall = defaultStall): Promise<WorkerThread> {
    if (canReadFiles) return WorkerThread.#boot(url, stall);
    if (silent.delete(url.href)) await askForWorker(url, stall);
    try {
      return await WorkerThread.#boot(url, stall);
    } catch (error) {
      if (!(error instanceof NotStarted)) throw error;
      await askForWorker(url, stall);
    }
    try {
      return await WorkerThread.#boot(url, stall);
    } catch (error) {
      if (!(error instanceof NotStarted && error.silent && crossOriginIsolated)) throw error;
      return WorkerThread.#boot(url, stall, true).catch((last: RmError) => {
        // An import says more of a file that is broken than a worker does.
        throw last instanceof NotStarted && !last.silent ? last : refusedWorker(url, last);
      });
    }
  }

  static #boot(url: URL, stall: number, throughBlob?: boolean): Promise<WorkerThread> {
    return WorkerThread.greet(url, canReadFiles ? startThread(url) : startWorker(url, throughBlob), stall);
  }

  /**
   * Waits until what was started answers.
   * @param stall seconds in which it must.
   * @throws {RmError} what it failed with, RM2305 when it does not answer.
   */
  static async greet(url: URL, { worker, failed, dispose }: StartedWorker, stall = defaultStall): Promise<WorkerThread> {
    const thread = new WorkerThread(worker);
    // A thread of Node tells by itself that it ended.
    const lock = canReadFiles ? '' : `rm-worker-${crypto.randomUUID?.() ?? `${Date.now()}-${Math.random()}`}`;
    let endLimit: (() => void) | undefined;
    try {
      const locked = await new Promise<boolean>((resolve, reject) => {
        failed.catch(reject);
        endLimit = startLimit(stall * 1000, () => {
          if (!worker.shared) silent.add(url.href);
          reject(new RmError('RM2305', worker.shared ? `The worker that pipelines share was busy for ${stall} s.` : `The worker ${url.href} did not start within ${stall} s.`, { phase: 'start' }));
        });
        worker.onmessage = ({ data }: MessageEvent<FromWorker>) => {
          if (data.type === 'ready') resolve(data.locked);
          if (data.type === 'boot-error') reject(new NotStarted(url, data.message));
        };
        thread.#post({ type: 'hello', lock });
      });
      worker.keepAlive?.(false);
      thread.#listen();
      if (locked) thread.#watch(lock);
      return thread;
    } catch (error) {
      worker.terminate();
      throw error;
    } finally {
      endLimit?.();
      dispose();
    }
  }

  /** Whether a session can begin in it. */
  get usable(): boolean {
    return !this.dead && !this.#worker.doubtful;
  }

  /** Whether a request was sent that is not answered yet. */
  get underWay(): boolean {
    return this.#running.size > 0;
  }

  /** Whether it computes for one of them, as far as is known here: who has waited may compute again. */
  get busy(): boolean {
    return [...this.#running.values()].some(({ atWork }) => atWork);
  }

  /** A way into the same worker for another, who has sessions of its own in it. */
  connect(): MessagePort {
    const { port1, port2 } = new MessageChannel();
    this.#post({ type: 'connect', port: port2 }, [port2]);
    return port1;
  }

  /** Sends a request when those before it are answered or wait. */
  call<Call extends Request['call']>(request: Request & { call: Call }, options: RequestOptions = {}): Promise<Results[Call]> {
    let makeRoom!: () => void;
    const room = new Promise<void>((resolve) => (makeRoom = resolve));
    const { signal } = options;
    // A request that is still waiting is dropped at once, without harm to the others; one that runs ends with its worker.
    let drop: (() => void) | undefined;
    const dropped = new Promise<never>((_, reject) => (drop = () => reject(RmError.aborted(signal!))));
    dropped.catch(() => {});
    signal?.addEventListener('abort', drop!);
    if (signal?.aborted) drop!();
    const turn = this.#queue.then(() => {
      signal?.removeEventListener('abort', drop!);
      return this.#run(request, options, makeRoom);
    });
    this.#queue = Promise.race([turn.catch(() => {}), room]);
    return Promise.race([turn, dropped]) as Promise<Results[Call]>;
  }

  /**
   * Has sound pushed from a port. Its limit is that of one push: it begins when frames go in, and again whenever one is through or nodes
   * wait, which the runtime itself limits.
   */
  feed(source: FeedSource, listener: FeedListener, options: Pick<RequestOptions, 'timeout' | 'onOutputs'>): EngineFeed {
    let id: number | undefined;
    let stopped = false;
    const stop = (): void => {
      stopped = true;
      if (id !== undefined && !this.dead) this.#post({ type: 'stop-feed', id });
    };
    const began = (given: number): void => {
      id = given;
      if (stopped) stop();
    };
    return { done: this.call({ call: 'feed', ...source }, { ...options, transfer: [source.port], feed: { ...listener, began } }), stop };
  }

  /** Ends the worker; what runs and what waits is rejected with the error. */
  terminate(error: RmError = new RmError('RM2304')): void {
    if (this.dead) return;
    this.dead = error;
    this.#gone.abort();
    this.#endPatience?.();
    this.#worker.terminate();
    this.#worker.onmessage = this.#worker.onerror = this.#worker.onmessageerror = null;
    const running = [...this.#running.values()];
    for (const one of running) one.settle(() => one.reject(error));
    if (running.length === 0) this.onDeath?.(error);
  }

  #run(request: Request, { signal, timeout = defaultTimeout, firm = false, transfer = [], onOutputs, feed }: RequestOptions, makeRoom: () => void): Promise<Results[keyof Results]> {
    return new Promise((resolve, reject) => {
      if (this.dead) return reject(this.dead);
      if (signal?.aborted) return reject(RmError.aborted(signal));
      const id = (this.#last += 1);
      const stop = (): void => this.terminate(RmError.aborted(signal!));
      const began = performance.now();
      const limitAt = (seconds: number): (() => void) =>
        startLimit(Math.max(0, began + seconds * 1000 - performance.now()), () => this.terminate(noAnswer(timeout, request.call)));
      let endLimit = feed ? () => {} : limitAt(timeout);
      let pending = 0;
      const limitFeed = (): void => {
        endLimit();
        if (pending > 0) endLimit = startLimit((timeout + graceOfWaiting) * 1000, () => this.terminate(noAnswer(timeout, 'push')));
      };
      // A push is too frequent to be acknowledged, and who shares a worker waits for others: its own limit is enough.
      const patient = request.call === 'push' || this.#worker.shared;
      const listen = (): (() => void) => startLimit(patient ? Infinity : ackLimit, () => this.terminate(new RmError('RM2305', 'The worker does not answer.')));
      let endSilence = listen();
      const running: Running = {
        id,
        onOutputs,
        timeout,
        waits: false,
        atWork: false,
        wait: () => {
          running.atWork = false;
          if (feed) return limitFeed();
          running.waits = true;
          endLimit();
          if (firm) endLimit = limitAt(timeout + graceOfWaiting);
          makeRoom();
        },
        fed: (counts) => {
          pending = counts.pending;
          running.atWork = pending > 0;
          limitFeed();
          feed?.onProgress(counts);
        },
        failure: feed?.onFailure,
        settle: (settle) => {
          endLimit();
          endSilence();
          signal?.removeEventListener('abort', stop);
          this.#running.delete(id);
          if (this.#running.size === 0) this.#worker.keepAlive?.(false);
          settle();
        },
        resolve,
        reject,
        acknowledged: () => {
          running.atWork = !feed;
          endSilence();
          // While it gets ready it says so again and again.
          if (request.call === 'ready') endSilence = listen();
        },
      };
      this.#running.set(id, running);
      this.#worker.keepAlive?.(true);
      signal?.addEventListener('abort', stop);
      try {
        this.#post({ type: 'request', id, request }, transfer);
        if (feed) {
          feed.began(id);
          makeRoom();
        }
      } catch (cause) {
        running.settle(() => reject(unsendable(cause)));
      }
    });
  }

  /** The requests up to this one wait. */
  #wait(upTo: number): void {
    for (const running of this.#running.values()) if (!running.waits && running.id <= upTo) running.wait();
    if (this.#endPatience === undefined) this.#watchWaiting();
  }

  /** The runtime itself ends a node that waits too long, and goes on: a worker that says nothing for longer than that cannot. */
  #watchWaiting(): void {
    this.#endPatience = undefined;
    const timeout = Math.max(...[...this.#running.values()].map((running) => (running.waits ? running.timeout : 0)));
    if (timeout <= 0 || timeout === Infinity) return;
    const left = this.#heard + (timeout + graceOfWaiting) * 1000 - performance.now();
    if (left <= 0) this.terminate(noAnswer(timeout, 'push'));
    else this.#endPatience = startLimit(left, () => this.#watchWaiting());
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
      else if (data.type === 'fed') running.fed(data.counts);
      else if (data.type === 'failure') running.failure?.(RmError.from(data.error));
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

const phases: Record<Request['call'], string> = { ready: 'start', prepare: 'start', open: 'initialize', push: 'process', feed: 'process', end: 'flush', close: 'cleanup', command: 'process', program: 'process' };
