/**
 * The threads in which the SDK runs programs. They begin as the kit's own worker does, from any origin, with the faults of the SDK
 * mended, and tell why they fail: the SDK itself would not.
 */
import type { FromWorker } from '../protocol.js';
import { startable } from '../start-worker.js';
import { mendPolling } from './mend-polling.js';

/** What is told of a thread that is of no use. */
export interface ThreadTrouble {
  /** The page's policy forbids `new Function`. */
  eval?: boolean;
  /** Its code could not be loaded. */
  message?: string;
}

type ThreadMessage = ({ type: 'rm-trouble' } & ThreadTrouble) | Extract<FromWorker, { type: 'boot-error' }>;

const isTrouble = (data: unknown): data is ThreadMessage => ['rm-trouble', 'boot-error'].includes(String((data as ThreadMessage | null)?.type));

/** Lets the SDK's workers begin with the code at `own`, which is told by its address what to be a thread of. */
export function hostThreads(own: string, onTrouble: (trouble: ThreadTrouble) => void): void {
  const Native = globalThis.Worker;
  globalThis.Worker = class extends Native {
    constructor(address: string | URL, options?: WorkerOptions) {
      const url = new URL(own);
      url.hash = new URLSearchParams({ thread: String(address) }).toString();
      super(startable(url), options);
      // Before the SDK listens: this is not for it.
      this.addEventListener('message', (event) => {
        if (!isTrouble(event.data)) return;
        event.stopImmediatePropagation();
        onTrouble(event.data);
      });
    }
  };
}

interface ThreadScope {
  onmessage: ((event: MessageEvent) => void) | null;
  postMessage(message: ThreadMessage): void;
  addEventListener(type: 'securitypolicyviolation', listener: (event: SecurityPolicyViolationEvent) => void): void;
}

/** Makes this worker a thread of the SDK. */
export async function becomeThread(code: string): Promise<void> {
  const scope = globalThis as unknown as ThreadScope;
  const tell = (trouble: ThreadTrouble): void => scope.postMessage({ type: 'rm-trouble', ...trouble });
  scope.addEventListener('securitypolicyviolation', (event) => {
    if (event.blockedURI === 'eval') tell({ eval: true });
  });
  mendPolling();
  const early: MessageEvent[] = [];
  scope.onmessage = (event) => void early.push(event);
  try {
    await import(code);
  } catch (error) {
    tell({ message: (error as Error).message });
    // The SDK notices a worker that fails, and waits for one that is silent.
    reportError(error);
    return;
  }
  for (const event of early) scope.onmessage?.(event);
}
