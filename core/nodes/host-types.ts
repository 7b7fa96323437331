import { publicClasses } from '../manifest/python-reading.js';
import type { Manifest, ManifestNode } from '../manifest/types.js';
import { builtIn, checkNode, registered } from './registry.js';
import type { NodeDefinition, NodeFactory, NodeTypes, ProgramRunner } from './types.js';

/** What makes the nodes of a type, once for each node of a session. */
export type MakeNode = (node: ManifestNode, runner: ProgramRunner, signal: AbortSignal | undefined) => NodeDefinition | Promise<NodeDefinition>;

/**
 * Which nodes of a manifest are implemented here, by their type. The nearest wins: those of the session, then the manifest's own
 * Python, then those of the page and of the kit.
 * @throws {RmError} RM2312 for a definition of the session that is no node.
 */
export function hostTypes(manifest: Manifest, own: NodeTypes = {}): Map<string, MakeNode> {
  for (const [type, definition] of Object.entries(own)) checkNode(type, definition);
  const found = new Map<string, MakeNode>();
  for (const type of new Set(manifest.nodes.map((node) => node.node_type))) {
    const near = Object.hasOwn(own, type) ? own[type] : undefined;
    const far = registered.get(type);
    if (near) found.set(type, make(near));
    else if (definesClass(manifest, type)) continue;
    else if (far) found.set(type, make(far));
    else if (type === builtIn) found.set(type, async (...args) => (await import('./wasi-node.js')).wasiNode(...args));
  }
  return found;
}

const make = (definition: NodeDefinition | NodeFactory): MakeNode => (typeof definition === 'function' ? definition : () => definition);

const definesClass = ({ python }: Manifest, type: string): boolean => Object.values(python?.modules ?? {}).some((source) => publicClasses(source).includes(type));
