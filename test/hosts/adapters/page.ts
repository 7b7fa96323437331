/** Runs on a page: `rmOutcome(name, engine)` is called from outside. */
import type { EngineKind } from '../../../core/index.js';
import { outcome, type Outcome } from '../outcome.js';

async function file(path: string): Promise<Uint8Array<ArrayBuffer>> {
  const response = await fetch(`/${path}`);
  if (!response.ok) throw new Error(`${path} answered ${response.status}`);
  return new Uint8Array(await response.arrayBuffer());
}

Object.assign(globalThis, { rmOutcome: (name: string, engine: EngineKind): Promise<Outcome> => outcome(name, engine, { file }) });
