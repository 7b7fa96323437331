import { publicClasses } from '../manifest/python-reading.js';
import type { Manifest, ManifestNode } from '../manifest/types.js';
import { builtIn, registered } from '../nodes/registry.js';

/** What a node of the picture stands for. `page`: JavaScript of the page (`registerNode`); `program`: a WASI program. */
export type GraphNodeKind = 'input' | 'output' | 'runtime' | 'python' | 'page' | 'program';

/** An element at an end of the pipeline. */
export interface GraphEndpoint {
  kind: 'input' | 'output';
  /** What the visitor knows it as. */
  label: string;
  /** Its tag. */
  type: string;
  /** Ids of the nodes that it feeds, or that it shows. */
  nodes: readonly string[];
}

export interface GraphNode {
  /** Of the manifest; endpoints have one with a colon, which no manifest may have. */
  id: string;
  kind: GraphNodeKind;
  label: string;
  type: string;
  sources: string[];
  targets: string[];
}

/** What a pipeline consists of, from the inputs to the outputs. */
export function graphOf(manifest: Manifest, endpoints: readonly GraphEndpoint[] = []): GraphNode[] {
  const own = new Set(Object.values(manifest.python?.modules ?? {}).flatMap((source) => publicClasses(source)));
  const ends = endpoints.map((end, index) => ({ ...end, id: `${end.kind}:${index}` }));
  const made = (kind: 'input' | 'output'): GraphNode[] => ends.filter((end) => end.kind === kind).map(({ id, label, type }) => ({ id, kind, label, type, sources: [], targets: [] }));
  const inner = manifest.nodes.map((node): GraphNode => ({ id: node.id, kind: kindOf(node, own), label: node.id, type: node.node_type, sources: [], targets: [] }));
  const all = [...made('input'), ...inner, ...made('output')];
  const byId = new Map(all.map((node) => [node.id, node]));
  const connect = (from: string, to: string): void => {
    const [source, target] = [byId.get(from), byId.get(to)];
    if (!source || !target || source.targets.includes(to)) return;
    source.targets.push(to);
    target.sources.push(from);
  };
  for (const { kind, id, nodes } of ends) if (kind === 'input') for (const to of nodes) connect(id, to);
  for (const { from, to } of manifest.connections) connect(from, to);
  for (const { kind, id, nodes } of ends) if (kind === 'output') for (const from of nodes) connect(from, id);
  return all;
}

function kindOf({ node_type: type }: ManifestNode, own: ReadonlySet<string>): GraphNodeKind {
  if (own.has(type)) return 'python';
  if (type === builtIn) return 'program';
  return registered.has(type) ? 'page' : 'runtime';
}

/** A node with those that are listed below it. */
export interface GraphTree {
  node: GraphNode;
  children: GraphTree[];
}

/** The graph as nested lists: each node once, below its first source. */
export function treeOf(nodes: readonly GraphNode[]): GraphTree[] {
  const trees = new Map(nodes.map((node) => [node.id, { node, children: [] as GraphTree[] }]));
  const roots: GraphTree[] = [];
  for (const tree of trees.values()) {
    const parent = tree.node.sources[0] === undefined ? undefined : trees.get(tree.node.sources[0]);
    if (parent && !within(parent.node, tree.node.id, trees)) parent.children.push(tree);
    else roots.push(tree);
  }
  return roots;
}

/** Whether a node lies below another, so that it cannot be above it as well: manifests that were not checked may have circles. */
function within(node: GraphNode, id: string, trees: ReadonlyMap<string, GraphTree>): boolean {
  const seen = new Set<string>();
  for (let at: GraphNode | undefined = node; at && !seen.has(at.id); at = at.sources[0] === undefined ? undefined : trees.get(at.sources[0])?.node) {
    if (at.id === id) return true;
    seen.add(at.id);
  }
  return false;
}
