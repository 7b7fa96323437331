import assert from 'node:assert/strict';
import { test } from 'node:test';
import { addTaps, untap } from './taps.js';
import { graph } from './testing/manifests.js';

const chain = graph([{ id: 'a', node_type: 'A' }, { id: 'b', node_type: 'B' }], [{ from: 'a', to: 'b' }]);

test('only nodes that are not heard anyway get a tap', () => {
  assert.equal(addTaps(chain, ['b', 'ghost']).manifest, chain);
  const { manifest, names } = addTaps(chain, ['a', 'a']);
  assert.deepEqual(manifest.nodes.at(-1), { id: 'tap:a', node_type: 'PassThrough' });
  assert.deepEqual(manifest.connections, [{ from: 'a', to: 'b' }, { from: 'a', to: 'tap:a' }]);
  assert.deepEqual([untap(names, 'tap:a'), untap(names, 'b')], ['a', 'b']);
  assert.equal(chain.nodes.length, 2);
});

test('a tap does not take the name of a node', () => {
  const named = graph([...chain.nodes, { id: 'tap:a', node_type: 'C' }], chain.connections);
  assert.deepEqual([...addTaps(named, ['a']).names], [["tap:a'", 'a']]);
});
