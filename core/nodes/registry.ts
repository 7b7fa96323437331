/** Node types that are implemented outside of the runtime: by the page, or by the kit. */
import { RmError } from '../errors.js';
import { publicClasses } from '../manifest/python-reading.js';
import type { Manifest, ManifestNode } from '../manifest/types.js';
import type { NodeDefinition, NodeFactory, NodeTypes, ProgramRunner } from './types.js';

/** A node of the kit itself: its code is loaded when a manifest first names it. */
export type BuiltInNode = (node: ManifestNode, runner: ProgramRunner, signal: AbortSignal | undefined) => Promise<NodeDefinition>;

export type HostType = NodeDefinition | NodeFactory | BuiltInNode;

const builtIn: Record<string, BuiltInNode> = {
  WasiNode: async (node, runner, signal) => (await import('./wasi-node.js')).wasiNode(node, runner, signal),
};

/** A registered symbol, so that two copies of the kit on one page know the same nodes. */
const key = Symbol.for('rm.nodes.v1');
const page = globalThis as unknown as Record<symbol, Map<string, NodeDefinition | NodeFactory> | undefined>;
const registered = (page[key] ??= new Map());

/**
 * Makes a node type known to every pipeline of the page that is opened from now on.
 * @param definition the node, or a function that makes one for each session.
 * @returns what takes it back.
 * @throws {RmError} RM2312 for a name that is none or taken, or for what is no node.
 */
export function registerNode(type: string, definition: NodeDefinition | NodeFactory): () => void {
  check(type, definition);
  const known = registered.get(type);
  if (known && known !== definition) throw new RmError('RM2312', `A node type "${type}" is registered already.`);
  registered.set(type, definition);
  return () => void (registered.get(type) === definition && registered.delete(type));
}

/**
 * Which nodes of a manifest are implemented here, by their type. The nearest wins: those of the session, then the manifest's own
 * Python, then those of the page.
 * @throws {RmError} RM2312 for a definition of the session that is no node.
 */
export function hostTypes(manifest: Manifest, own: NodeTypes = {}): Map<string, HostType> {
  for (const [type, definition] of Object.entries(own)) check(type, definition);
  const found = new Map<string, HostType>();
  for (const type of new Set(manifest.nodes.map((node) => node.node_type))) {
    const near = Object.hasOwn(own, type) ? own[type] : undefined;
    const far = registered.get(type) ?? (Object.hasOwn(builtIn, type) ? builtIn[type] : undefined);
    const definition = near ?? (far && !definesClass(manifest, type) ? far : undefined);
    if (definition) found.set(type, definition);
  }
  return found;
}

export const isBuiltIn = (definition: unknown): definition is BuiltInNode => Object.values(builtIn).includes(definition as BuiltInNode);

const definesClass = ({ python }: Manifest, type: string): boolean => Object.values(python?.modules ?? {}).some((source) => publicClasses(source).includes(type));

function check(type: string, definition: NodeDefinition | NodeFactory): void {
  if (!/^[A-Za-z_][\w.-]*$/.test(type)) throw new RmError('RM2312', `"${type}" is no name of a node type: use letters, digits, _, - and dots.`);
  if (Object.hasOwn(builtIn, type)) throw new RmError('RM2312', `${type} is a node of the kit: choose another name.`);
  if (typeof definition !== 'function' && typeof definition?.process !== 'function') throw new RmError('RM2312', `The node type "${type}" has no process function.`);
}
