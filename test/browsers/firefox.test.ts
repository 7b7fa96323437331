/** The worker engine in Firefox, whose stack and compiler are not Chromium's. */
import assert from 'node:assert/strict';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import puppeteer, { type Browser } from 'puppeteer-core';
// @ts-expect-error a plain script without declarations
import { createServer } from '../../cli/serve.mjs';
// @ts-expect-error a plain script without declarations
import { ensureFirefox } from '../../scripts/ensure-browser.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));

let firefox: string | undefined;
let reason: string | false = false;
try {
  firefox = (ensureFirefox as () => string)();
} catch (error) {
  reason = (error as Error).message;
}

describe('Firefox', { skip: reason }, () => {
  let folder: string;
  let server: Server;
  let browser: Browser;
  let url: string;
  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'rm-firefox-'));
    await build({
      entryPoints: { page: join(root, 'test/browsers/page.ts'), worker: join(root, 'core/runtime/worker-main.ts') },
      outdir: folder, bundle: true, format: 'esm', target: 'es2022', platform: 'browser', logLevel: 'error',
    });
    copyFileSync(join(root, 'core/runtime/testing/recursion.py'), join(folder, 'recursion.py'));
    writeFileSync(join(folder, 'index.html'), '<!doctype html><title>t</title><script type="module" src="page.js"></script>');
    server = (createServer as (options: object) => Server)({ root: '/', mounts: { '/': folder, '/wasm/': join(root, 'wasm/dist') }, compress: false });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/index.html`;
    browser = await puppeteer.launch({ browser: 'firefox', executablePath: firefox!, headless: true, protocolTimeout: 240_000 });
  });
  after(async () => {
    await browser?.close();
    server?.close();
    if (folder) rmSync(folder, { recursive: true, force: true });
  });

  test('recursion without end is a Python exception', async () => {
    const page = await browser.newPage();
    await page.goto(url);
    await page.waitForFunction('globalThis.recursion');
    assert.deepEqual(await page.evaluate('recursion()'), {});
  });
});
