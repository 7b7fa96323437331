import assert from 'node:assert/strict';
import { test } from 'node:test';
import { RmError } from '../errors.js';
import { InlineEngine } from '../runtime/inline-engine.js';
import { programFile } from '../runtime/testing/programs-in-node.js';
import type { Item, JsonValue } from '../wire/items.js';
import { resolveAddresses } from './addresses.js';
import type { NodeContext } from './types.js';
import { wasiNode } from './wasi-node.js';

const engine = new InlineEngine();

/** Runs a program on an item; what the node gives, and what it logged. */
async function run(program: string, item: Item, params: Record<string, JsonValue> = {}): Promise<{ gave: Item[]; lines: string[] }> {
  const node = await wasiNode({ id: 'w', node_type: 'WasiNode', params: { src: (await programFile(program)).href, ...params } }, engine, undefined);
  const lines: string[] = [];
  const context: NodeContext = { nodeId: 'w', params: undefined, sequence: 1, signal: new AbortController().signal, log: (level, text) => lines.push(`${level} ${text}`) };
  const given = await node.process(item, context);
  const many = typeof given === 'object' && given !== null && Symbol.iterator in given && !Array.isArray(given) && !(given instanceof Uint8Array);
  return { gave: given === undefined ? [] : many ? [...(given as Iterable<Item>)] : [given as Item], lines };
}

async function failure(call: Promise<unknown>): Promise<RmError> {
  const error: unknown = await call.then(() => undefined, (thrown) => thrown);
  assert.ok(error instanceof RmError);
  return error;
}

test('text in, text out', async () => {
  assert.deepEqual((await run('upper', 'two\nwords')).gave, ['TWO\nWORDS']);
  assert.deepEqual((await run('echo', '')).gave, [], 'nothing written, nothing given');
});

test('what an item is on stdin', async () => {
  const stdin = async (item: Item, input: string): Promise<string> => new TextDecoder('latin1').decode((await run('echo', item, { input, output: 'bytes' })).gave[0] as Uint8Array);
  assert.equal(await stdin(['a', 'b'], 'lines'), 'a\nb\n');
  assert.equal(await stdin('a\nb\n', 'lines'), 'a\nb\n');
  assert.equal(await stdin({ a: [1, null] }, 'json'), '{"a":[1,null]}\n');
  assert.equal(await stdin(null, 'json'), 'null\n');
  assert.equal(await stdin(new Uint8Array([0, 255]), 'bytes'), '\0\u00ff');
  assert.equal(await stdin('ü', 'bytes'), '\u00c3\u00bc');
  assert.match(await stdin({ kind: 'audio', samples: new Float32Array(4), sampleRate: 8000, channels: 2 }, 'bytes'), /^RIFF.{4}WAVEfmt /s);
  assert.equal(await stdin({ kind: 'tensor', data: new Uint8Array([1, 2]), shape: [2], dtype: 'uint8' }, 'bytes'), '\x01\x02');
});

test('an item that does not fit its form names both', async () => {
  const error = await failure(run('echo', { a: 1 }));
  assert.deepEqual([error.code, error.message], ['RM2307', 'With input="text" the program takes a text, not an object.']);
  assert.equal((await failure(run('echo', [1, 2], { input: 'lines' }))).message, 'With input="lines" the program takes a text or a list of texts, not an array.');
  assert.equal((await failure(run('echo', new Uint8Array(1), { input: 'json' }))).code, 'RM2307');
  assert.equal((await failure(run('echo', 5, { input: 'bytes' }))).message, 'With input="bytes" the program takes bytes, audio, a tensor or a text, not the number 5.');
});

test('what stdout is read as', async () => {
  const gave = async (text: string, output: string): Promise<Item[]> => (await run('echo', text, { output })).gave;
  assert.deepEqual(await gave('a\r\nb\n\nc', 'lines'), ['a', 'b', '', 'c']);
  assert.deepEqual(await gave('{\n "a": 1\n}\n', 'json'), [{ a: 1 }]);
  assert.deepEqual(await gave('1\n\n{"a": 2}\nnull\n', 'json'), [1, { a: 2 }, null]);
  assert.deepEqual(await gave('null', 'json'), [null]);
  assert.deepEqual(await gave('[1, 2]', 'json'), [[1, 2]], 'a list is one item');
  const error = await failure(gave('{"a": 1}\noops\n', 'json'));
  assert.deepEqual([error.code, error.message], ['RM2310', 'This is no JSON: oops']);
  assert.match((await failure(run('echo', new Uint8Array([255]), { input: 'bytes' }))).hint, /output="bytes"/);
});

test('arguments: a list, JSON, or words with quotes', async () => {
  const given = async (args: JsonValue): Promise<string[]> => String((await run('args', '', { args })).gave[0]).split('\0').slice(1, -1);
  assert.deepEqual(await given(['-n', 3, 'a b']), ['-n', '3', 'a b']);
  assert.deepEqual(await given('["a b", "c"]'), ['a b', 'c']);
  assert.deepEqual(await given('  --name "a b" \'c "d"\' --x="y z" it\'s [e] "" '), ['--name', 'a b', 'c "d"', '--x=y z', "it's", '[e]', '']);
  assert.deepEqual(String((await run('args', '', { env: { A: 'b', N: 1 } })).gave[0]).split('\0').slice(1, -1), ['A=b', 'N=1']);
});

test('files: by address, or as text', async () => {
  assert.deepEqual((await run('file', 'end', { files: { '/data/words.txt': { text: 'so the ' } } })).gave, ['so the end']);
  assert.deepEqual((await run('file', '', { files: { '/data/words.txt': 'data:text/plain,fetched' } })).gave, ['fetched']);
});

test('an exit code is a failure that says what the program said', async () => {
  const error = await failure(run('fail', 'x'));
  assert.equal(error.code, 'RM2310');
  assert.match(error.message, /fail\.wasm ended with exit code 3: looking\nno such word$/);
});

test('parameters are checked when the pipeline opens', async () => {
  const wrong = async (params: JsonValue): Promise<string> => (await failure(wasiNode({ id: 'w', node_type: 'WasiNode', params }, engine, undefined))).message;
  assert.equal(await wrong({}), 'A WasiNode needs src: the address of its program.');
  assert.match(await wrong({ src: 'a.wasm', ouput: 'text' }), /knows no ouput, only src, /);
  assert.equal(await wrong({ src: 'a.wasm', input: 'xml' }), 'input is "xml", but must be one of text, lines, json, bytes.');
  assert.equal(await wrong({ src: 'a.wasm', timeout: '5' }), 'timeout is a number of seconds above 0.');
  assert.equal(await wrong({ src: 'a.wasm', args: { a: 1 } }), 'args is a list of texts, or one text.');
  assert.equal(await wrong({ src: 'a.wasm', files: { '/a': 1 } }), 'The file /a is an address, or {"text": "its content"}.');
  assert.equal(await wrong({ src: 'http://' }), '"http://" is no address.');
  assert.match(await wrong({ src: 'missing.wasm' }), /^file:\/\/.*\/missing\.wasm cannot be read: ENOENT/);
  assert.match(await wrong({ src: (await programFile('echo')).href, integrity: '0'.repeat(64) }), /has the SHA-256 /);
});

test('addresses in a fetched manifest are relative to it', () => {
  const node = { id: 'w', node_type: 'WasiNode', params: { src: 'a.wasm', args: 'x', files: { '/a': '../a.txt', '/b': { text: 'b' } } } };
  const other = { id: 'n', node_type: 'Other', params: { src: 'a.wasm' } };
  const { nodes } = resolveAddresses({ version: 'v1', metadata: { name: 'm' }, nodes: [node, other], connections: [] }, 'https://a.example/x/y/m.json');
  assert.deepEqual(nodes, [
    { ...node, params: { src: 'https://a.example/x/y/a.wasm', args: 'x', files: { '/a': 'https://a.example/x/a.txt', '/b': { text: 'b' } } } },
    other,
  ]);
});
