import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Manifest } from '../manifest/types.js';
import { registerNode } from '../nodes/registry.js';
import { graphOf, treeOf, type GraphTree } from './model.js';

const manifest = (types: Record<string, string>, connections: string[] = [], modules?: Record<string, string>): Manifest => ({
  version: 'v1',
  metadata: { name: 'm' },
  nodes: Object.entries(types).map(([id, node_type]) => ({ id, node_type })),
  connections: connections.map((pair) => ({ from: pair[0]!, to: pair[1]! })),
  ...(modules && { python: { modules } }),
});
const shape = (trees: readonly GraphTree[]): unknown[] => trees.map(({ node, children }) => (children.length > 0 ? [node.id, shape(children)] : node.id));

test('shows nodes as what they are, with the ends of the pipeline', () => {
  const undo = registerNode('Shout', { process: (item) => item });
  const nodes = graphOf(manifest({ a: 'Shout', b: 'Mine', c: 'WasiNode', d: 'Echo' }, ['ab', 'bc', 'cd'], { m: 'class Mine:\n    pass\n' }), [
    { kind: 'input', label: 'Text', type: 'rm-text-input', nodes: ['a', 'gone'] },
    { kind: 'output', label: 'Results', type: 'rm-output', nodes: ['d', 'b'] },
  ]);
  undo();
  assert.deepEqual(nodes.map(({ id, kind, sources, targets }) => [id, kind, sources.join(), targets.join()]), [
    ['input:0', 'input', '', 'a'],
    ['a', 'page', 'input:0', 'b'],
    ['b', 'python', 'a', 'c,output:1'],
    ['c', 'program', 'b', 'd'],
    ['d', 'runtime', 'c', 'output:1'],
    ['output:1', 'output', 'd,b', ''],
  ]);
});

test('the manifest\u2019s Python wins over the page\u2019s node of that name', () => {
  const undo = registerNode('Both', { process: (item) => item });
  assert.equal(graphOf(manifest({ a: 'Both' }, [], { m: 'class Both:\n    pass\n' }))[0]?.kind, 'python');
  undo();
});

test('as nested lists each node stands once', () => {
  assert.deepEqual(shape(treeOf(graphOf(manifest({ a: 'E', b: 'E', c: 'E', d: 'E', e: 'E' }, ['ab', 'ac', 'bd', 'cd'])))), [['a', [['b', ['d']], 'c']], 'e']);
  // What was not checked may go in circles.
  const circle = treeOf(graphOf(manifest({ a: 'E', b: 'E' }, ['ab', 'ba'])));
  assert.equal(JSON.stringify(shape(circle)).match(/"[ab]"/g)?.length, 2);
});
