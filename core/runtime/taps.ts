import type { Manifest } from '../manifest/types.js';
import { sinks } from '../manifest/validate.js';

/**
 * The manifest with a node behind each tapped one that hands its items on: only the ends of a graph are heard outside. Nodes
 * that are ends already need none.
 * @returns the manifest to run, and the tapped ids by those of the added nodes.
 */
export function addTaps(manifest: Manifest, taps: string[]): { manifest: Manifest; names: Map<string, string> } {
  const ids = new Set(manifest.nodes.map(({ id }) => id));
  const ends = new Set(sinks(manifest));
  const names = new Map<string, string>();
  for (const tapped of new Set(taps)) {
    if (!ids.has(tapped) || ends.has(tapped)) continue;
    let name = `tap:${tapped}`;
    while (ids.has(name)) name += "'";
    names.set(name, tapped);
  }
  if (names.size === 0) return { manifest, names };
  const added = [...names];
  return {
    manifest: {
      ...manifest,
      nodes: [...manifest.nodes, ...added.map(([id]) => ({ id, node_type: 'PassThrough' }))],
      connections: [...manifest.connections, ...added.map(([to, from]) => ({ from, to }))],
    },
    names,
  };
}

/** The node an output or a failure really belongs to. */
export const untap = (names: Map<string, string>, id: string): string => names.get(id) ?? id;
