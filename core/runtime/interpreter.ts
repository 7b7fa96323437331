import { RmError } from '../errors.js';
import type { Manifest } from '../manifest/types.js';
import { isNowhere, type Assets } from './assets.js';
import type { EngineOptions } from './engine.js';
import { givenRuntime } from './given.js';
import { loadCode, type Form, type Forms } from './module.js';

/** What an engine needs to run a manifest. */
export interface LoadedRuntime<As extends Form = 'module'> {
  module: Forms[As];
  /** Address of the module. */
  runtime: string;
}

const hint = 'Set `base` to the address of the kit\'s folder, or give `module` (and `files`): see docs/hosts.md.';

/**
 * Loads the module that runs a manifest.
 * @throws {RmError} what {@link runtimeOf} and {@link loadCode} throw.
 */
export async function loadRuntime<As extends Form>(assets: Assets, form: As, options: EngineOptions, manifest?: Manifest): Promise<LoadedRuntime<As>> {
  const { url, integrity } = runtimeOf(assets, options, manifest);
  const { signal, onProgress, limits, cache } = options;
  // A manifest may ask for the interpreter that is not the given one.
  if (options.module && url.href === runtimeOf(assets, options).url.href) return givenRuntime(options.module, form, options);
  if (isNowhere(url)) throw new RmError('RM1002', 'It is not known where the kit\'s files are: a bundler took its code from beside them.', { phase: 'load', hint });
  try {
    return { module: await loadCode(url, form, { integrity, signal, onProgress, stallTimeout: limits?.stall, cache }), runtime: url.href };
  } catch (error) {
    if (url.href !== assets.rustPython.href || !(error instanceof RmError) || error.cancelled) throw error;
    throw new RmError(error.code, error.message, { ...error, hint: 'The RustPython variant is not part of the kit: "npm run build:rustpython" makes it. Or ask for cpython.', cause: error });
  }
}

/**
 * Which module runs a manifest: CPython's, unless the option or a node's hint asks for RustPython. `integrity` is CPython's.
 * @throws {RmError} RM2003 when nodes ask for both: a pipeline has one interpreter.
 */
export function runtimeOf({ wasm, rustPython }: Assets, { python, integrity }: EngineOptions, manifest?: Manifest): { url: URL; integrity: string | undefined } {
  const asking = (...hints: (string | undefined)[]): string[] => (manifest?.nodes ?? []).filter((node) => hints.includes(node.runtime_hint)).map(({ id }) => id);
  const [rust] = asking('rust_python');
  const [other] = asking('cpython', 'cpython_wasm');
  if (!python && rust !== undefined && other !== undefined) {
    throw new RmError('RM2003', `The node "${rust}" asks for rust_python and "${other}" for cpython, but a pipeline has one interpreter.`, { phase: 'parse', nodeId: rust });
  }
  const chosen = python ?? (rust === undefined ? 'cpython' : 'rust_python');
  return chosen === 'cpython' ? { url: wasm, integrity } : { url: rustPython, integrity: undefined };
}
