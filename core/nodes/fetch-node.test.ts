import assert from 'node:assert/strict';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, afterEach, before, test } from 'node:test';
import { RmError } from '../errors.js';
import { isRmError } from '../is-rm-error.js';
import { InlineEngine } from '../runtime/inline-engine.js';
import { PipelineSession } from '../runtime/pipeline-session.js';
import { graph } from '../runtime/testing/manifests.js';
import type { Item, JsonValue } from '../wire/items.js';
import { fetchNode, type FetchNodeOptions } from './fetch-node.js';
import type { NodeContext } from './types.js';

/** What the server saw of the last request. */
let seen: { method: string; url: string; headers: IncomingMessage['headers']; body: Buffer };
const json = { 'content-type': 'application/json; charset=utf-8' };
const answers: Record<string, (response: ServerResponse) => void> = {
  '/json': (response) => response.writeHead(200, json).end('{"a": [1, null]}'),
  '/text': (response) => response.writeHead(200, { 'content-type': 'text/plain' }).end('grüß'),
  '/bytes': (response) => response.writeHead(200).end(Buffer.from([1, 2, 3])),
  '/broken': (response) => response.writeHead(200, json).end('<html>'),
  '/missing': (response) => response.writeHead(404).end('no'),
  '/busy': (response) => response.writeHead(503).end('later'),
  '/away': (response) => response.writeHead(302, { location: 'https://elsewhere.example/' }).end(),
  '/long': (response) => response.writeHead(200, { 'content-length': 2000 }).end('x'.repeat(2000)),
  // Does not tell its length, and has no end.
  '/endless': (response) => {
    response.writeHead(200);
    const more = (): void => void (response.destroyed || (response.write('x'.repeat(1000)), setTimeout(more, 1)));
    more();
  },
  '/silent': () => {},
};
const server = createServer((request, response) => {
  const blocks: Buffer[] = [];
  request.on('data', (block: Buffer) => blocks.push(block));
  request.on('end', () => {
    seen = { method: request.method!, url: request.url!, headers: request.headers, body: Buffer.concat(blocks) };
    (answers[request.url!.split('?')[0]!] ?? answers['/json'])!(response);
  });
});

const page = globalThis as { location?: { origin: string } };
let origin = '';
before(async () => {
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  // http is only for the page's own origin.
  page.location = { origin };
});
afterEach(() => void (page.location = { origin }));
after(() => {
  delete page.location;
  server.closeAllConnections();
  server.close();
});

const context = (params?: JsonValue, signal = new AbortController().signal): NodeContext => ({ nodeId: 'f', params, sequence: 1, signal, log: () => {} });
const run = async (item: Item, params?: JsonValue, options: Partial<FetchNodeOptions> = {}, signal?: AbortSignal): Promise<unknown> =>
  fetchNode({ allow: [origin], ...options }).process(item, context(params, signal));
const code = async (call: Promise<unknown>): Promise<string> => {
  const error: unknown = await call.then((value) => assert.fail(`gave ${JSON.stringify(value)}`), (thrown) => thrown);
  assert.ok(error instanceof RmError, String(error));
  return error.code;
};

test('an item is the address, and the answer becomes an item by its type', async () => {
  assert.deepEqual(await run(`${origin}/json`), { a: [1, null] });
  assert.equal(seen.method, 'GET');
  assert.equal(await run(`${origin}/text`), 'grüß');
  assert.deepEqual(await run(`${origin}/bytes`), new Uint8Array([1, 2, 3]));
  assert.equal(await run(`${origin}/json`, { output: 'text' }), '{"a": [1, null]}');
  assert.deepEqual(await run('/json'), { a: [1, null] });
});

test('with an address in the parameters the item is the body', async () => {
  await run({ text: 'hello' }, { url: `${origin}/json`, headers: { 'X-Own': 'yes' } });
  assert.deepEqual([seen.method, seen.body.toString(), seen.headers['content-type'], seen.headers['x-own']], ['POST', '{"text":"hello"}', 'application/json', 'yes']);
  await run('plain', { url: `${origin}/json`, headers: { 'content-type': 'text/csv' } });
  assert.deepEqual([seen.body.toString(), seen.headers['content-type']], ['plain', 'text/csv']);
  await run(new Uint8Array([7, 8]), { url: `${origin}/json` });
  assert.deepEqual([[...seen.body], seen.headers['content-type']], [[7, 8], 'application/octet-stream']);
  await run({ kind: 'audio', samples: new Float32Array(4), sampleRate: 8000, channels: 1 } as Item, { url: `${origin}/json` });
  assert.deepEqual([seen.body.subarray(0, 4).toString(), seen.body.length, seen.headers['content-type']], ['RIFF', 60, 'audio/wav']);
  await run('ignored', { url: `${origin}/json`, method: 'get' });
  assert.deepEqual([seen.method, seen.body.length], ['GET', 0]);
});

test('an item that says more replaces the parameters, but not the page\u2019s own headers', async () => {
  const params = { url: `${origin}/text`, method: 'POST' };
  assert.deepEqual(await run({ url: `${origin}/json?q=1`, method: 'GET', headers: { authorization: 'stolen', 'x-more': 1 } }, params, { headers: { authorization: 'Bearer own' } }), { a: [1, null] });
  assert.deepEqual([seen.method, seen.url, seen.headers.authorization, seen.headers['x-more']], ['GET', '/json?q=1', 'Bearer own', '1']);
  await run({ body: [1, 2], headers: { cookie: 'a=b' } }, params);
  assert.deepEqual([seen.method, seen.body.toString(), seen.headers.cookie, seen.headers.referer], ['POST', '[1,2]', undefined, undefined]);
});

test('asks nobody who is not on the allow-list', async () => {
  seen = undefined as never;
  for (const address of ['https://other.example/', `${origin.replace('127.0.0.1', 'localhost')}/json`, 'https://api.example.evil.example/v1/x', 'https://api.example/v10', 'https://api.example/v1/../v2', 'https://api.example:444/v1/x']) {
    assert.equal(await code(run(address, undefined, { allow: [origin, 'https://api.example/v1'] })), 'RM1008', address);
  }
  for (const address of ['http://other.example/', 'ftp://api.example/', 'data:text/plain,x', 'file:///etc/passwd', 'blob:https://x/1', 'https://user:secret@api.example/v1/x']) {
    assert.equal(await code(run(address, undefined, { allow: [origin, 'https://api.example', 'http://other.example'] })), 'RM1008', address);
  }
  assert.equal(await code(run(`${origin}/json`, { method: 'DELETE' })), 'RM1008');
  assert.equal(await code(run(`${origin}/json`, undefined, { allow: [] })), 'RM1008');
  assert.equal(seen, undefined);
  assert.deepEqual(await run(`${origin}/json`, undefined, { allow: ['self'] }), { a: [1, null] });
  assert.deepEqual(await run(`${origin}/json/more`, { method: 'PUT' }, { allow: [`${origin}/json`], methods: ['put'] }), { a: [1, null] });
});

test('http is for the page\u2019s own origin', async () => {
  page.location = { origin: 'https://page.example' };
  assert.equal(await code(run(`${origin}/json`)), 'RM1008');
});

test('refuses rules that allow nothing or anything', () => {
  for (const rule of ['', '*', 'https://', 'api.example', 'data:', 'https://a.example/?q', 'https://user@a.example']) assert.throws(() => fetchNode({ allow: [rule] }), { code: 'RM2312' }, rule);
  delete page.location;
  assert.throws(() => fetchNode({ allow: ['self'] }), { code: 'RM2312' });
});

test('answers that are errors have their codes', async () => {
  assert.equal(await code(run(`${origin}/missing`)), 'RM1002');
  assert.equal(await code(run(`${origin}/busy`)), 'RM1007');
  assert.equal(await code(run(`${origin}/broken`)), 'RM2310');
  // Where it leads is not on the list.
  assert.equal(await code(run(`${origin}/away`)), 'RM1001');
  assert.equal(await code(run('http://127.0.0.1:1/', undefined, { allow: [origin] })), 'RM1008');
  const response = (await run(`${origin}/missing`, { output: 'response' })) as { status: number; body: string };
  assert.deepEqual([response.status, response.body], [404, 'no']);
});

test('what is no address, no header or no form is refused before anything is sent', async () => {
  seen = undefined as never;
  assert.equal(await code(run(5)), 'RM2307');
  assert.equal(await code(run('https://[')), 'RM2307');
  assert.equal(await code(run('x', { url: `${origin}/json`, headers: { 'bad name': 'x' } })), 'RM2307');
  assert.equal(await code(run(`${origin}/json`, { output: 'xml' })), 'RM2310');
  assert.equal(seen, undefined);
});

test('an answer has limits of length and time', async () => {
  assert.equal(await code(run(`${origin}/long`, undefined, { maxBytes: 1999 })), 'RM1009');
  assert.equal(await code(run(`${origin}/endless`, undefined, { maxBytes: 5000 })), 'RM1009');
  assert.equal(((await run(`${origin}/long`, undefined, { maxBytes: 2000 })) as Uint8Array).length, 2000);
  assert.equal(await code(run(`${origin}/silent`, undefined, { timeout: 0.1 })), 'RM2301');
  assert.equal(await code(run(`${origin}/endless`, undefined, { timeout: 0.1 })), 'RM2301');
});

test('stops when nobody waits any more', async () => {
  const control = new AbortController();
  const asked = run(`${origin}/silent`, undefined, {}, control.signal);
  setTimeout(() => control.abort(new DOMException('over', 'AbortError')), 50);
  await assert.rejects(asked, { name: 'AbortError' });
});

test('an error of another copy of the kit keeps its code', async () => {
  // core.js beside remotemedia.js: the same class twice.
  const other = (await import(`${'../errors.js'}?copy`)) as { RmError: typeof RmError };
  const failed = new other.RmError('RM1008', 'not allowed', { hint: 'own' });
  assert.ok(!(failed instanceof RmError) && isRmError(failed));
  const process = (): never => {
    throw failed;
  };
  const session = await PipelineSession.open(graph([{ id: 'h', node_type: 'Host' }]), { with: new InlineEngine(), nodes: { Host: { process } } });
  await assert.rejects(session.push(1), { code: 'RM1008', nodeId: 'h', hint: 'own', cause: failed });
  await session.close();
});

test('in a pipeline it is a node like the others', async () => {
  const manifest = graph([{ id: 'ask', node_type: 'Ask', params: { url: `${origin}/json` } }, { id: 'echo', node_type: 'PassThrough' }]);
  manifest.connections = [{ from: 'ask', to: 'echo' }];
  const session = await PipelineSession.open(manifest, { with: new InlineEngine(), nodes: { Ask: fetchNode({ allow: ['self'] }) } });
  assert.deepEqual((await session.push('a body')).map(({ item }) => item), [{ a: [1, null] }]);
  await assert.rejects(session.push({ url: 'https://other.example/' }), { code: 'RM1008', nodeId: 'ask' });
  assert.deepEqual((await session.push('again')).map(({ item }) => item), [{ a: [1, null] }]);
  await session.close();
});
