import { RmError } from '../errors.js';
import { shared } from '../shared.js';
import type { Assets } from './assets.js';
import { startLimit } from './limit.js';
import type { FromWorker, ToWorker } from './protocol.js';
import type { StartedWorker, WorkerHandle } from './start-worker.js';
import type { WorkerPlace } from './worker-engine.js';
import { WorkerThread } from './worker-thread.js';

/** One who leaves while something computes is waited for this long; then the worker is ended, for all in it; ms. */
const patience = 5_000;

/** A worker with the pipelines that are in it. */
interface SharedThread {
  thread: WorkerThread;
  clients: Set<Client>;
}

/** Takes no more clients: one who left may still compute in it. */
const isDoubtful = ({ clients }: SharedThread): boolean => [...clients].some(({ doubted }) => doubted);

/** Those that take clients, by the address of their code; the next is asked for while the one before is in doubt. */
const threads = shared('shared workers', () => new Map<string, Promise<SharedThread>>());

/**
 * One worker for all pipelines of the page that ask for it: each has an instance of the runtime there, so that nothing of one reaches
 * another, but one at a time computes. A pipeline that is stopped while it computes is left behind with the worker: the others
 * go on there, the next session begins in another one, and what still computes after a while ends, with all that is in it (RM2305).
 */
export function sharedPlace({ worker }: Assets): WorkerPlace {
  const pool = new URL(worker);
  pool.hash = 'shared';
  return { kind: 'worker', worker: pool, form: 'module', start: (stall) => enter(worker, stall) };
}

async function enter(url: URL, stall: number | undefined): Promise<WorkerThread> {
  let opening = threads.get(url.href);
  const known = await opening?.catch(() => undefined);
  if (!opening || !known || known.thread.dead || isDoubtful(known)) {
    // Whoever asked at the same moment has opened one already.
    if (threads.get(url.href) === opening) threads.set(url.href, open(url, stall));
    opening = threads.get(url.href)!;
  }
  const client = new Client(await opening);
  const thread = await WorkerThread.greet(url, client.started, stall);
  client.thread = thread;
  return thread;
}

async function open(url: URL, stall: number | undefined): Promise<SharedThread> {
  const at: SharedThread = { thread: await WorkerThread.start(url, stall), clients: new Set() };
  at.thread.onDeath = (error) => {
    for (const client of [...at.clients]) client.die(error);
  };
  return at;
}

/** A pipeline's place in the worker, with the face of a worker of its own. */
class Client implements WorkerHandle {
  onmessage: WorkerHandle['onmessage'] = null;
  onerror: WorkerHandle['onerror'] = null;
  onmessageerror: WorkerHandle['onmessageerror'] = null;
  readonly shared = true;
  thread: WorkerThread | undefined;
  readonly started: StartedWorker;
  /** Has left. Public, as the rest that others ask for: they may be of another copy of the kit. */
  left = false;
  /** Left while something of it was under way, and was not heard of since. */
  doubted = false;
  readonly #at: SharedThread;
  readonly #port: MessagePort & { ref?(): void; unref?(): void };
  #endPatience: (() => void) | undefined;
  /** It computed when it left, or began to since. */
  #busy = false;

  constructor(at: SharedThread) {
    this.#at = at;
    at.clients.add(this);
    this.#port = at.thread.connect();
    this.#port.onmessage = (event: MessageEvent<FromWorker>) => {
      const { type } = event.data;
      if (type === 'gone') this.#gone();
      // What it was told to do before it left may begin only now.
      else if (this.left) this.#busy = type === 'ack' || (type !== 'waiting' && this.#busy);
      else this.onmessage?.call(this as never, event);
    };
    this.#port.onmessageerror = (event) => this.onmessageerror?.call(this as never, event);
    const failed = new Promise<never>((_, reject) => (this.onerror = (event) => reject(new RmError('RM2305', (event as ErrorEvent).message, { phase: 'start' }))));
    failed.catch(() => {});
    this.started = { worker: this, failed, dispose: () => {} };
  }

  postMessage(message: ToWorker, transfer?: Transferable[] | StructuredSerializeOptions): void {
    this.#port.postMessage(message, transfer as Transferable[]);
  }

  keepAlive(keep: boolean): void {
    if (keep) this.#port.ref?.();
    else this.#port.unref?.();
  }

  get doubtful(): boolean {
    return isDoubtful(this.#at);
  }

  /** Leaves; whether it computed just then is only known when the worker answers. */
  terminate(): void {
    if (this.left) return;
    this.left = true;
    if (this.#at.thread.dead) return this.#gone();
    const { underWay = false, busy = false } = this.thread ?? {};
    this.doubted = underWay;
    this.#busy = busy;
    this.postMessage({ type: 'bye' });
    if (underWay) this.#wait();
  }

  /** Where another may compute, that one is in its right, and has a limit of its own. */
  #wait(): void {
    const { clients, thread } = this.#at;
    this.#endPatience = startLimit(patience, () => {
      if (!this.#busy && [...clients].some((client) => !client.left && client.thread?.underWay)) this.#wait();
      else thread.terminate(new RmError('RM2305', 'The worker that pipelines share was ended, because one of them computed on after it was stopped.'));
    });
  }

  /** The worker has ended, and this one's session with it. */
  die(error: RmError): void {
    if (this.left) this.#gone();
    else if (this.thread) this.thread.terminate(error);
    else this.onerror?.call(this as never, { message: error.message, preventDefault: () => {} } as ErrorEvent);
  }

  #gone(): void {
    this.#endPatience?.();
    this.#port.close();
    const { clients, thread } = this.#at;
    clients.delete(this);
    if (clients.size === 0) thread.terminate();
  }
}
