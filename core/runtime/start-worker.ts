import { RmError } from '../errors.js';
import { kitPolicy } from '../trusted-types.js';
import { fetchFile, isOwn, networkError, twice } from './fetch-file.js';
import { startLimit } from './limit.js';
import { watchViolations } from './violations.js';

/** What the kit uses of a worker; a thread of Node has it too. */
export interface WorkerHandle extends Pick<Worker, 'postMessage' | 'terminate' | 'onmessage' | 'onerror' | 'onmessageerror'> {
  /** Whether it keeps the process alive; pages have no need of it. */
  keepAlive?(keep: boolean): void;
  /** Others compute in it, too. */
  readonly shared?: boolean;
  /** One of them may never stop: no place to begin a session. */
  readonly doubtful?: boolean;
}

export interface StartedWorker {
  worker: WorkerHandle;
  /** Rejects when the worker cannot be started; never resolves. */
  failed: Promise<never>;
  /** Stops watching, once the worker runs. */
  dispose(): void;
}

/** The browser says of a worker that did not start hardly more than that. */
export class NotStarted extends RmError {
  /** Not even a message: the file did not come, or was refused. */
  readonly silent: boolean;

  constructor(url: URL, message: string, cause?: unknown) {
    super('RM2305', `The worker could not be started from ${url.href}${message ? `: ${message}` : '.'}`, { phase: 'start', hint: `${asJavaScript(url)} On a page with Cross-Origin-Embedder-Policy it needs the same header.`, cause });
    this.silent = message === '';
  }
}

const fileOf = ({ pathname }: URL): string => pathname.split('/').pop() ?? pathname;

const asJavaScript = (url: URL): string => `Check that ${fileOf(url)} lies beside the kit's other files and is served as JavaScript.`;

/** The page does not list the kit's policy. */
let unlisted = false;

/** Pages that require Trusted Types allow the kit by the policy name `rm-kit`. */
function trusted(url: string): string {
  try {
    return kitPolicy()?.createScriptURL(url) ?? url;
  } catch {
    // The plain text then fails where it is used, unless the page only lists policies and requires none.
    unlisted = true;
    return url;
  }
}

/**
 * What `new Worker` takes for a file. Browsers start workers only from the page's own origin, so another origin's code comes through
 * a blob that imports it dynamically: a static import would have to be allowed by worker-src instead of script-src.
 */
export function startable(url: URL, throughBlob = !isOwn(url)): string {
  if (!throughBlob) return trusted(url.href);
  const blob = URL.createObjectURL(new Blob([bootstrap(url.href)], { type: 'text/javascript' }));
  setTimeout(() => URL.revokeObjectURL(blob), 10_000);
  return trusted(blob);
}

/**
 * Starts a worker from a module of any origin.
 *
 * @param throughBlob also where the file is of the page's own origin.
 */
export function startWorker(url: URL, throughBlob = !isOwn(url)): StartedWorker {
  if (typeof Worker !== 'function') throw new RmError('RM2305', 'There are no workers here.', { phase: 'start', hint: 'Leave the option engine out, or set it to "inline".' });
  const violations = watchViolations(/^(worker|child|script|default)-src|^require-trusted-types/);
  const explain = (message: string, directive: string | undefined, cause?: unknown): RmError => {
    if (unlisted && cause instanceof TypeError) return new RmError('RM5004', undefined, { phase: 'start', cause });
    return directive || (cause as Error | undefined)?.name === 'SecurityError'
      ? new RmError('RM5002', `The page's policy forbids the worker${directive ? ` (${directive})` : ''}.`, { phase: 'start', cause })
      : new NotStarted(url, message, cause);
  };
  let worker: Worker;
  try {
    // In a sandbox Chromium starts no module worker from a blob; a classic one may import modules as well.
    worker = new Worker(startable(url, throughBlob), { type: throughBlob ? 'classic' : 'module', name: 'remotemedia' });
  } catch (cause) {
    violations.dispose();
    throw explain((cause as Error).message, undefined, cause);
  }
  const failed = new Promise<never>((_, reject) => {
    worker.onerror = (event) => {
      event.preventDefault();
      void violations.first().then((directive) => reject(explain(event.message ?? '', directive)));
    };
  });
  failed.catch(() => {});
  return { worker, failed, dispose: () => violations.dispose() };
}

/** The browser takes the worker's file neither by its address nor through a blob, although it can be had. */
export const refusedWorker = (url: URL, cause: unknown): RmError =>
  new RmError('RM5002', `The browser refuses ${url.href} as a worker.`, {
    phase: 'start',
    hint: `A page with Cross-Origin-Embedder-Policy needs the same header on ${fileOf(url)}, or blob: in worker-src of its Content-Security-Policy.`,
    cause,
  });

/**
 * Asks for the worker's file as for any other, past the cache: that tells why a worker did not start, and the next start finds
 * the file as it is on the server now.
 *
 * @param stall seconds.
 * @throws {RmError} what {@link fetchFile} throws, RM2301 when it takes too long, RM2305 when the file is no JavaScript.
 */
export async function askForWorker(url: URL, stall: number): Promise<void> {
  const control = new AbortController();
  const endLimit = startLimit(stall * 1000, () => control.abort(new RmError('RM2301', `${url.href} did not arrive within ${stall} s.`, { phase: 'load' })));
  const { signal } = control;
  try {
    await twice(async () => {
      const response = await fetchFile(url, { signal, cache: 'reload' });
      const type = response.headers.get('content-type');
      await response.arrayBuffer().catch((cause: unknown) => {
        RmError.throwIfAborted(signal);
        throw networkError(url, cause, 'broke off');
      });
      if (!/javascript|ecmascript/i.test(type ?? '')) throw new RmError('RM2305', `${url.href} is served as ${type ?? 'nothing in particular'}, not as JavaScript.`, { phase: 'start', hint: asJavaScript(url) });
    }, signal);
  } finally {
    endLimit();
  }
}

/** Keeps messages until the imported code listens, and reports when it cannot be imported. */
const bootstrap = (entry: string): string => `const q=[];self.onmessage=(e)=>q.push(e);
import(${JSON.stringify(entry)}).then(
()=>{const h=self.onmessage;for(const e of q)h.call(self,e)},
(e)=>self.postMessage({type:'boot-error',message:String(e&&e.message||e)}));`;
