/**
 * The threads in which the SDK runs programs. They begin as the kit's own worker does, from any origin, with the faults of the SDK
 * mended, and say why they fail, which the SDK keeps to itself.
 */
import type { RmErrorDetail } from '../../errors.js';
import type { FromWorker } from '../protocol.js';
import { runningNode, type RunningDoor } from '../running.js';
import { startable } from '../start-worker.js';
import { mendPolling } from './mend-polling.js';

/** What our worker asks of its threads and is told, beside the messages of the SDK. */
type Ask = { type: 'rm-ask' };
type Say = { type: 'rm-running'; at: RmErrorDetail } | Extract<FromWorker, { type: 'boot-error' }>;

const isOurs = (data: unknown): data is Ask | Say => ['rm-ask', 'rm-running', 'boot-error'].includes(String((data as { type?: unknown } | null)?.type));

/** A thread that does not answer is still busy, or gone; ms. */
const askLimit = 500;

const threads = new Set<Worker>();
const listeners = new Set<(at: RmErrorDetail) => void>();

/**
 * Lets the SDK's workers begin with the code at `own`, which is told by its address what to be a thread of.
 * @returns why the first of them failed; with one, the SDK gives all of them up.
 */
export function hostThreads(own: string): Promise<string> {
  let onFailure!: (why: string) => void;
  const failed = new Promise<string>((resolve) => (onFailure = resolve));
  const Native = globalThis.Worker;
  globalThis.Worker = class extends Native {
    constructor(address: string | URL, options?: WorkerOptions) {
      const url = new URL(own);
      url.hash = new URLSearchParams({ thread: String(address) }).toString();
      super(startable(url), options);
      threads.add(this);
      // Before the SDK listens: this is not for it.
      this.addEventListener('message', (event: MessageEvent<unknown>) => {
        const { data } = event;
        if (!isOurs(data)) return;
        event.stopImmediatePropagation();
        if (data.type === 'boot-error') onFailure(data.message);
        else if (data.type === 'rm-running') for (const listener of listeners) listener(data.at);
      });
      // Unhandled, it would pass for a failure of this worker.
      this.addEventListener('error', (event) => {
        event.preventDefault();
        onFailure(event.message);
      });
    }

    override terminate(): void {
      threads.delete(this);
      super.terminate();
    }
  };
  return failed;
}

/** Which node a runtime of these threads was at when it broke. */
export function runningInThreads(): Promise<RmErrorDetail> {
  return new Promise((resolve) => {
    const answered = (at: RmErrorDetail): void => {
      clearTimeout(timer);
      listeners.delete(answered);
      resolve(at);
    };
    const timer = setTimeout(() => answered({}), askLimit);
    listeners.add(answered);
    for (const thread of threads) thread.postMessage({ type: 'rm-ask' } satisfies Ask);
  });
}

interface ThreadScope {
  onmessage: ((event: MessageEvent) => void) | null;
  postMessage(message: Say): void;
  addEventListener(type: 'message', listener: (event: MessageEvent) => void): void;
}

/** Makes this worker a thread of the SDK. */
export async function becomeThread(code: string): Promise<void> {
  const scope = globalThis as unknown as ThreadScope;
  let runtime: RunningDoor | undefined;
  mendPolling(({ exports }) => (runtime = 'rm_running' in exports ? (exports as unknown as RunningDoor) : undefined));
  let early: MessageEvent[] | undefined = [];
  scope.addEventListener('message', (event) => {
    if (isOurs(event.data)) {
      const at = runtime && runningNode(runtime);
      if (at?.nodeId !== undefined) scope.postMessage({ type: 'rm-running', at });
    } else if (early) {
      // Also between the moment in which the SDK's code listens and that in which we know it: messages must keep their order.
      early.push(event);
    } else return;
    event.stopImmediatePropagation();
  });
  // What came before this code was there is handed to this.
  scope.onmessage = (event) => void early?.push(event);
  try {
    await import(code);
  } catch (error) {
    // The SDK notices a worker that fails, and waits for one that is silent.
    reportError(error);
    return;
  }
  const came = early;
  early = undefined;
  for (const event of came) scope.onmessage?.(event);
}
