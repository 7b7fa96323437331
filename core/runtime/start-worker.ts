import { RmError } from '../errors.js';

export interface StartedWorker {
  worker: Worker;
  /** Rejects when the worker cannot be started; never resolves. */
  failed: Promise<never>;
  /** Stops watching, once the worker runs. */
  dispose(): void;
}

interface TrustedTypes {
  createPolicy(name: string, rules: { createScriptURL: (url: string) => string }): { createScriptURL(url: string): string };
}

let policy: { createScriptURL(url: string): string } | undefined;

/** Pages that require Trusted Types allow the kit by the policy name `rm-kit`. */
function trusted(url: string): string {
  const factory = (globalThis as { trustedTypes?: TrustedTypes }).trustedTypes;
  if (!factory) return url;
  try {
    policy ??= factory.createPolicy('rm-kit', { createScriptURL: (address) => address });
    return policy.createScriptURL(url);
  } catch {
    // The page does not list the policy; the plain text then fails where it is used, with the browser's own words.
    return url;
  }
}

/**
 * What `new Worker` takes for a module of any origin. Browsers start workers only from the page's own one, so another origin's code
 * comes through a blob that imports it dynamically: a static import would have to be allowed by worker-src instead of script-src.
 */
export function startable(url: URL): string {
  if (url.origin === location.origin) return trusted(url.href);
  const blob = URL.createObjectURL(new Blob([bootstrap(url.href)], { type: 'text/javascript' }));
  setTimeout(() => URL.revokeObjectURL(blob), 10_000);
  return trusted(blob);
}

/** Starts a module worker from any origin. */
export function startWorker(url: URL): StartedWorker {
  const violations: string[] = [];
  const onViolation = (event: SecurityPolicyViolationEvent): void => {
    if (/^(worker|child|script|default)-src|^require-trusted-types/.test(event.effectiveDirective)) violations.push(event.effectiveDirective);
  };
  if (typeof document === 'object') document.addEventListener('securitypolicyviolation', onViolation);

  const explain = (message: string, cause?: unknown): RmError =>
    violations.length > 0 || (cause as Error | undefined)?.name === 'SecurityError'
      ? new RmError('RM5002', `The page's policy forbids the worker${violations[0] ? ` (${violations[0]})` : ''}.`, { phase: 'start', cause })
      : new RmError('RM2305', `The worker could not be started from ${url.href}${message ? `: ${message}` : '.'}`, {
          phase: 'start',
          hint: 'Check that worker.js lies beside the kit\'s other files and is served as JavaScript.',
          cause,
        });

  const dispose = (): void => {
    if (typeof document === 'object') document.removeEventListener('securitypolicyviolation', onViolation);
  };
  let worker: Worker;
  try {
    worker = new Worker(startable(url), { type: 'module', name: 'remotemedia' });
  } catch (cause) {
    dispose();
    throw explain((cause as Error).message, cause);
  }
  const failed = new Promise<never>((_, reject) => {
    worker.onerror = (event) => {
      event.preventDefault();
      // The violation is told in a task of its own, maybe after this one.
      setTimeout(() => reject(explain(event.message ?? '')), 50);
    };
  });
  failed.catch(() => {});
  return { worker, failed, dispose };
}

/** Keeps messages until the imported code listens, and reports when it cannot be imported. */
const bootstrap = (entry: string): string => `const q=[];self.onmessage=(e)=>q.push(e);
import(${JSON.stringify(entry)}).then(
()=>{const h=self.onmessage;for(const e of q)h.call(self,e)},
(e)=>self.postMessage({type:'boot-error',message:String(e&&e.message||e)}));`;
