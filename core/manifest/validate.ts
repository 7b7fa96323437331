import { RmError } from '../errors.js';
import { joins, runtimeHints, type Manifest } from './types.js';

/**
 * Checks a manifest with the runtime's own texts, in the runtime's order: JSON, shape, connections, cycle, version, emptiness,
 * duplicate ids. Returns the manifest itself.
 *
 * @param value a manifest, or its JSON text.
 * @throws {RmError} RM2001 (not JSON), RM2002 (not the shape of a manifest), RM2003 (a graph that cannot run).
 */
export function validateManifest(value: unknown): Manifest {
  const parsed = typeof value === 'string' ? parseJson(value) : value;
  checkShape(parsed);
  executionOrder(parsed);
  if (parsed.version !== 'v1') throw graphError(`Unsupported manifest version: ${parsed.version}`);
  if (parsed.nodes.length === 0) throw graphError('Manifest must contain at least one node');
  const seen = new Set<string>();
  for (const { id } of parsed.nodes) {
    if (seen.has(id)) throw graphError(`Duplicate node ID: ${id}`, id);
    seen.add(id);
  }
  return parsed;
}

/**
 * Ids of the nodes in the order in which they run: topological, ties by the manifest's order.
 * @throws {RmError} RM2003 for a connection to an unknown node and for a cycle.
 */
export function executionOrder(manifest: Pick<Manifest, 'nodes' | 'connections'>): string[] {
  const index = new Map<string, number>();
  manifest.nodes.forEach(({ id }, position) => index.has(id) || index.set(id, position));
  const waiting = manifest.nodes.map(() => 0);
  const receivers: number[][] = manifest.nodes.map(() => []);
  for (const { from, to } of manifest.connections) {
    const source = index.get(from);
    if (source === undefined) throw graphError(`Connection references unknown source node: ${from}`);
    const target = index.get(to);
    if (target === undefined) throw graphError(`Connection references unknown target node: ${to}`);
    receivers[source]!.push(target);
    waiting[target]! += 1;
  }
  // Sorted, so that of the nodes that are ready the first of the manifest goes first.
  const ready = waiting.flatMap((count, position) => (count === 0 ? [position] : []));
  const order: string[] = [];
  while (ready.length > 0) {
    const position = ready.shift()!;
    order.push(manifest.nodes[position]!.id);
    for (const target of receivers[position]!) {
      waiting[target]! -= 1;
      if (waiting[target] === 0) {
        const place = ready.findIndex((other) => other > target);
        ready.splice(place < 0 ? ready.length : place, 0, target);
      }
    }
  }
  if (order.length < manifest.nodes.length) throw graphError('Pipeline contains a cycle - cannot execute');
  return order;
}

/** Nodes nothing leads to, in the manifest's order: what is pushed without a name goes to each of them. */
export const sources = (manifest: Pick<Manifest, 'nodes' | 'connections'>): string[] => ends(manifest, 'to');

/** Nodes that lead nowhere, in the manifest's order: what they give is the pipeline's output. */
export const sinks = (manifest: Pick<Manifest, 'nodes' | 'connections'>): string[] => ends(manifest, 'from');

function ends(manifest: Pick<Manifest, 'nodes' | 'connections'>, side: 'from' | 'to'): string[] {
  const linked = new Set(manifest.connections.map((connection) => connection[side]));
  return manifest.nodes.map(({ id }) => id).filter((id) => !linked.has(id));
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new RmError('RM2001', `Failed to parse input: ${(cause as Error).message}`, { phase: 'parse', cause });
  }
}

const graphError = (message: string, nodeId?: string): RmError => new RmError('RM2003', `Manifest error: ${message}`, { phase: 'parse', nodeId });

type Check = (value: unknown) => void;

function refuse(reason: string): never {
  throw new RmError('RM2002', `Failed to parse manifest: ${reason}`, { phase: 'parse' });
}

/** A value as the runtime's parser names it. */
function described(value: unknown): string {
  if (value === null || value === undefined) return 'null';
  if (typeof value === 'boolean') return `boolean \`${value}\``;
  if (typeof value === 'number') return Number.isInteger(value) ? `integer \`${value}\`` : `floating point \`${value}\``;
  if (typeof value === 'string') return `string ${JSON.stringify(value)}`;
  return Array.isArray(value) ? 'sequence' : 'map';
}

const mismatch = (value: unknown, expected: string): never => refuse(`invalid type: ${described(value)}, expected ${expected}`);
const anything: Check = () => {};
const string: Check = (value) => typeof value === 'string' || mismatch(value, 'a string');
const boolean: Check = (value) => typeof value === 'boolean' || mismatch(value, 'a boolean');
const number: Check = (value) => typeof value === 'number' || mismatch(value, 'f64');
const count: Check = (value) => {
  if (typeof value === 'number' && Number.isInteger(value)) {
    if (value < 0 || value >= 2 ** 32) refuse(`invalid value: integer \`${value}\`, expected u32`);
  } else mismatch(value, 'u32');
};
const optional = (check: Check): Check => (value) => (value === null || value === undefined ? undefined : check(value));
const list = (check: Check): Check => (value) => (Array.isArray(value) ? value.forEach((entry) => check(entry)) : mismatch(value, 'a sequence'));

const oneOf = (variants: readonly string[]): Check => (value) => {
  string(value);
  if (variants.includes(value as string)) return;
  const names = variants.map((name) => `\`${name}\``);
  refuse(`unknown variant \`${String(value)}\`, expected ${names.length === 2 ? names.join(' or ') : `one of ${names.join(', ')}`}`);
};

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value);

/** What is there is checked first, in the alphabetical order in which the runtime's parser holds it; then what is missing. */
const struct = (name: string, fields: Record<string, Check>, required: string[] = []): Check => (value) => {
  if (!isObject(value)) return mismatch(value, `struct ${name}`);
  for (const key of Object.keys(value).sort()) if (Object.hasOwn(fields, key) && value[key] !== undefined) fields[key]!(value[key]);
  for (const key of required) if (value[key] === undefined) refuse(`missing field \`${key}\``);
};

const strings: Check = (value) => (isObject(value) ? Object.values(value).forEach(string) : mismatch(value, 'a map'));

const capabilities = struct('Capabilities', {
  gpu: optional(struct('Gpu', { type: string, min_memory_gb: optional(number), required: boolean }, ['type'])),
  cpu: optional(struct('Cpu', { cores: optional(count), arch: optional(string) })),
  memory_gb: optional(number),
});
const execution = struct('Execution', { placement: string, reason: optional(string), fallback: optional(string) });
const node = struct(
  'NodeSpec',
  {
    id: string,
    node_type: string,
    params: anything,
    is_streaming: boolean,
    join: oneOf(joins),
    capabilities: optional(capabilities),
    host: optional(string),
    runtime_hint: optional(oneOf(runtimeHints)),
    execution: optional(execution),
  },
  ['id', 'node_type'],
);
const manifest = struct(
  'Manifest',
  {
    version: string,
    metadata: struct('Metadata', { name: string, description: optional(string), created_at: optional(string) }, ['name']),
    nodes: list(node),
    connections: list(struct('Connection', { from: string, to: string }, ['from', 'to'])),
    python: struct('PythonSpec', { modules: strings }),
  },
  ['version', 'metadata', 'nodes', 'connections'],
);

function checkShape(value: unknown): asserts value is Manifest {
  manifest(value);
}
