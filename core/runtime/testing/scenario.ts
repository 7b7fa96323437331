/** What scenarios for every engine and host are made of. They use the kit as its users do, and no test runner. */
import { RmError, type EngineOptions } from '../../index.js';

/**
 * Throws when the engine does not do what the name says.
 * @param engine which engine, and what it is given in hosts that cannot fetch.
 * @param file gives a file of the repository.
 */
export type Scenario = (engine: EngineOptions, file: (path: string) => Promise<Uint8Array<ArrayBuffer>>) => Promise<void>;

/** JSON with sorted keys. */
const canonical = (value: unknown): string | undefined =>
  JSON.stringify(value, (_, part: unknown) => (part && typeof part === 'object' && !Array.isArray(part) ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1))) : part));

/** Whether two values are the same JSON, in whatever order their keys stand. */
export const same = (one: unknown, other: unknown): boolean => canonical(one) === canonical(other);

export function equal(actual: unknown, expected: unknown, what = 'It'): void {
  if (!same(actual, expected)) throw new Error(`${what} is ${canonical(actual)}, not ${canonical(expected)}`);
}

export function ok(value: unknown, otherwise: string): asserts value {
  if (!value) throw new Error(otherwise);
}

/** The error that a call ends with; throws when it does not fail. */
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
