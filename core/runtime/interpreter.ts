import { RmError } from '../errors.js';
import type { Manifest } from '../manifest/types.js';
import type { Assets } from './assets.js';
import type { EngineOptions } from './engine.js';

/**
 * The module that runs a manifest: CPython's, unless the option or a node's hint asks for RustPython. `integrity` is CPython's.
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
