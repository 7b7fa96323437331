/** The built kit from another origin: its worker and wasm are found relative to the script, whatever the page allows. */
import { createReadStream, existsSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test, type Page } from '@playwright/test';

const dist = fileURLToPath(new URL('../../dist', import.meta.url));
const types: Record<string, string> = { '.js': 'text/javascript', '.wasm': 'application/wasm' };

interface Site {
  origin: string;
  server: Server;
}

const listen = (server: Server): Promise<Site> =>
  new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve({ server, origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}` })));

/** A server that holds the kit under /kit@1/, and lets other origins in or not. */
const cdnOf = (headers: Record<string, string>): Promise<Site> =>
  listen(
    createServer((request, response) => {
      const path = join(dist, new URL(request.url!, 'http://x').pathname.replace(/^\/kit@1\//, ''));
      if (!path.startsWith(dist) || !existsSync(path)) return void response.writeHead(404, headers).end();
      response.writeHead(200, { 'content-type': types[extname(path)] ?? 'application/octet-stream', ...headers });
      createReadStream(path).pipe(response);
    }),
  );

let site: Site;
let open: Site;
let closed: Site;
/** What the page's server answers next. */
let page = { html: '', headers: {} as Record<string, string> };

test.beforeAll(async () => {
  open = await cdnOf({ 'access-control-allow-origin': '*' });
  closed = await cdnOf({});
  site = await listen(createServer((_, response) => response.writeHead(200, { 'content-type': 'text/html', ...page.headers }).end(page.html)));
});
test.afterAll(() => [site, open, closed].forEach(({ server }) => (server.closeAllConnections(), server.close())));

const html = (head: string, script: string): string => `<!doctype html><html lang="en"><head><title>t</title>${head}</head><body><script type="module" src="data:text/javascript,${encodeURIComponent(script)}"></script></body></html>`;

const use = (kit: string, options = ''): string => `
  import { PipelineRunner, PipelineSession } from '${kit}';
  const manifest = { version: 'v1', metadata: { name: 't' }, nodes: [{ id: 'p', node_type: 'P' }], connections: [],
    python: { modules: { user: 'import getopt\\nclass P:\\n    def process(self, x):\\n        return [x * 2, getopt.__name__]' } } };
  const runner = new PipelineRunner({ timeout: 20${options} });
  runner.run(manifest, [21]).then(({ outputs }) => (window.result = JSON.stringify(outputs)), (error) => (window.result = error.code + ' ' + error.message));`;

async function resultOf(tab: Page, content: string, headers: Record<string, string> = {}): Promise<string> {
  page = { html: content, headers };
  await tab.goto(`${site.origin}/some/where/?q=1`);
  await tab.waitForFunction(() => 'result' in window, undefined, { timeout: 30_000 });
  return tab.evaluate(() => String((window as unknown as { result: string }).result));
}

const fine = '[[42,"getopt"]]';

test('from another origin, with nothing but CORS', async ({ page: tab }) => {
  expect(await resultOf(tab, html('', use(`${open.origin}/kit@1/core.js`)))).toBe(fine);
});

test('a version in the query of the script does no harm', async ({ page: tab }) => {
  expect(await resultOf(tab, html('', use(`${open.origin}/kit@1/core.js?v=3#x`)))).toBe(fine);
});

for (const [what, tag] of [
  ['<meta name="rm-base">', (origin: string) => `<meta name="rm-base" content="${origin}/kit@1">`],
  ['data-rm-base', (origin: string) => `<script data-rm-base="${origin}/kit@1/"></script>`],
] as const) {
  test(`the base is taken from ${what}`, async ({ page: tab }) => {
    const asked: string[] = [];
    tab.on('request', (request) => asked.push(request.url()));
    expect(await resultOf(tab, html(tag(open.origin), use(`${open.origin}/kit@1/core.js?copy`)))).toBe(fine);
    expect(asked.some((url) => url === `${open.origin}/kit@1/wasm/remotemedia_runtime.wasm`)).toBe(true);
  });
}

test('isolated pages too', async ({ page: tab }) => {
  const headers = { 'cross-origin-opener-policy': 'same-origin', 'cross-origin-embedder-policy': 'require-corp' };
  expect(await resultOf(tab, html('', use(`${open.origin}/kit@1/core.js`)), headers)).toBe(fine);
});

test('the smallest policy that is enough', async ({ page: tab }) => {
  const policy = (script: string): Record<string, string> => ({
    'content-security-policy': `default-src 'none'; script-src data: ${open.origin} ${script}; worker-src blob:; connect-src ${open.origin}`,
  });
  expect(await resultOf(tab, html('', use(`${open.origin}/kit@1/core.js`)), policy("'wasm-unsafe-eval'"))).toBe(fine);
  expect(await resultOf(tab, html('', use(`${open.origin}/kit@1/core.js`)), policy(''))).toMatch(/^RM5001 /);
});

test('a policy without blob: workers is named, and inline works under it', async ({ page: tab }) => {
  const headers = { 'content-security-policy': `default-src 'none'; script-src data: ${open.origin} 'wasm-unsafe-eval'; worker-src 'none'; connect-src ${open.origin}` };
  expect(await resultOf(tab, html('', use(`${open.origin}/kit@1/core.js`)), headers)).toMatch(/^RM5002 .*worker-src/);
  expect(await resultOf(tab, html('', use(`${open.origin}/kit@1/core.js`, ", engine: 'inline'")), headers)).toBe(fine);
});

test('Trusted Types: with the policy of the kit', async ({ page: tab }) => {
  const headers = { 'content-security-policy': "require-trusted-types-for 'script'; trusted-types rm-kit" };
  expect(await resultOf(tab, html('', use(`${open.origin}/kit@1/core.js`)), headers)).toBe(fine);
});

test('files on an origin that lets nobody in', async ({ page: tab }) => {
  expect(await resultOf(tab, html('', use(`${open.origin}/kit@1/core.js`, `, base: '${closed.origin}/kit@1/'`)))).toMatch(/^(RM1003|RM2305) /);
});
