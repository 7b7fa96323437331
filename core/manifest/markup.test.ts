import assert from 'node:assert/strict';
import { test } from 'node:test';
import { RmError } from '../errors.js';
import { locateInMarkup, markupToManifest, type MarkupChild } from './markup.js';
import { validateManifest } from './validate.js';

const map = (...children: MarkupChild[]) => {
  const result = markupToManifest({ name: 'demo', children });
  validateManifest(result.manifest);
  return result;
};
const node = (type: string, extra: object = {}): MarkupChild => ({ kind: 'node', type, ...extra });
const links = (result: ReturnType<typeof map>): string[] => result.manifest.connections.map(({ from, to }) => `${from}>${to}`);
const refused = (code: string, message: RegExp, ...children: MarkupChild[]): void => {
  assert.throws(() => map(...children), { name: 'RmError', code, message });
};

test('nodes form a chain in document order, with names by position', () => {
  const result = map({ kind: 'input' }, node('A'), node('B', { id: 'b' }), node('C'), { kind: 'output' });
  assert.deepEqual(result.manifest, {
    version: 'v1',
    metadata: { name: 'demo' },
    nodes: [
      { id: 'n1', node_type: 'A' },
      { id: 'b', node_type: 'B' },
      { id: 'n3', node_type: 'C' },
    ],
    connections: [
      { from: 'n1', to: 'b' },
      { from: 'b', to: 'n3' },
    ],
  });
  assert.deepEqual(result.inputs, [{ id: 'in1', to: ['n1'] }]);
  assert.deepEqual(result.outputs, [{ id: 'out1', from: ['n3'] }]);
  assert.deepEqual(result.ids, ['in1', 'n1', 'b', 'n3', 'out1']);
});

test('a generated name gives way to one the author wrote', () => {
  assert.deepEqual(map(node('A', { id: 'n2' }), node('B')).manifest.nodes.map(({ id }) => id), ['n2', 'n2_']);
});

test('name and description', () => {
  assert.deepEqual(markupToManifest({ name: 'x', description: 'y', children: [] }).manifest.metadata, { name: 'x', description: 'y' });
  assert.equal(markupToManifest({ children: [] }).manifest.metadata.name, 'pipeline');
});

test('params: attribute, script, one attribute each; later ones win', () => {
  const result = map(node('A', { paramsScript: '{"a": 1, "b": 2}', params: '{"b": 3}', paramAttributes: { c: '[4]', 'target-rate': '16000', word: 'plain' } }));
  assert.deepEqual(result.manifest.nodes[0]!.params, { a: 1, b: 3, c: [4], target_rate: 16000, word: 'plain' });
  assert.deepEqual(map(node('A', { params: { x: 1 } })).manifest.nodes[0]!.params, { x: 1 });
  assert.equal('params' in map(node('A', { params: '  ' })).manifest.nodes[0]!, false);
});

test('params that are no JSON, or lost their quotes to an editor', () => {
  refused('RM2001', /params of "a" are no JSON/, node('A', { id: 'a', params: '{x: 1}' }));
  refused('RM1106', /typographic quote \u201c/, node('A', { params: '{\u201cx\u201d: 1}' }));
  refused('RM2001', /no JSON/, node('A', { params: '{"x": "\u201cq\u201d"' }));
});

test('the other attributes of a node', () => {
  const result = map(node('A', { streaming: true, runtimeHint: 'cpython', host: 'h:1', capabilities: '{"memory_gb": 1}' }));
  assert.deepEqual(result.manifest.nodes[0], { id: 'n1', node_type: 'A', is_streaming: true, runtime_hint: 'cpython', host: 'h:1', capabilities: { memory_gb: 1 } });
  refused('RM2002', /runtime-hint/, node('A', { runtimeHint: 'python' }));
  refused('RM2004', /has no type/, node(''));
});

test('from replaces the link from the node before', () => {
  const result = map(node('A', { id: 'a' }), node('B', { id: 'b' }), node('C', { id: 'c', from: 'a' }), node('D', { id: 'd', from: 'b c' }));
  assert.deepEqual(links(result), ['a>b', 'a>c', 'b>d', 'c>d']);
});

test('an empty from makes a node a source of its own', () => {
  const result = map({ kind: 'input', id: 'x' }, node('A', { id: 'a' }), node('B', { id: 'b', from: '' }));
  assert.deepEqual(links(result), []);
  assert.deepEqual(result.inputs, [{ id: 'x', to: ['a', 'b'] }]);
});

test('to replaces the link to the node after', () => {
  const result = map(node('A', { id: 'a', to: 'c' }), node('B', { id: 'b' }), node('C', { id: 'c' }));
  assert.deepEqual(links(result), ['b>c', 'a>c']);
});

test('a connection element replaces the incoming link of its target only', () => {
  const result = map(node('A', { id: 'a' }), node('B', { id: 'b' }), node('C', { id: 'c' }), { kind: 'connection', from: 'a', to: 'c' });
  assert.deepEqual(links(result), ['a>b', 'a>c']);
});

test('links may name nodes that come later', () => {
  assert.deepEqual(links(map(node('B', { id: 'b', from: 'a' }), node('A', { id: 'a', from: '' }))), ['a>b']);
});

test('a from that names an input, and a to that names an output', () => {
  const result = map(
    { kind: 'input', id: 'mic' },
    { kind: 'input', id: 'text' },
    node('A', { id: 'a', from: 'mic' }),
    node('B', { id: 'b', from: 'text', to: 'side' }),
    node('C', { id: 'c', from: 'a b' }),
    { kind: 'output', id: 'side' },
    { kind: 'output', id: 'main' },
  );
  assert.deepEqual(links(result), ['a>c', 'b>c']);
  assert.deepEqual(result.inputs, [{ id: 'mic', to: ['a'] }, { id: 'text', to: ['b'] }]);
  assert.deepEqual(result.outputs, [{ id: 'side', from: ['b'] }, { id: 'main', from: ['c'] }]);
});

test('inputs and outputs that name nodes, and those that take what is left', () => {
  const result = map(
    { kind: 'input', id: 'i', to: 'b' },
    { kind: 'input', id: 'j' },
    node('A', { id: 'a' }),
    node('B', { id: 'b', from: '' }),
    { kind: 'output', id: 'o', from: 'a' },
    { kind: 'output', id: 'p' },
  );
  assert.deepEqual(result.inputs, [{ id: 'i', to: ['b'] }, { id: 'j', to: ['a'] }]);
  assert.deepEqual(result.outputs, [{ id: 'o', from: ['a'] }, { id: 'p', from: ['b'] }]);
});

test('unknown links name what there is', () => {
  refused('RM1105', /unknown source node: ghost/, node('A', { id: 'a', from: 'ghost' }));
  refused('RM1105', /unknown target node: ghost/, node('A', { to: 'ghost' }));
  refused('RM1105', /unknown target node: ghost/, { kind: 'input', to: 'ghost' }, node('A'));
  refused('RM1105', /unknown source node: ghost/, node('A'), { kind: 'output', from: 'ghost' });
  assert.throws(() => map(node('A', { id: 'a', from: 'b' })), (error: RmError) => error.hint.includes('a'));
});

test('two nodes with one id', () => refused('RM1104', /Duplicate node ID: a/, node('A', { id: 'a' }), node('B', { id: 'a' })));

test('disabled nodes are left out, bypassed ones hand on', () => {
  const result = map(node('A', { id: 'a' }), node('B', { id: 'b', disabled: true }), node('C', { id: 'c', bypass: true, params: '{"x": 1}' }));
  assert.deepEqual(result.manifest.nodes, [{ id: 'a', node_type: 'A' }, { id: 'c', node_type: 'PassThrough' }]);
  assert.deepEqual(links(result), ['a>c']);
});

test('a cycle is left for validation to tell', () => {
  const { manifest } = markupToManifest({ children: [node('A', { id: 'a', from: 'b' }), node('B', { id: 'b', from: 'a' })] });
  assert.throws(() => validateManifest(manifest), { message: /cycle/ });
});

test('Python: the only class is the node, the code goes into the manifest', () => {
  const result = map({ kind: 'python', id: 'my-node', source: '\n    class Clean:\n        pass\n' });
  assert.deepEqual(result.manifest.nodes, [{ id: 'my-node', node_type: 'Clean' }]);
  assert.deepEqual(result.manifest.python, { modules: { my_node: '\nclass Clean:\n    pass\n' } });
  assert.deepEqual(result.modules, [{ name: 'my_node', nodeId: 'my-node', indent: 4, repairs: [] }]);
});

test('Python: several classes need a type, no class is an error', () => {
  const source = 'class A: pass\nclass B: pass\nclass _C: pass';
  assert.equal(map({ kind: 'python', type: 'B', source }).manifest.nodes[0]!.node_type, 'B');
  refused('RM1108', /2 classes \(A, B\)/, { kind: 'python', source });
  refused('RM1108', /no class/, { kind: 'python', source: 'x = 1' });
  refused('RM1108', /holds no code/, { kind: 'python' });
  assert.equal(map({ kind: 'python', type: 'TextProcessorNode' }).manifest.nodes[0]!.node_type, 'TextProcessorNode');
});

test('Python: a class that the runtime would take its own node for is refused', () => {
  const source = '\n    import math\n\n    class Echo:\n        pass\n';
  refused('RM1113', /"Echo"/, { kind: 'python', source });
  refused('RM1113', /"Gain"/, { kind: 'python', type: 'Gain', source: 'class Gain: pass\nclass Other: pass' });
  assert.throws(
    () => map({ kind: 'python', id: 'p', source }),
    (error: RmError) => error.nodeId === 'p' && error.position?.line === 4 && error.position.column === 11 && error.position.module === 'p',
  );
  // What names the built-in node on purpose, or does not name it.
  const types = (...children: MarkupChild[]): string[] => map(...children).manifest.nodes.map(({ node_type: type }) => type);
  assert.deepEqual(types(node('Echo'), { kind: 'python', type: 'Echo' }), ['Echo', 'Echo']);
  assert.deepEqual(types({ kind: 'python', type: 'Mine', source: 'class Mine: pass\nclass Echo: pass' }, node('Echo')), ['Mine', 'Echo']);
  assert.deepEqual(types({ kind: 'python', type: 'Echo', source: '# class Echo:\nclass Helper: pass' }), ['Echo']);
  assert.deepEqual(types({ kind: 'python', source: 'class echo: pass' }), ['echo']);
  // Of the Python library the manifest's own come first; of two of a name each is named with its module.
  assert.deepEqual(types({ kind: 'python', source: 'class BufferNode: pass' }), ['BufferNode']);
  assert.deepEqual(types({ kind: 'python', id: 'a', source: 'class Echo: pass' }, { kind: 'python', id: 'b', source: 'class Echo: pass' }), ['a.Echo', 'b.Echo']);
});

test('Python: text outside a script, and damaged code', () => {
  refused('RM1101', /outside/, { kind: 'python', strayText: 'class A: pass' });
  refused('RM1106', /line 2, column 9/, { kind: 'python', source: '  class A:\n    x = \u201cy\u201d' });
  assert.throws(
    () => map({ kind: 'python', id: 'p', source: '  class A:\n    x = \u201cy\u201d' }),
    (error: RmError) => error.nodeId === 'p' && error.position?.line === 2 && error.position.column === 9,
  );
});

test('Python: the same class name in two scripts', () => {
  const source = 'class A: pass';
  const { manifest } = map({ kind: 'python', id: 'one', source }, { kind: 'python', id: 'two', source });
  assert.deepEqual(manifest.nodes.map(({ node_type }) => node_type), ['one.A', 'two.A']);
});

test('Python: module names are names of Python, and not taken', () => {
  const source = (name: string): MarkupChild => ({ kind: 'python', id: name, type: 'A', source: 'class A: pass' });
  const { manifest } = map(source('1st'), source('a b'), source('a-b'), source('json'), source('class'), source('remotemedia'));
  assert.deepEqual(Object.keys(manifest.python!.modules), ['_1st', 'a_b', 'a_b_', 'json_', 'class_', '_remotemedia__']);
});

test('a loaded manifest: children override params and add endpoints', () => {
  const loaded = {
    version: 'v1',
    metadata: { name: 'loaded' },
    nodes: [{ id: 'a', node_type: 'A', params: { x: 1, y: 2 } }, { id: 'b', node_type: 'B' }],
    connections: [{ from: 'a', to: 'b' }],
  };
  const result = markupToManifest({
    name: 'ignored',
    manifest: loaded,
    children: [{ kind: 'input' }, node('', { id: 'a', params: '{"y": 3}' }), { kind: 'python', id: 'b', source: 'class New: pass' }, { kind: 'output' }],
  });
  assert.deepEqual(result.manifest, {
    ...loaded,
    nodes: [{ id: 'a', node_type: 'A', params: { x: 1, y: 3 } }, { id: 'b', node_type: 'New' }],
    python: { modules: { b: 'class New: pass' } },
  });
  assert.deepEqual(loaded.nodes[0]!.params, { x: 1, y: 2 });
  assert.deepEqual([result.inputs[0]!.to, result.outputs[0]!.from], [['a'], ['b']]);
  assert.throws(() => markupToManifest({ manifest: loaded, children: [node('C', { id: 'c' })] }), { code: 'RM1105' });
});

test('places are told in the author\u2019s own text', () => {
  const { modules } = map({ kind: 'python', id: 'p', source: '    class A: pass' });
  const error = new RmError('RM3001', 'bad', { position: { module: 'p', line: 1, column: 3 } });
  assert.deepEqual(locateInMarkup(error, modules).position, { module: 'p', line: 1, column: 7 });
  assert.equal(locateInMarkup(error, modules).nodeId, 'p');
  const other = new RmError('RM3001', 'bad', { position: { module: 'q', line: 1, column: 3 } });
  assert.equal(locateInMarkup(other, modules), other);
});
