import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { request, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
// @ts-expect-error a plain script without declarations
import { createServer } from './serve.mjs';

const root = mkdtempSync(join(tmpdir(), 'rm-serve-'));
const page = `<!doctype html><title>t</title>${'<p>hello</p>'.repeat(100)}`;
const wasm = Buffer.alloc(4096, 1);
let server: Server;

/** Without the normalisation that fetch does to paths. */
function get(path: string, headers: Record<string, string> = {}, method = 'GET'): Promise<{ response: IncomingMessage; body: Buffer }> {
  const { port } = server.address() as AddressInfo;
  return new Promise((resolve, reject) => {
    request({ port, host: '127.0.0.1', path, headers, method }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () => resolve({ response, body: Buffer.concat(chunks) }));
    })
      .on('error', reject)
      .end();
  });
}

before(async () => {
  for (const folder of ['docs/media', 'dist/wasm', 'docs/.hidden']) mkdirSync(join(root, folder), { recursive: true });
  writeFileSync(join(root, 'docs/index.html'), page);
  writeFileSync(join(root, 'docs/.hidden/x.txt'), 'secret');
  writeFileSync(join(root, 'docs/media/a b.wav'), Buffer.from('0123456789'));
  writeFileSync(join(root, 'dist/wasm/x.wasm'), wasm);
  writeFileSync(join(root, 'secret.txt'), 'secret');
  symlinkSync(join(root, 'secret.txt'), join(root, 'docs/link.txt'));
  server = createServer({ root, headers: (url: URL) => (url.searchParams.has('csp') ? { 'Content-Security-Policy': "default-src 'none'" } : {}) }) as Server;
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});

after(() => {
  server.close();
  rmSync(root, { recursive: true, force: true });
});

test('the root is the demo page', async () => {
  const { response, body } = await get('/');
  assert.equal(response.statusCode, 200);
  assert.equal(response.headers['content-type'], 'text/html; charset=utf-8');
  assert.equal(body.toString(), page);
});

test('wasm has its MIME type and is compressed', async () => {
  const { response, body } = await get('/dist/wasm/x.wasm', { 'accept-encoding': 'gzip, br' });
  assert.equal(response.headers['content-type'], 'application/wasm');
  assert.equal(response.headers['content-encoding'], 'br');
  assert.deepEqual(brotliDecompressSync(body), wasm);
  const second = await get('/dist/wasm/x.wasm', { 'accept-encoding': 'gzip;q=1, br;q=0' });
  assert.equal(second.response.headers['content-encoding'], 'gzip');
  assert.deepEqual(gunzipSync(second.body), wasm);
});

test('an unchanged file is not sent again', async () => {
  const { response } = await get('/', { 'accept-encoding': 'br' });
  const again = await get('/', { 'accept-encoding': 'br', 'if-none-match': String(response.headers.etag) });
  assert.equal(again.response.statusCode, 304);
  assert.equal(again.body.length, 0);
});

test('ranges', async () => {
  const part = await get('/media/a%20b.wav', { range: 'bytes=2-4' });
  assert.equal(part.response.statusCode, 206);
  assert.equal(part.response.headers['content-range'], 'bytes 2-4/10');
  assert.equal(part.body.toString(), '234');
  assert.equal((await get('/media/a%20b.wav', { range: 'bytes=-3' })).body.toString(), '789');
  assert.equal((await get('/media/a%20b.wav', { range: 'bytes=8-99' })).body.toString(), '89');
  assert.equal((await get('/media/a%20b.wav', { range: 'bytes=10-' })).response.statusCode, 416);
});

test('nothing outside the mounts can be reached', async () => {
  for (const path of ['/../secret.txt', '/%2e%2e/secret.txt', '/dist/../../secret.txt', '/dist/..%2f..%2fsecret.txt', '/..%5csecret.txt', '/link.txt', '/.hidden/x.txt', '/secret.txt', '/media/', '/dist/', '/%00', '//secret.txt', '/package.json']) {
    const { response, body } = await get(path);
    assert.equal(response.statusCode, 404, path);
    assert.ok(!body.toString().includes('secret'), path);
  }
  assert.equal((await get('/%')).response.statusCode, 400);
});

test('only reading', async () => {
  assert.equal((await get('/', {}, 'POST')).response.statusCode, 405);
  const head = await get('/', {}, 'HEAD');
  assert.equal(head.response.statusCode, 200);
  assert.equal(head.body.length, 0);
});

test('further headers by URL', async () => {
  assert.equal((await get('/?csp')).response.headers['content-security-policy'], "default-src 'none'");
});
