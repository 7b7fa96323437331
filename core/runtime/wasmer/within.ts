import type { RmError } from '../../errors.js';

/** What a promise gives within a time, else the error; the promise itself goes on. Seconds. */
export async function within<Value>(seconds: number, promise: Promise<Value>, late: () => RmError): Promise<Value> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const limit = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(late()), seconds * 1000);
  });
  try {
    return await Promise.race([promise, limit]);
  } finally {
    clearTimeout(timer);
  }
}
