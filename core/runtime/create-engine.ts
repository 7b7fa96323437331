import '../error-codes.js';
import type { Engine, EngineKind, EngineOptions } from './engine.js';
import { canReadFiles } from './node-files.js';
import { WorkerEngine } from './worker-engine.js';

/** `worker` in pages and their workers, `inline` in Node, Deno and Bun, and where there are no workers. */
export const defaultEngine = (): EngineKind => (typeof Worker === 'function' && !canReadFiles ? 'worker' : 'inline');

/** The engine the options ask for. The inline one is loaded on demand: pages rarely need it. */
export async function createEngine(options: EngineOptions = {}): Promise<Engine> {
  if ((options.engine ?? defaultEngine()) === 'worker') return new WorkerEngine(options);
  const { InlineEngine } = await import('./inline-engine.js');
  return new InlineEngine(options);
}
