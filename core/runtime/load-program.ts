/** Fetches WASI programs and their files, on the page. */
import { RmError } from '../errors.js';
import type { ProgramRequest } from '../nodes/types.js';
import { abortable } from './abortable.js';
import { parseIntegrity } from './integrity.js';
import { networkError } from './fetch-file.js';
import { fromBytes, loadCode, type Form, type Forms } from './module.js';
import { canReadFiles, readFile } from './node-files.js';
import { componentHint } from './program-errors.js';
import type { LoadedProgram } from './program.js';

/** A file of which nothing arrives is given up after this; ms. */
const stallLimit = 30_000;

/** What was compiled from bytes, and what was fetched, once per page. */
const made: { [As in Form]: WeakMap<Uint8Array, Promise<Forms[As]>> } = { module: new WeakMap(), blob: new WeakMap() };
const fetched = new Map<string, Promise<Uint8Array>>();

/**
 * Fetches and compiles a program, with its files. Both are kept: a program runs once for each item.
 * @throws {RmError} RM1001 to RM1004 and RM1006 when one of them cannot be had, RM2311 for what is no program, RM2301 when nothing
 *   arrives any more, RM2304 when cancelled. Messages name the address.
 */
export async function loadProgram<As extends Form>({ module, integrity, args = [], env = {}, stdin, files = {} }: ProgramRequest, form: As, signal?: AbortSignal): Promise<{ module: Forms[As]; program: LoadedProgram }> {
  const [compiled, ...contents] = await Promise.all([
    codeOf(module, form, integrity, signal),
    ...Object.values(files).map((file) => (file instanceof URL ? abortable(fetchFile(file), signal) : file)),
  ]).catch((error: unknown) => {
    throw explained(RmError.from(error, 'RM1001'));
  });
  const paths = Object.keys(files);
  return { module: compiled, program: { name: programName(module), args, env, stdin, files: Object.fromEntries(contents.map((bytes, index) => [paths[index]!, bytes])) } };
}

/** What errors and the program itself call it: the last part of its address. */
const programName = (module: URL | Uint8Array): string => (module instanceof URL && module.protocol !== 'data:' && module.pathname.split('/').at(-1)) || 'program.wasm';

function codeOf<As extends Form>(module: URL | Uint8Array, form: As, integrity: string | undefined, signal: AbortSignal | undefined): Promise<Forms[As]> {
  if (module instanceof URL) return loadCode(module, form, { integrity, signal });
  if (integrity) return abortable(fromBytes('The program', form, new Uint8Array(module), parseIntegrity(integrity)), signal);
  const kept = made[form];
  let making = kept.get(module);
  if (!making) kept.set(module, (making = fromBytes('The program', form, new Uint8Array(module), undefined)));
  return abortable(making, signal);
}

/**
 * The bytes behind an address. A failure is forgotten, so that the next call tries again.
 * @throws {RmError} RM1001, RM1002, RM1003 or RM1006, and RM2301 when nothing arrives any more.
 */
export function fetchFile(url: URL): Promise<Uint8Array> {
  let file = fetched.get(url.href);
  if (!file) {
    file = read(url);
    fetched.set(url.href, file);
    file.catch(() => fetched.delete(url.href));
  }
  return file;
}

async function read(url: URL): Promise<Uint8Array> {
  if (url.protocol === 'file:' && canReadFiles) {
    try {
      return readFile(url);
    } catch (cause) {
      throw new RmError('RM1002', `${url.href} cannot be read: ${(cause as Error).message}`, { phase: 'load', cause });
    }
  }
  const controller = new AbortController();
  const stalled = new RmError('RM2301', `Nothing of ${url.href} arrived for ${stallLimit / 1000} s.`, { phase: 'load' });
  let timer: ReturnType<typeof setTimeout> | undefined;
  const alive = (): void => {
    clearTimeout(timer);
    timer = setTimeout(() => controller.abort(stalled), stallLimit);
  };
  try {
    alive();
    const response = await fetch(url, { signal: controller.signal, credentials: 'same-origin' });
    if (!response.ok) throw new RmError('RM1002', `${url.href} answered ${response.status} ${response.statusText}`.trim() + '.', { phase: 'load' });
    const chunks: Uint8Array<ArrayBuffer>[] = [];
    const reader = response.body?.getReader();
    for (let next = await reader?.read(); next && !next.done; next = await reader?.read()) {
      alive();
      chunks.push(next.value);
    }
    return new Uint8Array(await new Blob(chunks).arrayBuffer());
  } catch (error) {
    if (error instanceof RmError) throw error;
    throw networkError(url, error);
  } finally {
    clearTimeout(timer);
  }
}

/** The texts of these codes speak of the kit's own files. */
function explained(error: RmError): RmError {
  const again = (code: string, message: string, hint?: string): RmError => new RmError(code, message, { ...error, hint, cause: error });
  if (error.code === 'RM1001') return again('RM1001', error.message, 'Check the address and the connection, and try again.');
  if (error.code === 'RM1002') return again('RM1002', error.message, 'Check the spelling of the address: it is relative to the page.');
  if (error.code !== 'RM1005') return error;
  // The second half of the version says that it is a component.
  const component = /version.*\b(0d 00 01 00|0x1000d|0xd\b|65549)/i.test(error.message);
  return again('RM2311', error.message, component ? componentHint : undefined);
}
