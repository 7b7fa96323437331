/** The forms in which the kit comes, each on a page of its own: they run, alone, together, twice, and say why when they cannot. */
import { readFileSync, mkdtempSync, rmSync } from 'node:fs';
import { execFileSync } from 'node:child_process';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { test, type Page } from '@playwright/test';
import type * as Core from '../../core/index.js';
import { expect, expectLines, foreign, script, violations, watch } from './support.js';

const upper = `<rm-python>${script('class Upper:\n    def process(self, text):\n        return text.upper()')}</rm-python>`;
const pipeline = `<rm-pipeline><rm-text-input value="hello"></rm-text-input>${upper}<rm-output></rm-output></rm-pipeline>`;

const policy = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'; connect-src 'self'; style-src 'self'; base-uri 'none'";

/** Serves `/page/` with the given content under the strict policy. */
async function visit(page: Page, content: string, csp = policy): Promise<void> {
  await page.route('**/page/', (route) =>
    route.fulfill({
      contentType: 'text/html; charset=utf-8',
      headers: { 'content-security-policy': csp },
      body: `<!doctype html><html lang="en"><title>form</title><body>${content}</body></html>`,
    }),
  );
  await page.goto('/page/');
}

/** Runs what the text input holds. */
async function runs(page: Page): Promise<void> {
  await page.waitForFunction(() => customElements.get('rm-pipeline') && customElements.get('rm-output') && customElements.get('rm-python') && customElements.get('rm-text-input'));
  await page.locator('rm-text-input').getByRole('button').click();
  await expect(page.locator('rm-output')).toContainText('HELLO');
}

const module = '<script type="module" src="/dist/remotemedia.js"></script>';
const iife = '<script src="/dist/remotemedia.iife.js"></script>';
const loader = '<script src="/dist/remotemedia.loader.js"></script>';

for (const [name, before, after] of [
  ['the module', module, ''],
  ['the classic script', iife, ''],
  ['the classic script, async', iife.replace(' src', ' async src'), ''],
  ['the classic script, deferred', iife.replace(' src', ' defer src'), ''],
  ['the classic script, at the end', '', iife],
  ['the loader as a classic script', loader, ''],
  ['the loader as a module', loader.replace(' src', ' type="module" src'), ''],
  ['the loader, async, at the end', '', loader.replace(' src', ' async src')],
  ['a version in the query', '', iife.replace('.js', '.js?v=3')],
  ['the loader with a version in the query', loader.replace('.js', '.js?v=3'), ''],
  ['all of them', module + iife, loader + module],
] as const) {
  test(name, async ({ page }) => {
    const seen = await watch(page);
    await visit(page, before + pipeline + after);
    await runs(page);
    expect(await violations(page)).toEqual([]);
    await expectLines(seen);
  });
}

/** A server of a folder that lets no other origin in; `/page` is the given text. */
async function serve(folder: string, page = ''): Promise<{ origin: string; server: Server }> {
  const types: Record<string, string> = { '.js': 'text/javascript', '.html': 'text/html', '.css': 'text/css', '.wasm': 'application/wasm' };
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url!, 'http://x');
    if (pathname === '/page') return void response.writeHead(200, { 'content-type': 'text/html' }).end(page);
    try {
      const bytes = readFileSync(join(folder, pathname.endsWith('/') ? `${pathname}index.html` : pathname));
      response.writeHead(200, { 'content-type': types[extname(pathname) || '.html'] ?? 'application/octet-stream' }).end(bytes);
    } catch {
      response.writeHead(404).end();
    }
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  return { server, origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

const dist = fileURLToPath(new URL('../../dist', import.meta.url));

test.describe('the loader', () => {
  test('loads only what the page uses, and what it comes to use', async ({ page }) => {
    const seen = await watch(page);
    await visit(page, `${loader}<rm-pipeline></rm-pipeline>`);
    await page.waitForFunction(() => customElements.get('rm-pipeline'));
    const modules = () => seen.requests.map((url) => /components\/([\w-]+)\.js/.exec(url)?.[1]).filter(Boolean).sort();
    expect(modules()).toEqual(['pipeline']);
    await page.evaluate(() => document.querySelector('rm-pipeline')!.append(document.createElement('rm-output')));
    await page.waitForFunction(() => customElements.get('rm-output'));
    expect(modules()).toEqual(['output', 'pipeline']);
    await expectLines(seen);
  });

  test('looks into open shadow roots, also those that come late', async ({ page }) => {
    await visit(page, `<div id="host"><template shadowrootmode="open"><rm-text-input></rm-text-input></template></div><late-host></late-host>${loader}`);
    await page.waitForFunction(() => customElements.get('rm-text-input'));
    await page.evaluate(() => {
      document.querySelector('#host')!.shadowRoot!.append(document.createElement('rm-sample'));
      customElements.define(
        'late-host',
        class extends HTMLElement {
          connectedCallback(): void {
            this.attachShadow({ mode: 'open' }).append(document.createElement('rm-file-input'));
          }
        },
      );
    });
    await page.waitForFunction(() => customElements.get('rm-sample') && customElements.get('rm-file-input'));
  });

  test('says once what was probably meant', async ({ page }) => {
    const seen = await watch(page);
    await visit(page, `${loader}<rm-ouput></rm-ouput><rm-ouput></rm-ouput><rm-nothing-of-ours></rm-nothing-of-ours><x-foreign></x-foreign><rm-other></rm-other>`);
    await page.evaluate(() => customElements.define('rm-other', class extends HTMLElement {}));
    await expectLines(seen, 'RM1109', 'RM1109');
    expect(seen.lines.join('\n')).toContain('Did you mean <rm-output>?');
    expect(seen.lines.join('\n')).not.toMatch(/nothing-of-ours.*mean/);
  });

  test('names a module that does not come, in place, while the others work; and takes it when it comes after all', async ({ page }) => {
    const seen = await watch(page);
    let broken = true;
    await page.route('**/components/output.js', (route) => (broken ? route.fulfill({ status: 404 }) : route.continue()));
    await visit(page, `${loader}${pipeline}`);
    await expect(page.locator('rm-output')).toContainText(/^RM1002: .*output\.js answered 404\./);
    await expectLines(seen, 'RM1002');
    await page.waitForFunction(() => customElements.get('rm-pipeline') && customElements.get('rm-python'));
    broken = false;
    await page.evaluate(() => dispatchEvent(new Event('online')));
    await runs(page);
    await expect(page.getByText('RM1002')).toHaveCount(0);
  });

  test('keeps what was set before the elements came', async ({ page }) => {
    await visit(page, `<rm-output></rm-output><rm-node></rm-node>`);
    await page.evaluate(() => {
      Object.assign(document.querySelector('rm-output')!, { items: ['set early'] });
      Object.assign(document.querySelector('rm-node')!, { params: { factor: 2 } });
      document.body.append(Object.assign(document.createElement('script'), { src: '/dist/remotemedia.loader.js' }));
    });
    await expect(page.locator('rm-output')).toContainText('set early');
    await expect(page.locator('rm-node')).toHaveAttribute('params', '{"factor":2}');
  });
});

test.describe('where it cannot be loaded', () => {
  for (const [name, file] of [
    ['the classic script', 'remotemedia.iife.js'],
    ['the loader', 'remotemedia.loader.js'],
  ] as const) {
    test(`${name}: from a server that lets nobody in`, async ({ page }) => {
      const kit = await serve(dist);
      // Of its own server, because what a test fulfils itself passes for same-origin.
      const site = await serve(dist, `<!doctype html><title>t</title><script src="${kit.origin}/${file}"></script>${pipeline}`);
      const seen = await watch(page);
      await page.goto(`${site.origin}/page`);
      await expect(page.getByText(/^RM1003: /)).toBeVisible();
      await expect.poll(() => seen.lines.filter((line) => line.startsWith('RM1003')).length).toBe(1);
      for (const { server } of [kit, site]) server.close();
    });

    test(`${name}: where the policy allows nothing else`, async ({ page }) => {
      const seen = await watch(page);
      await visit(page, `<script src="/dist/${file}"></script>${pipeline}`, policy.replace("'self'", new URL(test.info().project.use.baseURL!).origin + `/dist/${file}`));
      await expect(page.getByText(/^RM5008: .*script-src/)).toBeVisible();
      await expect.poll(() => seen.lines.filter((line) => line.startsWith('RM5008')).length).toBe(1);
    });
  }

  test('a part that is fetched later: told in the pipeline, and a retry takes it', async ({ page }) => {
    const seen = await watch(page);
    let broken = true;
    await page.route('**/chunks/work-*.js', (route) => (broken ? route.abort() : route.continue()));
    await visit(page, `${module}${pipeline}`);
    const error = page.locator('rm-pipeline rm-error');
    await expect(error).toContainText('A part of the kit could not be loaded');
    await expectLines(seen, 'RM1001');
    broken = false;
    await error.getByRole('button', { name: 'Try again' }).click();
    await expect(error).toHaveCount(0);
    await runs(page);
  });

  test('a part of an output that is fetched later: its own retry takes it', async ({ page }) => {
    const seen = await watch(page);
    let broken = true;
    await page.route('**/chunks/results-*.js', (route) => (broken ? route.abort() : route.continue()));
    await visit(page, `${module}<rm-output></rm-output>`);
    await page.evaluate(async () => {
      await customElements.whenDefined('rm-output');
      Object.assign(document.querySelector('rm-output')!, { items: ['shown after all'] });
    });
    const error = page.locator('rm-output rm-error');
    await expect(error).toContainText('A part of the kit could not be loaded');
    await error.getByRole('button', { name: 'Try again' }).click();
    await expectLines(seen, 'RM1001', 'RM1001');
    await expect(error).toContainText('RM1001');
    broken = false;
    await error.getByRole('button', { name: 'Try again' }).click();
    await expect(page.getByText('shown after all')).toBeVisible();
    await expect(error).toHaveCount(0);
  });

  test('an error whose element does not come still says code and message', async ({ page }) => {
    await page.route(/components\/error\.js|error-codes-/, (route) => route.abort());
    await visit(page, `${loader}<rm-node type="Echo"></rm-node>`);
    await expect(page.getByText('RM1102: This <rm-node> is in no rm-pipeline.')).toBeVisible();
  });
});

test.describe('integrity', () => {
  const sri = (): Record<string, { integrity: string }> => JSON.parse(readFileSync(join(dist, 'sri.json'), 'utf8')) as Record<string, { integrity: string }>;
  /** The module with the hashes of sri.json, in its tag and for what it imports. */
  const hashed = (base: string, change = (hash: string) => hash): string => {
    const map = Object.entries(sri()).filter(([path]) => path.endsWith('.js')).map(([path, { integrity }]) => [`${base}/dist/${path}`, path.startsWith('chunks/') ? change(integrity) : integrity]);
    return `<script type="importmap">${JSON.stringify({ integrity: Object.fromEntries(map) })}</script>${module.replace(' src', ` crossorigin="anonymous" integrity="${sri()['remotemedia.js']!.integrity}" src`)}`;
  };
  const loose = policy.replace("script-src 'self'", "script-src 'self' 'unsafe-inline'");

  test('the hashes of sri.json hold for the script and all it imports', async ({ page, baseURL }) => {
    const seen = await watch(page);
    await visit(page, hashed(baseURL!) + pipeline, loose);
    await runs(page);
    await expectLines(seen);
  });

  test('a chunk that differs is not run', async ({ page, baseURL }) => {
    await visit(page, hashed(baseURL!, (hash) => hash.replace(/^sha384-.{8}/, 'sha384-AAAAAAAA')) + pipeline, loose);
    await page.waitForLoadState('load');
    expect(await page.evaluate(() => Boolean(customElements.get('rm-pipeline')))).toBe(false);
  });
});

test.describe('two copies', () => {
  test('of two versions: the first stays, one line names both', async ({ page }) => {
    const seen = await watch(page);
    await page.route('**/old/**', async (route) => {
      const response = await route.fetch({ url: route.request().url().replace('/old/', '/dist/') });
      if (!response.url().endsWith('.js')) return route.fulfill({ response });
      return route.fulfill({ response, body: (await response.text()).replaceAll('"0.1.0"', '"0.0.9"') });
    });
    await visit(page, `${module.replace('/dist/', '/old/')}${pipeline}${module}`);
    await runs(page);
    await expect.poll(() => seen.lines.length).toBe(1);
    expect(seen.lines[0]).toMatch(/0\.1\.0 is loaded after version 0\.0\.9/);
    expect(seen.exceptions).toEqual([]);
  });

  test('fetch the runtime once', async ({ page }) => {
    const seen = await watch(page);
    await page.route('**/copy/**', async (route) => route.fulfill({ response: await route.fetch({ url: route.request().url().replace('/copy/', '/dist/') }) }));
    await visit(page, '<meta name="rm-base" content="/dist/">');
    const outputs = await page.evaluate(async () => {
      const manifest = { version: 'v1', metadata: { name: 't' }, nodes: [{ id: 'm', node_type: 'MultiplyNode', params: { factor: 2 } }], connections: [] };
      const copies = await Promise.all(['/dist/core.js', '/copy/core.js'].map((path) => import(path) as Promise<typeof Core>));
      return Promise.all(copies.map(async ({ PipelineRunner }) => (await new PipelineRunner().run(manifest, [21])).outputs));
    });
    expect(outputs).toEqual([[42], [42]]);
    expect(seen.requests.filter((url) => url.includes('remotemedia_runtime.wasm')).length).toBe(1);
  });
});

test.describe('offline.zip', () => {
  let folder: string;
  test.beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'rm-offline-'));
    execFileSync('python3', ['-m', 'zipfile', '-e', join(dist, 'offline.zip'), folder]);
  });
  test.afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test('runs from any server, and asks for nothing besides', async ({ page }) => {
    const { server, origin } = await serve(folder);
    const seen = await watch(page);
    await page.goto(`${origin}/`);
    await page.locator('rm-text-input').getByRole('button').click();
    await expect(page.locator('rm-output')).toContainText('IT RUNS WITHOUT A NETWORK!');
    expect(foreign(seen, page)).toEqual([]);
    await expectLines(seen);
    server.close();
  });

  test('opened as a file it says why it cannot run', async ({ page }) => {
    await page.goto(pathToFileURL(join(folder, 'index.html')).href);
    await expect(page.getByText(/^RM5006: .*opened as a file\. Serve the folder/)).toBeVisible();
  });
});
