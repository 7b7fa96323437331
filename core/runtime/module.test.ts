import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { createServer, type RequestListener, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, afterEach, before, test } from 'node:test';
import type { LoadProgress } from './engine.js';
import { parseIntegrity, sha256, sha256Slow } from './integrity.js';
import { forgetModules, loadModule } from './module.js';

// An empty module with a custom section, so that it is worth streaming.
const padding = 200_000;
const wasm = new Uint8Array([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0, 0, ...leb(padding), 1, 0x78, ...new Uint8Array(padding - 2)]);
const hash = createHash('sha256').update(wasm);
const hex = hash.copy().digest('hex');
const base64 = hash.digest('base64');

function leb(value: number): number[] {
  const bytes: number[] = [];
  for (let rest = value; ; rest >>>= 7) {
    if (rest < 128) return [...bytes, rest];
    bytes.push((rest & 127) | 128);
  }
}

function breakOff(response: ServerResponse): void {
  response.writeHead(200, { 'content-length': wasm.length });
  response.write(wasm.subarray(0, 50_000), () => setTimeout(() => response.destroy(), 20));
}

let server: Server;
let base: string;
let requests: Record<string, number> = {};
const routes: Record<string, RequestListener> = {
  '/good': (_, response) => response.writeHead(200, { 'content-type': 'application/wasm', 'content-length': wasm.length }).end(wasm),
  '/type': (_, response) => response.writeHead(200, { 'content-type': 'text/plain' }).end(wasm),
  '/page': (_, response) => response.writeHead(200, { 'content-type': 'text/html' }).end('<!doctype html><title>app</title>'),
  '/empty': (_, response) => response.writeHead(200, { 'content-length': 0 }).end(),
  '/cut': (_, response) => response.writeHead(200).end(wasm.subarray(0, 100_000)),
  '/error': (_, response) => response.writeHead(503).end('busy'),
  '/stall': (_, response) => void response.writeHead(200).write(wasm.subarray(0, 50_000)),
  '/break': (_, response) => breakOff(response),
  '/slow': (_, response) => void setTimeout(() => response.writeHead(200).end(wasm), 150),
  '/later': (_, response) => response.writeHead(requests['/later']! > 2 ? 200 : 500).end(wasm),
  '/busy-once': (_, response) => (requests['/busy-once']! > 1 ? response.writeHead(200).end(wasm) : response.writeHead(503, { 'retry-after': '0' }).end('busy')),
  '/busy-long': (_, response) => response.writeHead(503, { 'retry-after': '120' }).end('busy'),
  '/break-once': (_, response) => (requests['/break-once']! > 1 ? response.writeHead(200).end(wasm) : breakOff(response)),
  '/cut-once': (request, response) => response.writeHead(200).end(request.headers['cache-control'] === 'no-cache' ? wasm : wasm.subarray(0, 100_000)),
  '/page-once': (request, response) => response.writeHead(200).end(request.headers['cache-control'] === 'no-cache' ? wasm : '<!doctype html><title>app</title>'),
  '/moved': (_, response) => response.writeHead(302, { location: '/good' }).end(),
  '/gone': (_, response) => response.writeHead(302, { location: `http://localhost:${new URL(base).port}/good` }).end(),
};

before(async () => {
  server = createServer((request, response) => {
    const path = request.url!;
    requests[path] = (requests[path] ?? 0) + 1;
    const route = routes[path];
    if (route) route(request, response);
    else response.writeHead(404).end('not here');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
after(() => {
  server.closeAllConnections();
  server.close();
});
afterEach(() => {
  forgetModules();
  requests = {};
});

const load = (path: string, options = {}) => loadModule(new URL(base + path), options);

test('a module is fetched and compiled, with its bytes counted', async () => {
  const seen: LoadProgress[] = [];
  const module = await load('/good', { onProgress: (progress: LoadProgress) => seen.push(progress) });
  assert.ok(module instanceof WebAssembly.Module);
  assert.deepEqual(seen[0], { loaded: 0, total: undefined, stage: 'fetch', cached: false });
  assert.ok(seen.some(({ total, loaded }) => total === wasm.length && loaded < wasm.length));
  assert.deepEqual(seen.at(-1), { loaded: wasm.length, total: wasm.length, stage: 'compile', cached: false });
  assert.ok(seen.every(({ loaded }, index) => index === 0 || loaded >= seen[index - 1]!.loaded));
});

test('a wrong content type does not matter', async () => assert.ok((await load('/type')) instanceof WebAssembly.Module));

test('callers share one fetch', async () => {
  const [one, two] = await Promise.all([load('/good'), load('/good')]);
  assert.equal(one, two);
  assert.equal(await load('/good'), one);
  assert.equal(requests['/good'], 1);
});

for (const [what, path, code, message] of [
  ['404', '/missing', 'RM1002', /404/],
  ['503', '/error', 'RM1007', /503/],
  ['503 for longer than anybody waits', '/busy-long', 'RM1007', /120 s/],
  ['an address that leads to another origin', '/gone', 'RM1003', /redirected to http:\/\/localhost/],
  ['a web page in place of the module', '/page', 'RM1005', /web page \(text\/html\)/],
  ['an empty file', '/empty', 'RM1005', /empty|cut off/],
  ['a file that is cut off', '/cut', 'RM1005', /cut off/],
  ['a connection that breaks', '/break', 'RM1001', /broke off/],
] as const) {
  test(`coded: ${what}`, () => assert.rejects(load(path), { name: 'RmError', code, message }));
}

test('coded: nobody listens', async () => {
  await assert.rejects(loadModule(new URL('http://127.0.0.1:9/x.wasm')), { code: 'RM1001' });
});

test('coded: nothing arrives any more', async () => {
  const started = performance.now();
  await assert.rejects(load('/stall', { stallTimeout: 0.2 }), { code: 'RM2301', message: /0.2 s/ });
  assert.ok(performance.now() - started < 10_000);
});

for (const [what, path] of [
  ['a server that is busy', '/busy-once'],
  ['a connection that breaks', '/break-once'],
  ['a file that arrives damaged, past the caches', '/cut-once'],
] as const) {
  test(`tried once more by itself: ${what}`, async () => {
    const seen: LoadProgress[] = [];
    assert.ok((await load(path, { onProgress: (progress: LoadProgress) => seen.push(progress) })) instanceof WebAssembly.Module);
    assert.equal(requests[path], 2);
    assert.ok(seen.every(({ loaded }, index) => index === 0 || loaded >= seen[index - 1]!.loaded), 'the bar never runs backwards');
    assert.equal(seen.at(-1)!.loaded, wasm.length);
  });
}

test('tried again by itself only once, and only where it may help', async () => {
  await assert.rejects(load('/error'));
  for (const path of ['/missing', '/page', '/busy-long', '/gone']) await assert.rejects(load(path));
  assert.deepEqual(requests, { '/error': 2, '/missing': 1, '/page': 1, '/busy-long': 1, '/gone': 1, '/good': 1 });
});

test('a second attempt can be cancelled while it waits', async () => {
  const control = new AbortController();
  const loading = load('/error', { signal: control.signal });
  setTimeout(() => control.abort(), 150);
  await assert.rejects(loading, { code: 'RM2304' });
  await new Promise((resolve) => setTimeout(resolve, 1200));
  assert.equal(requests['/error'], 1);
});

test('a failed load is tried again by the next call', async () => {
  await assert.rejects(load('/later'), { code: 'RM1007' });
  assert.ok((await load('/later')) instanceof WebAssembly.Module);
  assert.equal(requests['/later'], 3);
});

test('after a wrong file the next call asks past the caches', async () => {
  await assert.rejects(load('/page-once'), { code: 'RM1005' });
  assert.ok((await load('/page-once')) instanceof WebAssembly.Module);
});

test('an address that leads to another of the same origin', async () => assert.ok((await load('/moved')) instanceof WebAssembly.Module));

test('integrity: the right hash in both spellings, a wrong one, and none at all', async () => {
  assert.ok(await load('/good', { integrity: `sha256-${base64}` }));
  assert.ok(await load('/good', { integrity: hex.toUpperCase() }));
  assert.equal(requests['/good'], 1);
  await assert.rejects(load('/good', { integrity: `sha256-${base64.replace(/^./, (first) => (first === 'A' ? 'B' : 'A'))}` }), { code: 'RM1004', message: new RegExp(hex) });
  await assert.rejects(load('/good', { integrity: 'md5-x' }), { code: 'RM1004' });
});

test('a caller that gives up leaves the others theirs', async () => {
  const control = new AbortController();
  const first = load('/slow', { signal: control.signal });
  const second = load('/slow');
  control.abort();
  await assert.rejects(first, { code: 'RM2304' });
  assert.ok((await second) instanceof WebAssembly.Module);
  assert.equal(requests['/slow'], 1);
});

test('when nobody waits the fetch ends, and the next caller starts afresh', async () => {
  const control = new AbortController();
  const first = load('/slow', { signal: control.signal });
  setTimeout(() => control.abort(), 20);
  await assert.rejects(first, { code: 'RM2304' });
  assert.ok((await load('/slow')) instanceof WebAssembly.Module);
  assert.equal(requests['/slow'], 2);
  await assert.rejects(load('/slow', { signal: AbortSignal.abort() }), { code: 'RM2304' });
});

test('files: missing, and no module', async () => {
  await assert.rejects(loadModule(new URL('./nothing.wasm', import.meta.url)), { code: 'RM1002' });
  await assert.rejects(loadModule(new URL(import.meta.url)), { code: 'RM1005' });
});

test('SHA-256 without the browser\u2019s own', async () => {
  for (const length of [0, 1, 55, 56, 63, 64, 65, 119, 120, 1000, 100_000]) {
    const bytes = new Uint8Array(length).map((_, index) => (index * 31 + length) & 255);
    const wanted = createHash('sha256').update(bytes).digest('hex');
    assert.equal(Buffer.from(sha256Slow(bytes)).toString('hex'), wanted, `${length} bytes`);
    assert.equal(await sha256(bytes), wanted);
  }
});

test('spellings of a hash', () => {
  assert.equal(parseIntegrity(` sha256-${base64} `), hex);
  assert.equal(parseIntegrity(`sha256-${base64.replace(/=$/, '').replace(/\+/g, '-').replace(/\//g, '_')}`), hex);
  for (const wrong of ['', 'sha384-abc', 'sha256-', 'xyz', hex.slice(1)]) assert.throws(() => parseIntegrity(wrong), { code: 'RM1004' });
});
