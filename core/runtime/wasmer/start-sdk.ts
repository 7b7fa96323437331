import { RmError } from '../../errors.js';
import { hello, helloProgram } from './hello.js';
import { firstLine, run } from './process.js';
import type { Sdk } from './sdk.js';
import { within } from './within.js';

/** Seconds for 5 MB, and for a program that writes one word. */
const loadLimit = 60;
const helloLimit = 20;

/**
 * Loads the SDK and has it run a program, because it keeps quiet about what it lacks.
 *
 * @param address of its `dist/index.js`.
 * @param threadFailed of the threads that it will start.
 * @throws {RmError} RM5011 when this worker is not isolated, RM5013 when the SDK cannot be loaded, RM5012 or RM5014 when it does not
 *   run.
 */
export async function startSdk(address: string, threadFailed: Promise<string>): Promise<Sdk> {
  if (!globalThis.crossOriginIsolated) throw new RmError('RM5011', undefined, { phase: 'start' });
  const failed = (why: string): RmError =>
    // As Chromium and Firefox call it.
    /EvalError|unsafe-eval|call to eval\(\)/.test(why) ? new RmError('RM5012', undefined, { phase: 'start' }) : new RmError('RM5014', `The Wasmer SDK of ${address} runs no programs: ${why}`, { phase: 'start' });
  const sdk = await load(address);
  const said = await within(helloLimit, Promise.race([sayHello(sdk), threadFailed.then((why) => Promise.reject(failed(`a thread of it failed: ${why}`)))]), () => failed(`the first did not end within ${helloLimit} s.`)).catch((error: unknown) => {
    throw error instanceof RmError ? error : failed(firstLine(error));
  });
  if (said !== hello) throw failed('the first ended without its output.');
  return sdk;
}

async function load(address: string): Promise<Sdk> {
  const forbidden: string[] = [];
  const onViolation = (event: Event): void => void forbidden.push((event as SecurityPolicyViolationEvent).effectiveDirective);
  addEventListener('securitypolicyviolation', onViolation);
  const failed = (why: string, cause?: unknown): RmError => {
    const policy = forbidden[0] ? ` The policy of the page forbids it (${forbidden[0]}).` : '';
    return new RmError('RM5013', `The Wasmer SDK could not be loaded from ${address}: ${why}${policy}`, { phase: 'load', cause });
  };
  try {
    return await within(loadLimit, open(address), () => failed(`it did not arrive within ${loadLimit} s.`));
  } catch (error) {
    if (error instanceof RmError) throw error;
    // The violation is told in a task of its own, maybe after this one.
    await new Promise((resolve) => setTimeout(resolve, 50));
    throw failed(firstLine(error), error);
  } finally {
    removeEventListener('securitypolicyviolation', onViolation);
  }
}

async function open(address: string): Promise<Sdk> {
  const { Wasmer } = (await import(address)) as { Wasmer?: new (options: { cache: false }) => Sdk };
  const sdk = Wasmer && new Wasmer({ cache: false });
  if (!sdk?.packages || !sdk.sandboxes) throw new Error('it is not version 0.16.');
  await sdk.ready();
  return sdk;
}

async function sayHello(sdk: Sdk): Promise<string> {
  const program = await sdk.packages.create({ modules: { hello: helloProgram() }, commands: { hello: { module: 'hello' } } });
  const sandbox = await sdk.sandboxes.create({ packages: [program] });
  const { stdout } = await run(sandbox, program, new Uint8Array());
  await sandbox.close();
  return new TextDecoder().decode(stdout);
}
