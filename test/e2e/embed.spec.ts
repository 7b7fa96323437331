/** rm-embed, and embed.html as it is built. */
import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test, type FrameLocator, type Page } from '@playwright/test';
// @ts-expect-error a plain script without declarations
import { createServer } from '../../cli/serve.mjs';
import { strictPolicy } from '../policies.js';
import { site as siteWithoutCors } from './embedding.js';
import { expect, expectLines, onlyError, open, violations, watch } from './support.js';

/**
 * The kit's files from an origin of their own, with a page beside them. Really served: Chromium lets no page that only the test
 * makes up put one of this machine into a frame.
 */
async function site(path: string, page: (url: string) => { policy?: string; body: string }): Promise<{ origin: string; close(): void }> {
  const kit = createServer({ compress: false });
  const server = http.createServer((request, response) => {
    if (!request.url!.startsWith(path)) {
      kit.emit('request', request, response);
      return;
    }
    const { policy, body } = page(request.url!);
    response.writeHead(200, { 'content-type': 'text/html; charset=utf-8', ...(policy && { 'content-security-policy': policy }) }).end(body);
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const close = (): void => {
    server.closeAllConnections();
    server.close();
  };
  return { origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, close };
}

const address = (origin: string): string => `${origin}/dist/embed.html?src=../examples/shout.json&label=Words`;
const policy = (origin: string): string => `${strictPolicy()}; frame-src ${origin}`;
const element = '<script type="module" src="/dist/components/embed.js"></script>';

/** Notes the results that rm-embed fires. */
const hear = (page: Page): Promise<void> =>
  page.evaluate(() => {
    const heard: unknown[] = [];
    Object.assign(window, { heard });
    document.addEventListener('rm-result', (event) => heard.push(event.detail.item));
  });
const heard = (page: Page): Promise<unknown[]> => page.evaluate(() => (window as unknown as { heard: unknown[] }).heard);

test('a page of the same origin hears what happens in its frame', async ({ page, baseURL }) => {
  const seen = await watch(page);
  await open(page, `<rm-embed src="${address(baseURL!)}"></rm-embed>`, { policy: policy("'self'"), head: element });
  await hear(page);
  const frame = page.frameLocator('rm-embed iframe');
  await frame.getByRole('textbox', { name: 'Words' }).fill('hello');
  const before = (await page.locator('rm-embed iframe').boundingBox())!.height;
  await page.keyboard.press('Enter');
  await expect(frame.locator('rm-output')).toContainText('HELLO!');
  await expect.poll(() => heard(page)).toEqual(['HELLO!']);
  // As high as what is in it, which a result may change.
  const inside = await frame.locator('html').evaluate((html) => Math.ceil(html.getBoundingClientRect().height));
  await expect.poll(async () => (await page.locator('rm-embed iframe').boundingBox())!.height).toBe(inside);
  expect(before).toBeLessThan(400);
  expect(await violations(page)).toEqual([]);
  await expectLines(seen);
});

test('a page of another origin is told the height, and the results only when it is named', async ({ page }) => {
  const html = readFileSync('dist/embed.html', 'utf8');
  let allowed = '';
  const frames = await site('/dist/embed.html', () => ({ body: html.replace('name="rm-embed-allow" content=""', `name="rm-embed-allow" content="${allowed}"`) }));
  const host = await site('/host.html', () => ({
    policy: policy(frames.origin),
    body: `<!doctype html><title>Host</title>${element}<rm-embed src="${address(frames.origin)}" height="700"></rm-embed>`,
  }));
  try {
    for (allowed of ['', 'https://else.example', host.origin]) {
      await page.goto(`${host.origin}/host.html`);
      await hear(page);
      const frame = page.frameLocator('rm-embed iframe');
      await frame.getByRole('textbox').fill('hello');
      await page.keyboard.press('Enter');
      await expect(frame.locator('rm-output')).toContainText('HELLO!');
      await expect.poll(async () => (await page.locator('rm-embed iframe').boundingBox())!.height).toBeLessThan(500);
      if (allowed !== host.origin) {
        // What is told comes in order: after a height of now, the result would have been heard.
        await frame.locator('body').evaluate((body) => body.append(Object.assign(document.createElement('div'), { style: 'height: 777px' })));
        await expect.poll(async () => (await page.locator('rm-embed iframe').boundingBox())!.height).toBeGreaterThan(777);
      }
      await expect.poll(() => heard(page)).toEqual(allowed === host.origin ? ['HELLO!'] : []);
    }
  } finally {
    host.close();
    frames.close();
  }
});

/** Types a word there and waits for what becomes of it. */
async function shout(frame: FrameLocator, word = 'hello'): Promise<void> {
  await frame.getByRole('textbox', { name: 'Words' }).fill(word);
  await frame.getByRole('textbox', { name: 'Words' }).press('Enter');
  await expect(frame.locator('rm-output')).toContainText(`${word.toUpperCase()}!`);
}

test('the page is found beside the kit’s files, and takes on language and colours', async ({ page, baseURL }) => {
  const seen = await watch(page);
  await open(page, '<rm-embed manifest="examples/shout.json" label="Words" lang="de"></rm-embed>', { policy: policy("'self'") });
  await hear(page);
  const frame = page.frameLocator('rm-embed iframe');
  await shout(frame);
  await expect.poll(() => heard(page)).toEqual(['HELLO!']);
  await expect(frame.getByRole('button', { name: 'Ausführen' })).toBeVisible();
  expect(await frame.locator('html').evaluate(({ ownerDocument: { documentElement: html } }) => [html.lang, html.dir, html.style.colorScheme])).toEqual(['de', 'ltr', 'light']);
  await expect(page.locator('rm-embed iframe')).toHaveAttribute('src', new RegExp(`^${baseURL}/dist/embed\\.html\\?`));
  // Another input is another page.
  await page.locator('rm-embed').evaluate((element) => element.setAttribute('input', 'file'));
  await expect(frame.locator('rm-file-input')).toBeVisible();
  // Taken out and put back, it starts anew.
  await page.locator('rm-embed').evaluate((element) => document.body.append(element));
  await expect(frame.locator('rm-file-input')).toBeVisible();
  expect(await violations(page)).toEqual([]);
  await expectLines(seen);
});

test('a page of a file hears the frame, too', async ({ page }) => {
  const frames = await site('/none', () => ({ body: '' }));
  const folder = mkdtempSync(join(tmpdir(), 'rm-embed-'));
  writeFileSync(
    join(folder, 'host.html'),
    `<!doctype html><title>Host</title><script type="module" src="${frames.origin}/dist/components/embed.js"></script>
    <rm-embed src="${frames.origin}/dist/embed.html" manifest="${frames.origin}/examples/shout.json" label="Words" height="700"></rm-embed>`,
  );
  try {
    await page.goto(`file://${folder}/host.html`);
    await hear(page);
    await shout(page.frameLocator('rm-embed iframe'));
    await expect.poll(() => page.locator('rm-embed').evaluate((embed) => embed.matches(':state(connected)'))).toBe(true);
    await expect.poll(async () => (await page.locator('rm-embed iframe').boundingBox())!.height).toBeLessThan(500);
    // It is told nothing else: whose file it is, nobody knows.
    expect(await heard(page)).toEqual([]);
  } finally {
    rmSync(folder, { recursive: true });
    frames.close();
  }
});

test('an embed.html elsewhere shows manifests of its own origin', async ({ page }) => {
  const frames = await site('/none', () => ({ body: '' }));
  const embed = `<rm-embed src="${frames.origin}/dist/embed.html" manifest="${frames.origin}/examples/shout.json" label="Words"></rm-embed>`;
  const host = await site('/host.html', () => ({ policy: policy(frames.origin), body: `<!doctype html><title>Host</title>${element}${embed}` }));
  try {
    await page.goto(`${host.origin}/host.html`);
    await shout(page.frameLocator('rm-embed iframe'));
  } finally {
    host.close();
    frames.close();
  }
});

test('the offline archive holds the page', async ({ page }) => {
  const folder = mkdtempSync(join(tmpdir(), 'rm-embed-'));
  execFileSync('python3', ['-m', 'zipfile', '-e', 'dist/offline.zip', folder]);
  copyFileSync('docs/examples/shout.json', join(folder, 'shout.json'));
  const kit = createServer({ root: folder, mounts: { '/': '.' }, compress: false });
  await new Promise<void>((listening) => kit.listen(0, '127.0.0.1', listening));
  try {
    const seen = await watch(page);
    await page.goto(`http://127.0.0.1:${(kit.address() as AddressInfo).port}/embed.html?src=shout.json&label=Words`);
    await page.getByRole('textbox', { name: 'Words' }).fill('hello');
    await page.keyboard.press('Enter');
    await expect(page.locator('rm-output')).toContainText('HELLO!');
    await expect(page).toHaveTitle('Words');
    expect(await violations(page)).toEqual([]);
    await expectLines(seen);
  } finally {
    kit.closeAllConnections();
    kit.close();
    rmSync(folder, { recursive: true });
  }
});

test.describe('in a sandbox without an origin', () => {
  const sandboxed = (more = ''): string => `<rm-embed manifest="/examples/shout.json" label="Words" sandbox="allow-scripts" ${more}></rm-embed>`;

  test('it runs where the kit comes with CORS, and its own site hears it', async ({ page }) => {
    const seen = await watch(page);
    await open(page, sandboxed(), { policy: policy("'self'"), head: element });
    await hear(page);
    const frame = page.frameLocator('rm-embed iframe');
    await shout(frame);
    await expect.poll(() => heard(page)).toEqual(['HELLO!']);
    expect(await frame.locator('html').evaluate(() => origin)).toBe('null');
    expect(await page.locator('rm-embed').evaluate((embed) => embed.matches(':state(connected)'))).toBe(true);
    expect(await violations(page)).toEqual([]);
    await expectLines(seen);
  });

  test('there is no microphone, and it says so', async ({ page }) => {
    await open(page, sandboxed('input="microphone"'), { policy: policy("'self'"), head: element });
    const frame = page.frameLocator('rm-embed iframe');
    await frame.locator('rm-mic-input button').first().click();
    await expect(frame.locator('rm-mic-input')).toContainText('RM4105');
  });

  test('without CORS, RM1003 in the frame', async ({ page }) => {
    const host = await siteWithoutCors();
    try {
      host.pages.set('/', { body: '<!doctype html><title>Host</title><script type="module" src="/remotemedia/components/embed.js"></script><rm-embed manifest="/shout.json" sandbox="allow-scripts"></rm-embed>' });
      host.pages.set('/shout.json', { body: readFileSync('docs/examples/shout.json', 'utf8') });
      await page.goto(`${host.origin}/`);
      await expect(page.frameLocator('rm-embed iframe').locator('[data-rm-failed]')).toContainText('RM1003');
      await expect(page.frameLocator('rm-embed iframe').locator('body')).toContainText('Access-Control-Allow-Origin: *');
    } finally {
      host.close();
    }
  });

  test('without scripts, RM1112 in the element', async ({ page }) => {
    const seen = await watch(page);
    await open(page, '<rm-embed manifest="/examples/shout.json" sandbox></rm-embed>', { policy: policy("'self'"), head: element });
    expect(await onlyError(page)).toBe('RM1112');
    await expect(page.locator('rm-embed iframe')).toHaveCount(0);
    await expectLines(seen, 'RM1112');
  });
});

test('a page without an origin hears nothing of another', async ({ page }) => {
  const frames = await site('/host.html', () => ({
    policy: 'sandbox allow-scripts',
    body: `<!doctype html><title>Host</title><iframe src="/dist/embed.html?src=/examples/shout.json&label=Words"></iframe>
      <script>self.told = []; onmessage = ({ data, source }) => (told.push(data.type), data.type === 'ready' && source.postMessage({ rm: 1, type: 'hello' }, '*'));</script>`,
  }));
  try {
    await page.goto(`${frames.origin}/host.html`);
    await shout(page.frameLocator('iframe'));
    expect(await page.evaluate(() => [...new Set((window as unknown as { told: string[] }).told)])).toEqual(['ready', 'size']);
  } finally {
    frames.close();
  }
});

test.describe('what keeps the frame away is named', () => {
  test('the policy of the page', async ({ page }) => {
    await open(page, '<rm-embed manifest="/examples/shout.json"></rm-embed>', { head: element });
    expect(await onlyError(page)).toBe('RM5016');
    await expect(page.locator('rm-error')).toContainText('frame-src');
  });

  test('a manifest of another site', async ({ page }) => {
    const seen = await watch(page);
    await open(page, '<rm-embed manifest="https://else.example/shout.json"></rm-embed>', { policy: policy("'self'"), head: element });
    expect(await onlyError(page)).toBe('RM1112');
    await expectLines(seen, 'RM1112');
  });

  test('a page that is not there, until it is', async ({ page }) => {
    await page.clock.install();
    let there = false;
    const host = await site('/kit/', (url) => {
      if (url === '/kit/host.html') return { body: `<!doctype html><title>Host</title>${element}<rm-embed src="/kit/embed.html" manifest="/examples/shout.json" label="Words"></rm-embed>` };
      return { body: there ? readFileSync('dist/embed.html', 'utf8').replaceAll(/(href|src)="/g, '$1="/dist/') : 'Not found' };
    });
    try {
      await page.goto(`${host.origin}/kit/host.html`);
      await expect(page.frameLocator('rm-embed iframe').locator('body')).toHaveText('Not found');
      await page.clock.fastForward(16_000);
      expect(await onlyError(page)).toBe('RM1010');
      there = true;
      await page.getByRole('button', { name: 'Try again' }).click();
      await expect(page.frameLocator('rm-embed iframe').getByRole('textbox', { name: 'Words' })).toBeVisible();
      await expect(page.locator('rm-embed rm-error')).toHaveCount(0);
    } finally {
      host.close();
    }
  });

  test('the pieces of the kit, in the frame', async ({ page, baseURL }) => {
    await page.route('**/chunks/*', (route) => route.fulfill({ status: 404 }));
    await page.goto(address(baseURL!));
    await expect(page.locator('[data-rm-failed]')).toContainText('RM100');
  });

  test('its own script', async ({ page, baseURL }) => {
    await page.route('**/embed.js', (route) => route.fulfill({ status: 404 }));
    await page.goto(address(baseURL!));
    await expect.poll(() => page.locator('body').evaluate((body) => getComputedStyle(body, '::after').content)).toContain('RM1001');
  });
});

test('the page in the frame runs nothing from elsewhere, and says why', async ({ page, baseURL }) => {
  const seen = await watch(page);
  const wrong = ['src=https%3A%2F%2Fevil.example%2Fx.json', 'src=http%3A%2F%2Flocalhost%3A1%2Fexamples%2Fshout.json', 'src=data%3Aapplication%2Fjson%2C%7B%7D', 'src=javascript%3Aalert(1)', 'src=', '', 'src=x.json&input=constructor', `src=${'x'.repeat(5000)}%5B%3A%2F%2F&input=no`];
  for (const query of wrong) {
    await page.goto(`/dist/embed.html?${query}`);
    expect(await onlyError(page), query).toBe('RM1112');
    await expect(page.locator('rm-pipeline')).toHaveCount(0);
  }
  expect(seen.requests.filter((url) => !url.startsWith(baseURL!))).toEqual([]);
  await expectLines(seen, ...wrong.map(() => 'RM1112'));
});
