/** The worker as a thread of Node, Deno or Bun, by `node:worker_threads`: with the face of a browser's worker. */
import { RmError } from '../errors.js';
import { nodeModule } from './node-files.js';
import type { StartedWorker, WorkerHandle } from './start-worker.js';

interface Thread {
  postMessage(message: unknown, transfer?: Transferable[]): void;
  terminate(): Promise<number>;
  ref(): void;
  unref(): void;
  on(event: 'message' | 'messageerror' | 'error' | 'exit', listener: (value: unknown) => void): void;
}

interface Threads {
  Worker: new (url: URL, options: { name: string }) => Thread;
  /** Null in the main thread. */
  parentPort: MessagePort | null;
}

const threads = (): Threads | undefined => nodeModule<Threads>('node:worker_threads');

/** Where a thread's messages come and go; null in the main thread, undefined in browsers. */
export const parentPort = (): MessagePort | null | undefined => threads()?.parentPort;

class ThreadWorker implements WorkerHandle {
  onmessage: WorkerHandle['onmessage'] = null;
  onmessageerror: WorkerHandle['onmessageerror'] = null;
  onerror: WorkerHandle['onerror'] = null;
  readonly #thread: Thread;

  constructor(url: URL) {
    this.#thread = new (threads()!.Worker)(url, { name: 'remotemedia' });
    this.#thread.on('message', (data) => this.onmessage?.call(this as never, { data } as MessageEvent));
    this.#thread.on('messageerror', (data) => this.onmessageerror?.call(this as never, { data } as MessageEvent));
    this.#thread.on('error', (error) => this.#failed((error as Error).message));
    this.#thread.on('exit', (code) => this.#failed(`it ended with exit code ${String(code)}`));
  }

  postMessage(message: unknown, transfer?: Transferable[] | StructuredSerializeOptions): void {
    this.#thread.postMessage(message, transfer as Transferable[]);
  }

  terminate(): void {
    void this.#thread.terminate();
  }

  keepAlive(keep: boolean): void {
    if (keep) this.#thread.ref();
    else this.#thread.unref();
  }

  #failed(message: string): void {
    this.onerror?.call(this as never, { message, preventDefault: () => {} } as ErrorEvent);
  }
}

/** @throws {RmError} RM2305 when there can be no thread. */
export function startThread(url: URL): StartedWorker {
  const failure = (message: string, cause?: unknown): RmError => new RmError('RM2305', `The worker could not be started from ${url.href}: ${message}`, { phase: 'start', cause });
  try {
    const worker = new ThreadWorker(url);
    const failed = new Promise<never>((_, reject) => (worker.onerror = (event) => reject(failure((event as ErrorEvent).message))));
    failed.catch(() => {});
    return { worker, failed, dispose: () => {} };
  } catch (cause) {
    throw failure((cause as Error).message, cause);
  }
}
