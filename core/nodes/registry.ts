/** Node types that the page implements. Small, because every page loads it; what runs them is loaded with the first one. */
import { RmError } from '../errors.js';
import type { Manifest } from '../manifest/types.js';
import type { NodeDefinition, NodeFactory, NodeTypes } from './types.js';

/** A registered symbol, so that two copies of the kit on one page know the same nodes. */
const key = Symbol.for('rm.nodes.v1');
const page = globalThis as unknown as Record<symbol, Map<string, NodeDefinition | NodeFactory> | undefined>;

/** By type. */
export const registered = (page[key] ??= new Map());

/** The node that the kit itself implements. */
export const builtIn = 'WasiNode';

/**
 * Makes a node type known to every pipeline of the page that is opened from now on.
 * @param definition the node, or a function that makes one for each session.
 * @returns what takes it back.
 * @throws {RmError} RM2312 for a name that is none or taken, or for what is no node.
 */
export function registerNode(type: string, definition: NodeDefinition | NodeFactory): () => void {
  checkNode(type, definition);
  const known = registered.get(type);
  if (known && known !== definition) throw new RmError('RM2312', `A node type "${type}" is registered already.`);
  registered.set(type, definition);
  return () => void (registered.get(type) === definition && registered.delete(type));
}

/** @throws {RmError} RM2312 for a name that is none or the kit's own, or for what is no node. */
export function checkNode(type: string, definition: NodeDefinition | NodeFactory): void {
  if (!/^[A-Za-z_][\w.-]*$/.test(type) || type === builtIn) throw new RmError('RM2312', `"${type}" cannot be the name of a node type.`);
  if (typeof definition !== 'function' && typeof definition?.process !== 'function') throw new RmError('RM2312', `The node type "${type}" has no process function.`);
}

/** Whether a manifest may name a node that is implemented outside of the runtime. */
export const namesHostNode = ({ nodes }: Manifest, own: NodeTypes = {}): boolean =>
  nodes.some(({ node_type: type }) => type === builtIn || registered.has(type) || Object.hasOwn(own, type));
