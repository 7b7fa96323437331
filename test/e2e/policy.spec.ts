import { test } from '@playwright/test';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
// @ts-expect-error a plain script without declarations
import { createServer } from '../../cli/serve.mjs';
import { strictPolicy } from '../policies.js';
import { expect, expectLines, foreign, onlyError, open, run, script, violations, watch } from './support.js';

const body = `<rm-pipeline load="manual"><rm-text-input label="Text" value="hello"></rm-text-input>
  <rm-python>${script('class A:\n    def process(self, text):\n        return text.upper()')}</rm-python><rm-output></rm-output></rm-pipeline>`;

test('a strict policy is enough', async ({ page }) => {
  const seen = await watch(page);
  await open(page, body);
  await page.getByRole('button', { name: 'Run' }).click();
  await expect(page.locator('rm-output')).toContainText('HELLO');
  expect(await violations(page)).toEqual([]);
  expect(foreign(seen, page)).toEqual([]);
  await expectLines(seen);
});

test('a policy that forbids WebAssembly is named', async ({ page }) => {
  await open(page, body, { policy: strictPolicy().replace(" 'wasm-unsafe-eval'", '') });
  await run(page, 'x');
  expect(await onlyError(page)).toBe('RM5001');
  await expect(page.locator('rm-error')).toContainText("'wasm-unsafe-eval'");
});

test('a policy that forbids the worker is named', async ({ page }) => {
  await open(page, body, { policy: strictPolicy().replace("worker-src 'self'", "worker-src 'none'") });
  await run(page, 'x');
  expect(await onlyError(page)).toBe('RM5002');
  await expect(page.locator('rm-error')).toContainText('worker-src');
});

test('without workers it runs inline, when asked to', async ({ page }) => {
  const seen = await watch(page);
  await open(page, body.replace('<rm-pipeline', '<rm-pipeline engine="inline"'), { policy: strictPolicy().replace("worker-src 'self'", "worker-src 'none'") });
  await page.getByRole('button', { name: 'Run' }).click();
  await expect(page.locator('rm-output')).toContainText('HELLO');
  expect(await violations(page)).toEqual([]);
  await expectLines(seen);
});

test('no policy, no headers, several pipelines: one download', async ({ page }) => {
  const seen = await watch(page);
  const one = (id: string): string => `<rm-pipeline id="${id}" autorun><rm-text-input type="number" label="n" value="2"></rm-text-input><rm-node type="MultiplyNode" params='{"factor":21}'></rm-node><rm-output></rm-output></rm-pipeline>`;
  await open(page, one('a') + one('b') + one('c'), { policy: '' });
  await expect(page.locator('rm-output li')).toHaveText(['42', '42', '42']);
  expect(seen.requests.filter((url) => url.endsWith('remotemedia_runtime.wasm')).length).toBe(1);
  await expectLines(seen);
});

test('a second script tag does no harm', async ({ page }) => {
  const seen = await watch(page);
  await open(page, '<rm-pipeline autorun><rm-text-input type="number" label="n" value="2"></rm-text-input><rm-node type="Echo"></rm-node><rm-output></rm-output></rm-pipeline>', {
    head: '<script type="module" src="/dist/remotemedia.js?again"></script>',
  });
  await expect(page.locator('rm-output')).toContainText('counter');
  await expectLines(seen);
});

test('nothing is fetched before the visitor turns to the pipeline', async ({ page }) => {
  const seen = await watch(page);
  await open(page, body.replace('load="manual"', ''));
  await page.waitForTimeout(300);
  expect(seen.requests.filter((url) => /wasm|worker/.test(url))).toEqual([]);
  await page.getByLabel('Text').focus();
  await expect(page.locator('rm-pipeline')).toHaveAttribute('status', 'ready');
});

for (const [policy, expected] of [
  ['eager', true],
  ['visible', true],
  ['idle', true],
  ['manual', false],
] as const) {
  test(`load="${policy}"`, async ({ page }) => {
    await open(page, body.replace('manual', policy));
    if (expected) await expect(page.locator('rm-pipeline')).toHaveAttribute('status', 'ready');
    else {
      await page.getByLabel('Text').focus();
      await page.waitForTimeout(300);
      await expect(page.locator('rm-pipeline')).toHaveAttribute('status', 'idle');
    }
  });
}

test('Trusted Types: two named policies are enough', async ({ page }) => {
  const seen = await watch(page);
  await open(page, body, { policy: strictPolicy(undefined, { trustedTypes: true }) });
  await page.getByRole('button', { name: 'Run' }).click();
  await expect(page.locator('rm-output')).toContainText('HELLO');
  expect(await violations(page)).toEqual([]);
  await expectLines(seen);
});

for (const trustedTypes of [false, true]) {
  test(`images, sanitised markup, templates and toasts need nothing more${trustedTypes ? ', with Trusted Types neither' : ''}`, async ({ page }) => {
    const seen = await watch(page);
    const own = '<rm-output id="own"><template slot="text"><a href="{{.}}" title="{{.}}">{{.}}</a></template></rm-output>';
    await open(page, `<rm-output id="image"></rm-output><rm-output id="html" format="html-safe"></rm-output>${own}<rm-error variant="toast"></rm-error><rm-error variant="dialog"></rm-error>`, {
      policy: strictPolicy(undefined, { trustedTypes }),
    });
    await page.evaluate(async () => {
      const canvas = document.createElement('canvas');
      [canvas.width, canvas.height] = [30, 20];
      const png = await new Promise<Blob>((done) => canvas.toBlob((blob) => done(blob!)));
      const give = (id: string, ...items: unknown[]): unknown => Object.assign(document.getElementById(id)!, { items });
      give('image', new Uint8Array(await png.arrayBuffer()));
      give('html', '<p id="x">Some <b>bold</b> text<img src="https://example.org/x.png"></p><script>window.taken = 1</script>');
      give('own', 'javascript:window.taken=1', 'https://example.org/');
    });
    await expect(page.getByRole('img', { name: 'Results, image, 30 × 20' })).toBeVisible();
    await expect(page.locator('#html b')).toHaveText('bold');
    await expect(page.locator('#html').locator('img, script, [id=x]')).toHaveCount(0);
    await expect(page.locator('#own a')).toHaveText(['javascript:window.taken=1', 'https://example.org/']);
    await expect(page.locator('#own a[href]')).toHaveCount(1);
    for (const variant of ['toast', 'dialog'] as const) {
      await page.evaluate(async (variant) => {
        const { RmError } = (await import('/dist/core.js' as string)) as { RmError: new (code: string, message: string) => unknown };
        Object.assign(document.querySelector(`rm-error[variant=${variant}]`)!, { error: new RmError('RM1001', `In a ${variant}`) });
      }, variant);
      await expect(page.getByText(`In a ${variant}`)).toBeVisible();
    }
    await page.keyboard.press('Escape');
    await expect(page.getByText('In a dialog')).toBeHidden();
    await page.getByRole('button', { name: 'Dismiss' }).click();
    await expect(page.getByText('In a toast')).toBeHidden();
    expect(await page.evaluate(() => (window as unknown as { taken?: unknown }).taken)).toBe(undefined);
    expect(await violations(page)).toEqual([]);
    expect(foreign(seen, page)).toEqual([]);
    await expectLines(seen);
  });
}

test('sanitised markup names the policy that is not listed', async ({ page }) => {
  await open(page, '<rm-output format="html-safe"></rm-output>', { policy: strictPolicy(undefined, { trustedTypes: true }).replace('trusted-types rm-kit lit-html', 'trusted-types lit-html') });
  await page.evaluate(() => Object.assign(document.querySelector('rm-output')!, { items: ['<p>x</p>'] }));
  expect(await onlyError(page)).toBe('RM5004');
  await expect(page.locator('rm-error')).toContainText('rm-kit');
  // Another format needs no sanitiser, and the first one fails once more.
  const output = page.locator('rm-output');
  await output.evaluate((element) => element.setAttribute('format', 'text'));
  await expect(output.getByText('<p>x</p>')).toBeVisible();
  await expect(page.locator('rm-error')).toHaveCount(0);
  await output.evaluate((element) => element.setAttribute('format', 'html-safe'));
  expect(await onlyError(page)).toBe('RM5004');
});

test('from another origin, as from a CDN, under a strict policy', async ({ page }) => {
  const servers: Server[] = [];
  const serve = async (options: object): Promise<string> => {
    const server = createServer(options) as Server;
    servers.push(server);
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  };
  // Really served: a page made up by the test could not reach a loopback address.
  const root = mkdtempSync(join(tmpdir(), 'rm-e2e-'));
  try {
    const cdn = await serve({});
    const policy = strictPolicy(cdn);
    writeFileSync(join(root, 'index.html'), `<!doctype html><html lang="en"><title>e2e</title><script type="module" src="${cdn}/dist/remotemedia.js?v=1" crossorigin></script>${body}</html>`);
    const seen = await watch(page);
    await page.goto(await serve({ root, mounts: { '/': '.' }, headers: { 'content-security-policy': policy } }));
    await page.getByRole('button', { name: 'Run' }).click();
    await expect(page.locator('rm-output')).toContainText('HELLO');
    expect(await violations(page)).toEqual([]);
    await expectLines(seen);
    const files = seen.requests.filter((url) => /\.(wasm|js)/.test(url));
    expect(files.some((url) => url.endsWith('.wasm'))).toBe(true);
    expect(files.filter((url) => !url.startsWith(`${cdn}/`))).toEqual([]);
  } finally {
    for (const server of servers) server.close().closeAllConnections();
    rmSync(root, { recursive: true, force: true });
  }
});

test('two copies of the kit from different addresses share the page', async ({ page, baseURL }) => {
  const seen = await watch(page);
  await page.route('**/copy/**', async (route) => {
    const response = await route.fetch({ url: route.request().url().replace('/copy/', '/dist/') });
    await route.fulfill({ response });
  });
  await open(page, '<rm-pipeline autorun><rm-text-input type="number" label="n" value="2"></rm-text-input><rm-node type="MultiplyNode"></rm-node><rm-output></rm-output></rm-pipeline>', {
    head: `<script type="module" src="${baseURL}/copy/remotemedia.js"></script>`,
  });
  await expect(page.locator('rm-output li')).toHaveText('4');
  expect(seen.exceptions).toEqual([]);
  await expectLines(seen);
});

test('mounting and removing pipelines leaves no worker behind', async ({ page }) => {
  await open(page, '<main></main>');
  for (let round = 0; round < 8; round += 1) {
    await page.evaluate(async () => {
      const pipeline = document.createElement('rm-pipeline');
      pipeline.setAttribute('load', 'manual');
      const node = document.createElement('rm-node');
      node.setAttribute('type', 'Echo');
      pipeline.append(node);
      document.querySelector('main')!.append(pipeline);
      await pipeline.start();
      await pipeline.push('x');
      pipeline.remove();
    });
  }
  await expect.poll(() => page.workers().length).toBe(0);
});
