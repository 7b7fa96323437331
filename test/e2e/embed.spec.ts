import { test, type Page } from '@playwright/test';
import { readFileSync } from 'node:fs';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
// @ts-expect-error a plain script without declarations
import { createServer } from '../../cli/serve.mjs';
import { strictPolicy } from '../policies.js';
import { expect, expectLines, open, violations, watch } from './support.js';

/**
 * The kit's files from an origin of their own, with a page beside them. Really served: Chromium lets no page that only the test
 * makes up put one of this machine into a frame.
 */
async function site(path: string, page: () => { policy?: string; body: string }): Promise<{ origin: string; close(): void }> {
  const kit = createServer();
  const server = http.createServer((request, response) => {
    if (!request.url!.startsWith(path)) {
      kit.emit('request', request, response);
      return;
    }
    const { policy, body } = page();
    response.writeHead(200, { 'content-type': 'text/html; charset=utf-8', ...(policy && { 'content-security-policy': policy }) }).end(body);
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const close = (): void => {
    server.closeAllConnections();
    server.close();
  };
  return { origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, close };
}

const address = (origin: string): string => `${origin}/embed.html?src=examples/shout.json&label=Words`;
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
  const html = readFileSync('docs/embed.html', 'utf8');
  let allowed = '';
  const frames = await site('/embed.html', () => ({ body: html.replace('name="rm-embed-allow" content=""', `name="rm-embed-allow" content="${allowed}"`) }));
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
      if (allowed === host.origin) await expect.poll(() => heard(page)).toEqual(['HELLO!']);
      else expect(await heard(page)).toEqual([]);
    }
  } finally {
    host.close();
    frames.close();
  }
});

test('the page in the frame runs nothing from elsewhere', async ({ page, baseURL }) => {
  const seen = await watch(page);
  for (const src of ['https://evil.example/x.json', 'http://localhost:1/examples/shout.json', 'data:application/json,{}', 'javascript:alert(1)', '']) {
    await page.goto(`/embed.html?src=${encodeURIComponent(src)}`);
    await expect(page.getByText('needs the address of a manifest')).toBeVisible();
    await expect(page.locator('rm-pipeline')).toHaveCount(0);
  }
  expect(seen.requests.filter((url) => !url.startsWith(baseURL!))).toEqual([]);
  await expectLines(seen);
});
