import assert from 'node:assert/strict';
import { test } from 'node:test';
import { executionOrder, sinks, sources, validateManifest } from './validate.js';

const node = (id: string, extra: object = {}): object => ({ id, node_type: 'PassThrough', ...extra });
const manifest = (nodes: object[], connections: object[] = [], extra: object = {}): any => ({ version: 'v1', metadata: { name: 't' }, nodes, connections, ...extra });
const refused = (value: unknown, code: string, message: string | RegExp): void => {
  assert.throws(() => validateManifest(value), { name: 'RmError', code, message });
};

test('a good manifest is returned as it is, from text too', () => {
  const value = manifest([node('a'), node('b', { params: null, runtime_hint: 'auto', host: null })], [{ from: 'a', to: 'b' }]);
  assert.equal(validateManifest(value), value);
  assert.deepEqual(validateManifest(JSON.stringify(value)), value);
});

test('unknown fields are ignored at every level', () => {
  validateManifest(manifest([node('a', { x: 1 })], [], { edges: 5, metadata: { name: 'n', tags: [] } }));
});

test('text that is no JSON', () => refused('{"version":', 'RM2001', /^Failed to parse input: /));

for (const [what, value, message] of [
  ['no object', 5, 'invalid type: integer `5`, expected struct Manifest'],
  ['null', null, 'invalid type: null, expected struct Manifest'],
  ['a list', [], 'invalid type: sequence, expected struct Manifest'],
  ['no fields', {}, 'missing field `version`'],
  ['no metadata', { version: 'v1' }, 'missing field `metadata`'],
  ['no connections', { version: 'v1', metadata: { name: 'x' }, nodes: [] }, 'missing field `connections`'],
  ['edges for connections', { version: 'v1', metadata: { name: 'x' }, nodes: [], edges: [] }, 'missing field `connections`'],
  ['no name', { version: 'v1', metadata: {}, nodes: [], connections: [] }, 'missing field `name`'],
  ['a wrong version type', { version: 1, metadata: { name: 'x' }, nodes: [], connections: [] }, 'invalid type: integer `1`, expected a string'],
  ['nodes as a map', { version: 'v1', metadata: { name: 'x' }, nodes: {}, connections: [] }, 'invalid type: map, expected a sequence'],
  ['a node without id', manifest([{ node_type: 'A' }]), 'missing field `id`'],
  ['a node without type', manifest([{ id: 'a' }]), 'missing field `node_type`'],
  ['a wrong flag', manifest([node('a', { is_streaming: 'yes' })]), 'invalid type: string "yes", expected a boolean'],
  ['the wrong spelling of a hint', manifest([node('a', { runtime_hint: 'rustpython' })]), 'unknown variant `rustpython`, expected one of `rust_python`, `cpython`, `cpython_wasm`, `auto`'],
  ['a GPU without type', manifest([node('a', { capabilities: { gpu: {} } })]), 'missing field `type`'],
  ['half a core', manifest([node('a', { capabilities: { cpu: { cores: 1.5 } } })]), 'invalid type: floating point `1.5`, expected u32'],
  ['a connection without to', manifest([node('a')], [{ from: 'a' }]), 'missing field `to`'],
  ['modules that are no text', manifest([node('a')], [], { python: { modules: { m: true } } }), 'invalid type: boolean `true`, expected a string'],
] as const) {
  test(`shape: ${what}`, () => refused(value, 'RM2002', `Failed to parse manifest: ${message}`));
}

test('graph: the texts of the original', () => {
  refused(manifest([node('a')], [{ from: 'x', to: 'y' }]), 'RM2003', 'Manifest error: Connection references unknown source node: x');
  refused(manifest([node('a')], [{ from: 'a', to: 'y' }]), 'RM2003', 'Manifest error: Connection references unknown target node: y');
  refused(manifest([node('a')], [{ from: 'a', to: 'a' }]), 'RM2003', 'Manifest error: Pipeline contains a cycle - cannot execute');
  refused(manifest([], []), 'RM2003', 'Manifest error: Manifest must contain at least one node');
  refused(manifest([node('a'), node('a')]), 'RM2003', 'Manifest error: Duplicate node ID: a');
  refused({ ...manifest([node('a')]), version: 'v2' }, 'RM2003', 'Manifest error: Unsupported manifest version: v2');
});

test('graph: a cycle is told before a wrong version and a duplicate id', () => {
  const value = manifest([node('a'), node('a'), node('b')], [{ from: 'b', to: 'b' }]);
  refused({ ...value, version: 'v7' }, 'RM2003', /cycle/);
});

test('connections are checked in their order, before the cycle', () => {
  const cycle = [{ from: 'a', to: 'b' }, { from: 'b', to: 'a' }];
  refused(manifest([node('a'), node('b')], [...cycle, { from: 'ghost', to: 'a' }]), 'RM2003', /unknown source node: ghost/);
});

test('execution order is topological, ties by the manifest', () => {
  const graph = manifest(['c', 'b', 'a', 'd'].map((id) => node(id)), [{ from: 'a', to: 'b' }, { from: 'b', to: 'c' }, { from: 'd', to: 'c' }]);
  assert.deepEqual(executionOrder(graph), ['a', 'b', 'd', 'c']);
  assert.deepEqual(sources(graph), ['a', 'd']);
  assert.deepEqual(sinks(graph), ['c']);
});

test('a long chain and a connection that stands twice', () => {
  const ids = Array.from({ length: 2000 }, (_, index) => `n${index}`);
  const connections = ids.slice(1).map((to, index) => ({ from: ids[index], to }));
  assert.deepEqual(executionOrder(manifest(ids.map((id) => node(id)).reverse(), [...connections, connections[0]!])), ids);
});

test('ids may be names of object members', () => {
  const graph = manifest([node('constructor'), node('__proto__')], [{ from: 'constructor', to: '__proto__' }]);
  assert.deepEqual(executionOrder(validateManifest(graph)), ['constructor', '__proto__']);
});
