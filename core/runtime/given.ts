/** What the author gives in place of fetching it, for hosts that import modules and have no files: edge workers, bundles. */
import { RmError } from '../errors.js';
import { filePaths, type Assets } from './assets.js';
import type { EngineOptions, RuntimeFiles } from './engine.js';
import { parseIntegrity } from './integrity.js';
import type { LoadedRuntime } from './interpreter.js';
import { fromBytes, type Form, type Forms } from './module.js';

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

/** As {@link fileSources}, with the bytes of what is kept in the browser, where that is asked for. */
export async function currentFiles(assets: Assets, { files, cache }: EngineOptions): Promise<FileSources> {
  const sources = fileSources(assets, files);
  if (cache !== 'persist') return sources;
  // Without that part it runs all the same.
  const kept = await import('../cache/kept-files.js').then(({ keptFiles }) => keptFiles(sources), () => undefined);
  return { ...sources, ...kept };
}

type Given = NonNullable<EngineOptions['module']>;

/** Stands for it in messages. */
const address = 'option:module';
const runtimes = new WeakMap<Given, Map<string, Promise<LoadedRuntime<Form>>>>();
let last = 0;

/**
 * The runtime made of a given module; bytes are compiled once.
 * @throws {RmError} what {@link fromBytes} throws, RM1004 when there are no bytes to compare, RM1005 when the engine needs them.
 */
export function givenRuntime<As extends Form>(module: Given, form: As, { integrity, onProgress }: EngineOptions): Promise<LoadedRuntime<As>> {
  let checked = runtimes.get(module);
  if (!checked) runtimes.set(module, (checked = new Map()));
  const key = `${form} ${integrity ?? ''}`;
  let runtime = checked.get(key);
  if (!runtime) {
    // Each has an address of its own: workers keep instances by it.
    runtime = codeOf(module, form, integrity).then((module) => ({ module, runtime: `${address}#${(last += 1)}` }));
    checked.set(key, runtime);
  }
  onProgress?.({ loaded: 0, total: 0, stage: 'compile', cached: true });
  return runtime as Promise<LoadedRuntime<As>>;
}

async function codeOf(module: Given, form: Form, integrity: string | undefined): Promise<Forms[Form]> {
  const expected = integrity ? parseIntegrity(integrity) : undefined;
  if (!(module instanceof WebAssembly.Module)) return fromBytes(address, form, new Uint8Array(module), expected);
  if (form === 'blob') throw new RmError('RM1005', 'This engine compiles the module itself and cannot take a compiled one.', { phase: 'load', hint: 'Give its bytes, or let it be fetched.' });
  if (expected) throw new RmError('RM1004', 'A compiled module cannot be compared with a hash: give its bytes, or no integrity.', { phase: 'load' });
  return module;
}
