import { RmError } from '../../errors.js';
import { metaContent, type Assets } from '../assets.js';
import type { EngineOptions } from '../engine.js';
import type { WorkerPlace } from '../worker-engine.js';
import { WorkerThread } from '../worker-thread.js';

/** Seconds for the SDK to be loaded and to run its first program, and then for the runtime to be compiled. */
const readyLimit = 90;
const prepareLimit = 60;
/** Workers that are tried. */
const attempts = 3;

/**
 * The worker in which `@wasmer/sdk` runs the runtime. Its address names the SDK's, so that each SDK has workers of its own, and
 * loads while the runtime does.
 *
 * @throws {RmError} RM5011 outside of a page that is cross-origin isolated.
 */
export function wasmerPlace({ wasmer }: Assets, { wasmerSdk }: EngineOptions): WorkerPlace {
  if (!globalThis.crossOriginIsolated) {
    const onPage = typeof location === 'object';
    throw new RmError('RM5011', onPage ? 'This page is not cross-origin isolated, which the Wasmer SDK needs.' : 'The wasmer engine runs in web pages only.', {
      phase: 'start',
      ...(!onPage && { hint: 'Leave the engine out here: the default one needs no worker and no headers.' }),
    });
  }
  const worker = new URL(wasmer.worker);
  worker.hash = new URLSearchParams({ sdk: sdkAddress(wasmerSdk, wasmer.sdk).href }).toString();
  return { kind: 'wasmer', worker, form: 'blob', prepareLimit, start: (stall) => start(worker, stall) };
}

/** Starts a worker whose SDK runs. Now and then, in Firefox, the SDK and its first thread wait for each other; the next worker does better. */
async function start(worker: URL, stall: number | undefined): Promise<WorkerThread> {
  for (let left = attempts; left > 0; left -= 1) {
    const thread = await WorkerThread.start(worker, stall);
    try {
      await thread.call({ call: 'ready' }, { timeout: readyLimit });
      return thread;
    } catch (error) {
      thread.terminate();
      if (RmError.from(error).code !== 'RM2305') throw error;
    }
  }
  throw new RmError('RM5014', `The Wasmer SDK runs no programs: its worker stood still, ${attempts} times.`, { phase: 'start' });
}

/** The option, else what the page names in `<meta name="rm-wasmer-sdk">`, else the folder beside the kit's files. */
function sdkAddress(given: URL | string | undefined, otherwise: URL): URL {
  const named = given ?? metaContent('rm-wasmer-sdk');
  if (!named) return otherwise;
  try {
    return new URL(named, typeof document === 'object' ? document.baseURI : undefined);
  } catch (cause) {
    throw new RmError('RM5013', `"${String(named)}" is no address of the Wasmer SDK.`, { phase: 'start', cause });
  }
}
