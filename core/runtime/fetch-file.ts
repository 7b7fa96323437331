import { RmError } from '../errors.js';
import { watchViolations } from './violations.js';

/** A second attempt waits this long, and up to twice as long: many visitors of a busy server must not come back at once; ms. */
const pause = 500;
/** A server that asks for more patience than this is not waited for; ms. */
const patience = 10_000;

/** An answer that another moment may change. */
class BusyError extends RmError {
  /** What the server asks for; ms. */
  readonly wait: number | undefined;

  constructor(url: URL, response: Response) {
    const asked = response.headers.get('retry-after');
    const seconds = asked === null ? NaN : /^\d+$/.test(asked.trim()) ? Number(asked) : (Date.parse(asked) - Date.now()) / 1000;
    const later = Number.isFinite(seconds) ? ` It asks to be tried again in ${Math.max(0, Math.ceil(seconds))} s.` : '';
    super('RM1007', `${answered(url, response)}${later}`, { phase: 'load' });
    this.wait = Number.isFinite(seconds) ? Math.max(0, seconds * 1000) : undefined;
  }
}

/**
 * Asks for a file of the kit, from the origin it is said to lie on and from no other.
 *
 * @returns the answer, when it is a good one; its body may still break off.
 * @throws {RmError} RM1001, RM1003, RM1006 when there is no answer, RM5009 when the page's policy forbids to ask, RM1002 or RM1007 when the answer
 *   is an error, RM2304 (or the reason) when cancelled.
 */
export async function fetchFile(url: URL, { signal, cache = 'default' }: { signal: AbortSignal; cache?: RequestCache }): Promise<Response> {
  const own = isOwn(url);
  const violations = watchViolations(/^connect-src/, url);
  const response = await fetch(url, { signal, cache, credentials: 'same-origin', ...(own && { mode: 'same-origin' as const }) })
    .catch(async (cause: unknown) => {
      if (signal.aborted) throw RmError.aborted(signal);
      const directive = await violations.first();
      if (directive) throw new RmError('RM5009', `The page's policy forbids to fetch ${url.href} (${directive}).`, { phase: 'load', cause });
      throw own && (await redirects(url, signal)) ? elsewhere(url) : networkError(url, cause);
    })
    .finally(() => violations.dispose());
  const problem = problemOf(url, response);
  if (!problem) return response;
  response.body?.cancel().catch(() => {});
  throw problem;
}

function problemOf(url: URL, response: Response): RmError | undefined {
  if (response.redirected && new URL(response.url).origin !== url.origin) return elsewhere(url, response.url);
  if (response.ok) return undefined;
  return isBusy(response) ? new BusyError(url, response) : new RmError('RM1002', answered(url, response), { phase: 'load' });
}

/** What it is called when an answer did not come, or broke off: scripts are told only that it failed, the circumstances say what is likely. */
export function networkError(url: URL, cause: unknown, what = 'could not be fetched'): RmError {
  const detail = { phase: 'load', cause };
  if (typeof navigator === 'object' && navigator.onLine === false) return new RmError('RM1006', `${url.href} cannot be fetched while the browser is offline.`, detail);
  if (typeof origin === 'string' && !isOwn(url)) return new RmError('RM1003', `${url.href} ${what} from ${origin === 'null' ? 'a sandboxed page' : origin}.`, detail);
  return new RmError('RM1001', `${url.href} ${what}: ${(cause as Error).message}`, detail);
}

/**
 * Fetches by `attempt`; once more, after a moment, when the failure may pass by itself: a connection that failed or broke, a
 * server that is busy, a file that arrived damaged.
 *
 * @param attempt is told the failure of the attempt before.
 */
export async function twice<Value>(attempt: (before?: RmError) => Promise<Value>, signal: AbortSignal): Promise<Value> {
  try {
    return await attempt();
  } catch (error) {
    const wait = error instanceof RmError ? waitAfter(error) : Infinity;
    if (wait > patience || signal.aborted) throw error;
    await sleep(wait, signal);
    return attempt(error as RmError);
  }
}

/** Milliseconds after which another attempt may succeed; Infinity: not by itself. */
function waitAfter(error: RmError): number {
  if (error instanceof BusyError && error.wait !== undefined) return error.wait;
  // Without a cause RM1003 is an address that leads elsewhere, and will again.
  const passes = error instanceof BusyError || (/^RM100[13]$/.test(error.code) && error.cause !== undefined) || isDamaged(error);
  return passes ? pause * (1 + Math.random()) : Infinity;
}

/** True of a module that began as one, and does not compile. */
export const isDamaged = ({ code, phase }: RmError): boolean => code === 'RM1005' && phase === 'compile';

/** Whether an address is of the page's own origin; `location` does not know that in a sandbox, nor in a page without an address. */
export const isOwn = (url: URL): boolean => typeof origin === 'string' && origin === url.origin;

const isBusy = ({ status }: Response): boolean => status >= 500 || status === 408 || status === 429;

const answered = (url: URL, { status, statusText }: Response): string => `${url.href} answered ${status} ${statusText}`.trim() + '.';

const elsewhere = (url: URL, to?: string): RmError =>
  new RmError('RM1003', `${url.href} is redirected${to ? ` to ${new URL(to).origin}` : ''}.`, {
    phase: 'load',
    hint: `The kit takes its files only from ${url.origin}. Put them there, or name the other folder as the base (<meta name="rm-base"> or data-rm-base).`,
  });

/** Whether the server sends those who ask somewhere else; nobody follows. */
const redirects = (url: URL, signal: AbortSignal): Promise<boolean> =>
  fetch(url, { signal, method: 'HEAD', mode: 'same-origin', redirect: 'manual' }).then(
    ({ type }) => type === 'opaqueredirect',
    () => false,
  );

function sleep(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = (): void => {
      clearTimeout(timer);
      reject(RmError.aborted(signal));
    };
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', stop);
      resolve();
    }, milliseconds);
    signal.addEventListener('abort', stop);
  });
}
