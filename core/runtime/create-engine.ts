import '../error-texts.js';
import { RmError } from '../errors.js';
import type { Engine, EngineKind, EngineOptions } from './engine.js';
import { canReadFiles } from './node-files.js';
import { WorkerEngine } from './worker-engine.js';

/** `worker` in pages and their workers, `inline` in Node, Deno and Bun, and where there are no workers. */
export const defaultEngine = (): EngineKind => (typeof Worker === 'function' && !canReadFiles ? 'worker' : 'inline');

/**
 * The engine the options ask for. Those that pages rarely need are loaded on demand.
 * @throws {RmError} RM5011 when the page does not fit the wasmer engine, RM5015 for an engine, a runtime or a cache there is not.
 */
export async function createEngine(options: EngineOptions = {}): Promise<Engine> {
  const { engine = defaultEngine(), runtime = 'isolated', cache = 'default' } = options;
  choose('engine', engine, ['worker', 'inline', 'wasmer']);
  choose('runtime', runtime, ['isolated', 'shared']);
  choose('cache', cache, ['default', 'none', 'persist']);
  if (engine === 'inline') {
    const { InlineEngine } = await import('./inline-engine.js');
    return new InlineEngine(options);
  }
  if (engine === 'wasmer') {
    const { wasmerPlace } = await import('./wasmer/place.js');
    return new WorkerEngine(options, (assets) => wasmerPlace(assets, options));
  }
  if (runtime === 'isolated') return new WorkerEngine(options);
  const { sharedPlace } = await import('./shared-place.js');
  return new WorkerEngine(options, sharedPlace);
}

/** Gives the engine of these options, the same each time. One that could not be made is made anew: a part that did not come may come then. */
export function engineOf(options: EngineOptions): () => Promise<Engine> {
  let engine: Promise<Engine> | undefined;
  return () =>
    (engine ??= createEngine(options).catch((error: unknown) => {
      engine = undefined;
      throw error;
    }));
}

function choose(what: string, value: string, known: readonly string[]): void {
  if (!known.includes(value)) throw new RmError('RM5015', `There is no ${what} “${value}”.`);
}
