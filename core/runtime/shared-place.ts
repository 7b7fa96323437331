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

/** A worker that several pipelines are in. */
interface House {
  thread: WorkerThread;
  guests: Set<Guest>;
  /** Takes no more guests: somebody who left has not been heard of since. */
  doubtful: boolean;
}

/** The houses that take guests, by the address of their code; the next is asked for while the one before is in doubt. */
const houses = shared('shared workers', () => new Map<string, Promise<House>>());

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
  let opening = houses.get(url.href);
  const known = await opening?.catch(() => undefined);
  if (!opening || !known || known.thread.dead || known.doubtful) {
    // Whoever asked at the same moment has opened one already.
    if (houses.get(url.href) === opening) houses.set(url.href, open(url, stall));
    opening = houses.get(url.href)!;
  }
  const house = await opening;
  const guest = new Guest(house);
  const thread = await WorkerThread.greet(url, guest.started, stall);
  guest.thread = thread;
  return thread;
}

async function open(url: URL, stall: number | undefined): Promise<House> {
  const house: House = { thread: await WorkerThread.start(url, stall), guests: new Set(), doubtful: false };
  house.thread.onDeath = (error) => {
    for (const guest of [...house.guests]) guest.die(error);
  };
  return house;
}

/** A pipeline's place in the worker, with the face of a worker of its own. */
class Guest implements WorkerHandle {
  onmessage: WorkerHandle['onmessage'] = null;
  onerror: WorkerHandle['onerror'] = null;
  onmessageerror: WorkerHandle['onmessageerror'] = null;
  readonly shared = true;
  thread: WorkerThread | undefined;
  readonly started: StartedWorker;
  readonly #house: House;
  readonly #port: MessagePort & { ref?(): void; unref?(): void };
  #left = false;
  #endPatience: (() => void) | undefined;

  constructor(house: House) {
    this.#house = house;
    house.guests.add(this);
    this.#port = house.thread.connect();
    this.#port.onmessage = (event: MessageEvent<FromWorker>) => {
      if (event.data.type === 'gone') this.#gone();
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

  /** Leaves; whether it computed just then is only known when the worker answers. */
  terminate(): void {
    if (this.#left) return;
    this.#left = true;
    this.#house.doubtful = true;
    this.postMessage({ type: 'bye' });
    this.#wait(this.thread?.busy ?? false);
  }

  /** @param busy it computed when it left. If another does, that one is in its right. */
  #wait(busy: boolean): void {
    const { guests, thread } = this.#house;
    this.#endPatience = startLimit(patience, () => {
      if (!busy && [...guests].some((guest) => !guest.#left && guest.thread?.busy)) this.#wait(busy);
      else thread.terminate(new RmError('RM2305', 'The worker that pipelines share was ended, because one of them computed on after it was stopped.'));
    });
  }

  /** The worker has ended, and this one's session with it. */
  die(error: RmError): void {
    if (this.#left) this.#gone();
    else if (this.thread) this.thread.terminate(error);
    else this.onerror?.call(this as never, { message: error.message, preventDefault: () => {} } as ErrorEvent);
  }

  #gone(): void {
    this.#endPatience?.();
    this.#port.close();
    const { guests } = this.#house;
    guests.delete(this);
    this.#house.doubtful = false;
    for (const guest of guests) this.#house.doubtful ||= guest.#left;
    if (guests.size === 0) this.#house.thread.terminate();
  }
}
