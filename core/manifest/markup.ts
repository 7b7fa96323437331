import { RmError } from '../errors.js';
import { isRecord } from '../wire/items.js';
import { runtimeNodes } from '../nodes/runtime-nodes.js';
import { detectDamage, placeOfClass, publicClasses } from './python-reading.js';
import { normalizePython } from './python-source.js';
import { readCapabilities, readVariant, readParams, type ParamSources } from './markup-values.js';
import { takenModuleNames } from './python-names.js';
import { sinks, sources } from './validate.js';
import { joins, runtimeHints, type Manifest, type ManifestConnection, type ManifestNode } from './types.js';

/** What an `rm-pipeline` holds, read from the DOM or written by hand. */
export interface MarkupDescription {
  name?: string | undefined;
  description?: string | undefined;
  /** Node-like elements, connections and endpoints in document order. */
  children: MarkupChild[];
  /** Loaded by `src`: children then add endpoints, or override params of nodes with the same id. */
  manifest?: Manifest | undefined;
}

export type MarkupChild = MarkupNode | MarkupPython | MarkupConnection | MarkupInput | MarkupOutput;

/** `rm-node`. */
export interface MarkupNode extends ParamSources {
  kind: 'node';
  id?: string | undefined;
  /** Node type. */
  type?: string | undefined;
  streaming?: boolean | undefined;
  /** How items of several connections become inputs: `concat` or `zip`. */
  join?: string | undefined;
  runtimeHint?: string | undefined;
  host?: string | undefined;
  /** JSON text. */
  capabilities?: string | undefined;
  /** Ids of nodes (or inputs) this one is fed by, in place of the one before it; empty: by none. */
  from?: string | undefined;
  /** Ids of nodes (or outputs) this one feeds, in place of the one after it; empty: none. */
  to?: string | undefined;
  /** Left out of the pipeline; its neighbours are linked to each other. */
  disabled?: boolean | undefined;
  /** Hands its items on unchanged. */
  bypass?: boolean | undefined;
}

/** `rm-python`. */
export interface MarkupPython extends Omit<MarkupNode, 'kind'> {
  kind: 'python';
  /** The text as its author wrote it, decoded; undefined when there is none. */
  source?: string | undefined;
  /** Text outside of a script element. */
  strayText?: string | undefined;
}

/** `rm-connection`. */
export interface MarkupConnection {
  kind: 'connection';
  from: string;
  to: string;
}

/** An element that feeds the pipeline. */
export interface MarkupInput {
  kind: 'input';
  id?: string | undefined;
  /** Ids of nodes; by default the pipeline's sources. */
  to?: string | undefined;
}

/** An element that shows what a node gives. */
export interface MarkupOutput {
  kind: 'output';
  id?: string | undefined;
  /** Ids of nodes; by default the pipeline's sinks. */
  from?: string | undefined;
}

/** Where a module of the manifest came from, for telling places in the author's own text. */
export interface MarkupModule {
  /** Name in `python.modules`. */
  name: string;
  nodeId: string;
  /** Columns cut from the left of each line. */
  indent: number;
  repairs: string[];
}

export interface MarkupResult {
  manifest: Manifest;
  /** One per input child, in their order. */
  inputs: { id: string; to: string[] }[];
  /** One per output child, in their order. */
  outputs: { id: string; from: string[] }[];
  /** One per Python child that has a source. */
  modules: MarkupModule[];
  /** One per child, in their order: the id of its node, connection endpoints have none. */
  ids: (string | undefined)[];
}

/**
 * Maps the markup of a pipeline to a manifest.
 *
 * - Without links nodes form a chain in document order.
 * - `from` on a node replaces its link from the node before it; `to` replaces its link to the node after it; a connection
 *   element replaces the incoming link of its target.
 * - A `from` may name an input and a `to` an output: the node is then an end of the graph.
 * - Inputs feed the sources that no other input names, outputs show the sinks that no other output names.
 * - Nodes without an id are called n1, n2, … by their position among the nodes.
 *
 * @throws {RmError} RM1101 code outside a script, RM1104 duplicate id, RM1105 unknown link, RM1106 and RM1107 damaged code,
 *   RM1108 no or several classes, RM1113 a class with the name of a Rust node, RM2001 parameters that are no JSON.
 */
export function markupToManifest(description: MarkupDescription): MarkupResult {
  const ids = nameChildren(description.children);
  const parts = description.children.map((child, position) => ({ child, id: ids[position]! }));
  const nodes = parts.filter((part): part is Part<MarkupNode | MarkupPython> => isNode(part.child) && !part.child.disabled);
  const modules: MarkupModule[] = [];
  const python: Record<string, string> = { ...description.manifest?.python?.modules };
  const built = nodes.map((part) => buildNode(part, modules, python, !description.manifest));
  nameAmbiguousClasses(built, modules, python);
  const { inputs, outputs } = endpoints(parts);

  const manifest = description.manifest
    ? override(description.manifest, built)
    : {
        version: 'v1',
        metadata: { name: description.name || 'pipeline', ...(description.description && { description: description.description }) },
        nodes: built.map(({ node }) => node),
        connections: connect(parts, nodes, inputs, outputs),
      };
  if (Object.keys(python).length > 0) manifest.python = { ...manifest.python, modules: python };
  attachEndpoints(manifest, inputs, outputs);
  return {
    manifest,
    inputs: inputs.map(({ id, to }) => ({ id, to: [...to] })),
    outputs: outputs.map(({ id, from }) => ({ id, from: [...from] })),
    modules,
    ids: parts.map(({ child, id }) => (child.kind === 'connection' ? undefined : id)),
  };
}

/**
 * The same error with its places in the author's own text instead of the module the runtime saw.
 * @param modules from {@link markupToManifest}.
 */
export function locateInMarkup(error: RmError, modules: MarkupModule[]): RmError {
  const module = modules.find(({ name }) => name === error.position?.module || name === error.traceback?.at(-1)?.module);
  if (!module) return error;
  const position = error.position && { ...error.position, column: error.position.column + module.indent };
  return new RmError(error.code, error.message, { ...error, nodeId: error.nodeId ?? module.nodeId, position, hint: error.hint, cause: error.cause });
}

interface Part<Child = MarkupChild> {
  child: Child;
  id: string;
}

interface Links {
  id: string;
  to: Set<string>;
  from: Set<string>;
  /** The author named them. */
  explicit: boolean;
}

interface Built {
  node: ManifestNode;
  /** The markup names a type, so it replaces a loaded one. */
  own: boolean;
}

const isNode = (child: MarkupChild): child is MarkupNode | MarkupPython => child.kind === 'node' || child.kind === 'python';
const words = (text: string): string[] => text.split(/\s+/).filter(Boolean);

/** Gives every child an id: its own, or n1, in1, out1 by its position among its kind. */
function nameChildren(children: MarkupChild[]): string[] {
  const taken = new Set<string>();
  for (const child of children) {
    if (child.kind === 'connection' || !child.id || (isNode(child) && child.disabled)) continue;
    if (taken.has(child.id) && isNode(child)) {
      throw new RmError('RM1104', `Duplicate node ID: ${child.id}`, { phase: 'parse', nodeId: child.id });
    }
    taken.add(child.id);
  }
  const counts: Record<string, number> = {};
  return children.map((child) => {
    if (child.kind === 'connection') return '';
    const prefix = child.kind === 'input' ? 'in' : child.kind === 'output' ? 'out' : 'n';
    const position = (counts[prefix] = (counts[prefix] ?? 0) + 1);
    if (child.id) return child.id;
    let name = `${prefix}${position}`;
    while (taken.has(name)) name += '_';
    taken.add(name);
    return name;
  });
}

function buildNode({ child, id }: Part<MarkupNode | MarkupPython>, modules: MarkupModule[], python: Record<string, string>, needsType: boolean): Built {
  const params = readParams(child, id);
  let type = child.type?.trim() ?? '';
  if (child.kind === 'python') type = addModule({ child, id }, type, modules, python);
  if (!type && needsType && !child.bypass) {
    throw new RmError('RM2004', `The rm-node "${id}" has no type.`, { phase: 'parse', nodeId: id, hint: 'Name the node type: <rm-node type="…">.' });
  }
  const node: ManifestNode = child.bypass ? { id, node_type: 'PassThrough' } : { id, node_type: type };
  if (params !== undefined && !child.bypass) node.params = params;
  if (child.streaming) node.is_streaming = true;
  const join = readVariant('join', child.join, joins, id);
  if (join) node.join = join;
  const hint = readVariant('runtime-hint', child.runtimeHint, runtimeHints, id);
  if (hint) node.runtime_hint = hint;
  if (child.host) node.host = child.host;
  const capabilities = readCapabilities(child.capabilities, id);
  if (capabilities) node.capabilities = capabilities;
  return { node, own: type !== '' };
}

/** Puts the child's source into the manifest and returns the class that is its node. */
function addModule({ child, id }: Part<MarkupPython>, type: string, modules: MarkupModule[], python: Record<string, string>): string {
  if (child.source === undefined || child.source.trim() === '') {
    if (child.strayText?.trim()) throw new RmError('RM1101', 'There is Python code outside of a script element.', { phase: 'parse', nodeId: id });
    // A class of another module of the page, or of the runtime.
    if (type) return type;
    throw new RmError('RM1108', `The rm-python "${id}" holds no code and names no class.`, { phase: 'parse', nodeId: id });
  }
  const name = moduleName(id, python);
  const { source, indent, repairs } = normalizePython(child.source);
  modules.push({ name, nodeId: id, indent, repairs });
  const damage = detectDamage(source, name, indent);
  if (damage) throw new RmError(damage.code, damage.message, { ...damage, nodeId: id });
  python[name] = source;
  if (type) return type;
  const classes = publicClasses(source);
  if (classes.length === 1) return classes[0]!;
  const found = classes.length === 0 ? 'no class' : `${classes.length} classes (${classes.join(', ')})`;
  throw new RmError('RM1108', `The code of "${id}" defines ${found} at its top level.`, { phase: 'parse', nodeId: id });
}

/** Two scripts may define classes of the same name: each node then names its own as `module.Class`. */
function nameAmbiguousClasses(built: Built[], modules: MarkupModule[], python: Record<string, string>): void {
  const definedBy = new Map<string, string[]>();
  for (const [module, source] of Object.entries(python)) {
    for (const name of publicClasses(source)) definedBy.set(name, [...(definedBy.get(name) ?? []), module]);
  }
  for (const { node } of built) {
    const own = modules.find(({ nodeId }) => nodeId === node.id);
    const owners = definedBy.get(node.node_type) ?? [];
    if (!own || !owners.includes(own.name)) continue;
    if (owners.length > 1) node.node_type = `${own.name}.${node.node_type}`;
    else if (runtimeNodes.has(node.node_type)) throw shadowed(node, own, python[own.name]!);
  }
}

/** The runtime would take its own node, and the author's code would never run. */
function shadowed({ id, node_type: name }: ManifestNode, { name: module, indent }: MarkupModule, source: string): RmError {
  const place = placeOfClass(source, name);
  const position = place && { module, line: place.line, column: place.column + indent };
  return new RmError('RM1113', `The class "${name}" has the name of a node that is built into the runtime, which would run in its place.`, { phase: 'parse', nodeId: id, nodeType: name, ...(position && { position }) });
}

/** A Python name for the module of a node that no other module of the pipeline has. */
function moduleName(id: string, python: Record<string, string>): string {
  let name = id.replace(/[^A-Za-z0-9_]/g, '_');
  if (!/^[A-Za-z_]/.test(name)) name = `_${name}`;
  while (Object.hasOwn(python, name) || takenModuleNames.has(name) || name.startsWith('remotemedia')) name = `${name}_`.replace(/^remotemedia/, '_remotemedia_');
  return name;
}

function endpoints(parts: Part[]): { inputs: Links[]; outputs: Links[] } {
  const links = (id: string, to: string | undefined, from: string | undefined): Links => ({
    id,
    to: new Set(words(to ?? '')),
    from: new Set(words(from ?? '')),
    explicit: words(to ?? from ?? '').length > 0,
  });
  const inputs: Links[] = [];
  const outputs: Links[] = [];
  for (const { child, id } of parts) {
    if (child.kind === 'input') inputs.push(links(id, child.to, undefined));
    if (child.kind === 'output') outputs.push(links(id, undefined, child.from));
  }
  return { inputs, outputs };
}

/** The chain, with explicit links in place of the implicit ones they replace; in the document order of the targets. */
function connect(parts: Part[], nodes: Part<MarkupNode | MarkupPython>[], inputs: Links[], outputs: Links[]): ManifestConnection[] {
  const known = new Set(nodes.map(({ id }) => id));
  const inputOf = new Map(inputs.map((input) => [input.id, input]));
  const outputOf = new Map(outputs.map((output) => [output.id, output]));
  const explicit: ManifestConnection[] = [];
  const fed = new Set<string>();
  const led = new Set<string>();

  const link = (from: string, to: string): void => {
    const input = known.has(from) ? undefined : inputOf.get(from);
    const output = known.has(to) ? undefined : outputOf.get(to);
    if (!known.has(from) && !input) throw unknownLink('source', from, to, [...known, ...inputOf.keys()]);
    if (!known.has(to) && !output) throw unknownLink('target', to, from, [...known, ...outputOf.keys()]);
    if (input) {
      input.explicit = true;
      if (known.has(to)) input.to.add(to);
    }
    if (output) {
      output.explicit = true;
      if (known.has(from)) output.from.add(from);
    }
    if (!input && !output) explicit.push({ from, to });
  };

  for (const { child, id } of parts) {
    if (child.kind === 'connection') {
      for (const to of words(child.to)) {
        for (const from of words(child.from)) link(from, to);
        fed.add(to);
      }
    } else if (isNode(child) && !child.disabled) {
      if (child.from !== undefined) {
        fed.add(id);
        for (const from of words(child.from)) link(from, id);
      }
      if (child.to !== undefined) {
        led.add(id);
        for (const to of words(child.to)) link(id, to);
      }
    }
  }
  const position = new Map(nodes.map(({ id }, index) => [id, index]));
  const implicit = nodes.slice(1).flatMap(({ id }, index) => {
    const from = nodes[index]!.id;
    return fed.has(id) || led.has(from) ? [] : [{ from, to: id }];
  });
  return [...implicit, ...explicit].sort((a, b) => position.get(a.to)! - position.get(b.to)!);
}

function unknownLink(end: 'source' | 'target', id: string, nodeId: string, known: string[]): RmError {
  const hint = known.length > 0 ? `There are these ids: ${known.join(', ')}.` : 'No element of this pipeline has an id.';
  return new RmError('RM1105', `Manifest error: Connection references unknown ${end} node: ${id}`, { phase: 'parse', nodeId, hint });
}

/** A loaded manifest with the params of children of the same id, and their code. */
function override(loaded: Manifest, children: Built[]): Manifest {
  const manifest = structuredClone(loaded);
  for (const { node, own } of children) {
    const target = manifest.nodes.find(({ id }) => id === node.id);
    if (!target) throw unknownLink('target', node.id, node.id, manifest.nodes.map(({ id }) => id));
    if (own) target.node_type = node.node_type;
    if (node.params === undefined) continue;
    target.params = isRecord(target.params) && isRecord(node.params) ? { ...target.params, ...node.params } : node.params;
  }
  return manifest;
}

/** Checks what inputs and outputs name, and links those that name nothing to the ends of the graph. */
function attachEndpoints(manifest: Manifest, inputs: Links[], outputs: Links[]): void {
  const known = manifest.nodes.map(({ id }) => id);
  for (const input of inputs) for (const id of input.to) if (!known.includes(id)) throw unknownLink('target', id, input.id, known);
  for (const output of outputs) for (const id of output.from) if (!known.includes(id)) throw unknownLink('source', id, output.id, known);
  const attach = (links: Links[], side: 'to' | 'from', ends: string[]): void => {
    const named = new Set(links.flatMap((link) => [...link[side]]));
    const free = ends.filter((id) => !named.has(id));
    for (const link of links) if (!link.explicit) link[side] = new Set(free.length > 0 ? free : ends);
  };
  attach(inputs, 'to', sources(manifest));
  attach(outputs, 'from', sinks(manifest));
}

