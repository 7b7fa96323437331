/** What scenarios need to say: they run in Node's test runner and in that of the browser. */
import { RmError } from '../../errors.js';

export function equal(actual: unknown, expected: unknown, what = ''): void {
  const [is, ought] = [JSON.stringify(actual), JSON.stringify(expected)];
  if (is !== ought) throw new Error(`${what} is ${is}, not ${ought}`);
}

export async function failure(call: Promise<unknown>): Promise<RmError> {
  try {
    await call;
  } catch (error) {
    return RmError.from(error);
  }
  throw new Error('It did not fail.');
}

/** Waits until something is so; a busy machine is given 10 s. */
export async function until(check: () => boolean, what: string): Promise<void> {
  const end = performance.now() + 10_000;
  while (!check()) {
    if (performance.now() > end) throw new Error(`Waited in vain for ${what}.`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
