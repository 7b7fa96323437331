import { RmError, type RmErrorData } from '../errors.js';
import { defaultTimeout, type CallOptions, type LogLine } from './engine.js';
import type { FromWorker, Request, Results, ToWorker } from './protocol.js';
import { startWorker } from './start-worker.js';

/** A worker that does not start, or does not acknowledge a request while idle, is given up after this; ms. */
const bootLimit = 15_000;
const ackLimit = 10_000;

interface Running {
  id: number;
  settle: (settle: () => void) => void;
  resolve: (value: Results[keyof Results]) => void;
  reject: (error: RmError) => void;
  acknowledged: () => void;
}

/**
 * One worker. Requests are sent one after another; a limit, a cancellation or a death in between ends the worker, because what
 * runs inside cannot be interrupted otherwise.
 */
export class WorkerThread {
  onLog: ((line: LogLine) => void) | undefined;
  /** Called once, when the worker is gone for a reason nobody asked for while no request was under way. */
  onDeath: ((error: RmError) => void) | undefined;
  /** Why it cannot be used any more. */
  dead: RmError | undefined;

  readonly #worker: Worker;
  readonly #gone = new AbortController();
  #running: Running | undefined;
  #queue: Promise<unknown> = Promise.resolve();
  #last = 0;

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

  /** Sends a request when those before it are answered. */
  call<Call extends Request['call']>(request: Request & { call: Call }, options: CallOptions & { transfer?: Transferable[] } = {}): Promise<Results[Call]> {
    const turn = this.#queue.then(() => this.#run(request, options));
    this.#queue = turn.catch(() => {});
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
    this.#worker.terminate();
    this.#worker.onmessage = this.#worker.onerror = this.#worker.onmessageerror = null;
    const running = this.#running;
    if (running) running.settle(() => running.reject(error));
    else this.onDeath?.(error);
  }

  #run(request: Request, { signal, timeout = defaultTimeout, transfer = [] }: CallOptions & { transfer?: Transferable[] }): Promise<Results[keyof Results]> {
    return new Promise((resolve, reject) => {
      if (this.dead) return reject(this.dead);
      if (signal?.aborted) return reject(RmError.aborted(signal));
      const id = (this.#last += 1);
      const stop = (): void => this.terminate(RmError.aborted(signal!));
      const limit = Number.isFinite(timeout)
        ? setTimeout(() => this.terminate(new RmError('RM2301', `The pipeline gave no answer within ${timeout} s.`, { phase: phases[request.call] })), timeout * 1000)
        : undefined;
      const silence = setTimeout(() => this.terminate(new RmError('RM2305', 'The worker does not answer.')), ackLimit);
      const running: Running = {
        id,
        settle: (settle) => {
          clearTimeout(limit);
          clearTimeout(silence);
          signal?.removeEventListener('abort', stop);
          this.#running = undefined;
          settle();
        },
        resolve,
        reject,
        acknowledged: () => clearTimeout(silence),
      };
      this.#running = running;
      signal?.addEventListener('abort', stop);
      try {
        this.#post({ type: 'request', id, request }, transfer);
      } catch (cause) {
        running.settle(() => reject(new RmError('RM2307', `The value cannot be sent to the worker: ${(cause as Error).message}`, { cause })));
      }
    });
  }

  #post(message: ToWorker, transfer: Transferable[] = []): void {
    this.#worker.postMessage(message, transfer);
  }

  #listen(): void {
    this.#worker.onmessage = ({ data }: MessageEvent<FromWorker>) => {
      if (data.type === 'log') {
        for (const line of data.lines) this.onLog?.(line);
        return;
      }
      const running = this.#running;
      if (!running || !('id' in data) || data.id !== running.id) return;
      if (data.type === 'ack') running.acknowledged();
      else if (data.type === 'done') running.settle(() => running.resolve(data.value));
      else running.settle(() => running.reject(this.#failed(data.error, data.broken)));
    };
    this.#worker.onerror = (event) => {
      event.preventDefault();
      this.terminate(new RmError('RM2305', `The worker failed: ${event.message || 'it ended without a message'}`));
    };
    this.#worker.onmessageerror = () => this.terminate(new RmError('RM2305', 'An answer of the worker could not be read.'));
  }

  #failed(data: RmErrorData, broken: boolean): RmError {
    const error = RmError.from(data);
    if (broken) {
      // The instance is gone; the thread itself may be short of memory or stack, so it goes too.
      this.dead = error;
      this.#gone.abort();
      this.#worker.terminate();
    }
    return error;
  }

  /** The lock is granted to the page when the worker has gone, whoever ended it. */
  #watch(lock: string): void {
    navigator.locks
      .request(lock, { signal: this.#gone.signal }, () => this.terminate(new RmError('RM2305', 'The worker was ended from outside.')))
      .catch(() => {});
  }
}

const phases: Record<Request['call'], string> = { prepare: 'start', open: 'initialize', push: 'process', end: 'flush', close: 'cleanup', command: 'process' };
