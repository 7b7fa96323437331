import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';
import { graph } from '../runtime/testing/manifests.js';
import { hostTypes } from './host-types.js';
import { namesHostNode, registerNode } from './registry.js';
import type { NodeDefinition, NodeTypes } from './types.js';

const upper: NodeDefinition = { process: (text) => String(text).toUpperCase() };
const undo: (() => void)[] = [];
afterEach(() => undo.splice(0).forEach((call) => call()));
const register: typeof registerNode = (...args) => {
  const call = registerNode(...args);
  undo.push(call);
  return call;
};
/** What the type's node is in a session. */
const made = (type: string, of = manifest(type), own?: NodeTypes): unknown => hostTypes(of, own).get(type)?.(of.nodes[0]!, undefined as never, undefined);
const manifest = (...types: string[]): ReturnType<typeof graph> => graph(types.map((node_type, index) => ({ id: `n${index}`, node_type })));

test('a type is known until it is taken back', () => {
  const take = register('Upper', upper);
  assert.deepEqual([...hostTypes(manifest('Upper', 'Echo', 'Upper')).keys()], ['Upper']);
  assert.equal(made('Upper'), upper);
  assert.ok(namesHostNode(manifest('Echo', 'Upper')));
  take();
  assert.equal(hostTypes(manifest('Upper')).size, 0);
  assert.ok(!namesHostNode(manifest('Echo', 'Upper')));
});

test('a name is registered once; the same definition again is no fault', () => {
  const first = register('Upper', upper);
  register('Upper', upper);
  assert.throws(() => register('Upper', { process: () => 1 }), { code: 'RM2312', message: 'A node type "Upper" is registered already.' });
  first();
  // Taking back what was replaced meanwhile takes nothing.
  const other = () => upper;
  register('Upper', other);
  first();
  assert.equal(made('Upper'), upper);
});

test('names and definitions are checked', () => {
  for (const name of ['', '1a', 'a b', 'a/b', '<b>', 'WasiNode']) assert.throws(() => register(name, upper), { code: 'RM2312' }, name);
  for (const wrong of [undefined, null, {}, 'x', { process: 1 }]) assert.throws(() => register('Wrong', wrong as never), { code: 'RM2312' });
  assert.throws(() => hostTypes(manifest('A'), { A: {} as never }), { code: 'RM2312' });
});

test('two copies of the kit know the same nodes', async () => {
  const copy = (await import(`${"./registry.js"}?copy`)) as { registerNode: typeof registerNode };
  undo.push(copy.registerNode('Upper', upper));
  assert.notEqual(copy.registerNode, registerNode);
  assert.equal(made('Upper'), upper);
});

test('the nearest definition wins: the session, the manifest\u2019s Python, the page', () => {
  register('Upper', upper);
  const own: NodeDefinition = { process: () => undefined };
  const withPython = { ...manifest('Upper'), python: { modules: { user: 'class Upper:\n    pass\n' } } };
  assert.equal(made('Upper', manifest('Upper'), { Upper: own }), own);
  assert.equal(hostTypes(withPython).size, 0);
  assert.equal(made('Upper', withPython, { Upper: own }), own);
  assert.equal(hostTypes(manifest('toString', '__proto__', 'constructor')).size, 0);
});

test('the kit\u2019s own node is known', () => {
  assert.deepEqual([...hostTypes(manifest('WasiNode')).keys()], ['WasiNode']);
  assert.ok(namesHostNode(manifest('WasiNode')));
});
