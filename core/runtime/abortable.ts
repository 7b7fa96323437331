import { RmError } from '../errors.js';

/** Stops waiting when the signal says so; the promise itself goes on. */
export async function abortable<Value>(promise: Promise<Value>, signal: AbortSignal | undefined): Promise<Value> {
  if (!signal) return promise;
  RmError.throwIfAborted(signal);
  let stop!: () => void;
  const aborted = new Promise<never>((_, reject) => {
    stop = () => reject(RmError.aborted(signal));
    signal.addEventListener('abort', stop);
  });
  try {
    return await Promise.race([promise, aborted]);
  } finally {
    signal.removeEventListener('abort', stop);
  }
}
