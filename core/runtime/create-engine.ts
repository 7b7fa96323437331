import '../error-texts.js';
import { RmError } from '../errors.js';
import type { Engine, EngineKind, EngineOptions } from './engine.js';
import { canReadFiles } from './node-files.js';
import { WorkerEngine } from './worker-engine.js';

/** `worker` in pages and their workers, `inline` in Node, Deno and Bun, and where there are no workers. */
export const defaultEngine = (): EngineKind => (typeof Worker === 'function' && !canReadFiles ? 'worker' : 'inline');

/**
 * The engine the options ask for. Those that pages rarely need are loaded on demand.
 * @throws {RmError} RM5011 when the page does not fit the wasmer engine, RM5015 for a name that is none of an engine.
 */
export async function createEngine(options: EngineOptions = {}): Promise<Engine> {
  const kind = options.engine ?? defaultEngine();
  if (kind === 'worker') return new WorkerEngine(options);
  if (kind === 'wasmer') {
    const { wasmerPlace } = await import('./wasmer/place.js');
    return new WorkerEngine(options, (assets) => wasmerPlace(assets, options));
  }
  if (kind !== 'inline') throw new RmError('RM5015', `There is no engine “${String(kind)}”.`);
  const { InlineEngine } = await import('./inline-engine.js');
  return new InlineEngine(options);
}
