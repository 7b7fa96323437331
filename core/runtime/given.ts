/** What the author gives in place of fetching it, for hosts that import modules and have no files: edge workers, bundles. */
import { RmError } from '../errors.js';
import { filePaths, type Assets } from './assets.js';
import type { EngineOptions, RuntimeFiles } from './engine.js';
import { parseIntegrity } from './integrity.js';
import type { LoadedRuntime } from './interpreter.js';
import { compileBytes } from './module.js';

/** By the path inside the runtime: the bytes of a file, or the address they are fetched from when a node first opens it. */
export type FileSources = Record<string, Uint8Array | string>;

/** @throws {RmError} RM1002 when a file is given that the kit does not have. */
export function fileSources({ files }: Assets, given: RuntimeFiles = {}): FileSources {
  const sources: FileSources = Object.fromEntries(Object.entries(files).map(([path, url]) => [path, url.href]));
  for (const [name, bytes] of Object.entries(given)) {
    const path = (filePaths as Record<string, string>)[name];
    if (!path) throw new RmError('RM1002', `The kit has no file "${name}".`, { phase: 'load', hint: `The files that can be given are ${Object.keys(filePaths).join(' and ')}.` });
    if (bytes) sources[path] = bytes instanceof Uint8Array ? bytes : new Uint8Array(bytes);
  }
  return sources;
}

type Given = NonNullable<EngineOptions['module']>;

/** Stands for it in messages. */
const address = 'option:module';
const runtimes = new WeakMap<Given, Map<string | undefined, Promise<LoadedRuntime>>>();
let last = 0;

/**
 * The runtime made of a given module; bytes are compiled once.
 * @throws {RmError} what {@link compileBytes} throws, RM1004 when there are no bytes to compare.
 */
export function givenRuntime(module: Given, { integrity, onProgress }: EngineOptions): Promise<LoadedRuntime> {
  let checked = runtimes.get(module);
  if (!checked) runtimes.set(module, (checked = new Map()));
  let runtime = checked.get(integrity);
  if (!runtime) {
    // Each has an address of its own: workers keep instances by it.
    runtime = compiled(module, integrity).then((module) => ({ module, runtime: `${address}#${(last += 1)}` }));
    checked.set(integrity, runtime);
  }
  onProgress?.({ loaded: 0, total: 0, stage: 'compile', cached: true });
  return runtime;
}

async function compiled(module: Given, integrity: string | undefined): Promise<WebAssembly.Module> {
  const expected = integrity ? parseIntegrity(integrity) : undefined;
  if (!(module instanceof WebAssembly.Module)) return compileBytes(address, new Uint8Array(module), expected);
  if (expected) throw new RmError('RM1004', 'A compiled module cannot be compared with a hash: give its bytes, or no integrity.', { phase: 'load' });
  return module;
}
