/** Runs testing/recursion.py through an engine: each kind must end in a Python exception, none in a trap. */
import { PipelineSession, type EngineOptions, type Manifest } from '../../index.js';
import { graph } from './manifests.js';

/** The exceptions that are a proper end: the parser calls its own overflow a MemoryError. */
const ends = new Set(['RecursionError', 'MemoryError']);

/** The names of the functions in the source. */
export const recursionKinds = (source: string): string[] =>
  [...source.matchAll(/^def (\w+)\(\):/gm)].map(([, name]) => name!).filter((name) => name !== 'nested_list');

/** The kinds as items of one manifest, for hosts that take a batch. */
export const recursionManifest = (source: string): Manifest => graph([{ id: 'r', node_type: 'Recursion' }], [], { recursion: source });

/** Of the kinds' outputs, those that are no proper end. */
export const improper = (kinds: string[], outputs: unknown[]): Record<string, string> =>
  Object.fromEntries(kinds.map((kind, index) => [kind, String(outputs[index])] as const).filter(([, output]) => !ends.has(output)));

/** Name → what came out instead of a proper end; empty when all is well. */
export async function improperEnds(source: string, engine: EngineOptions, kinds: string[] = []): Promise<Record<string, string>> {
  const manifest = recursionManifest(source);
  const improper: Record<string, string> = {};
  for (const kind of kinds.length > 0 ? kinds : recursionKinds(source)) {
    // A session each: a trap in one must not hide the others.
    try {
      const session = await PipelineSession.open(manifest, engine);
      const [output] = await session.push(kind);
      if (!ends.has(String(output?.item))) improper[kind] = String(output?.item);
      await session.close();
    } catch (error) {
      improper[kind] = String(error);
    }
  }
  return improper;
}
