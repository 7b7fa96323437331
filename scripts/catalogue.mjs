// The built Storybook in a Chromium of its own, without network: what the tests of the stories and the photographs share.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import puppeteer from 'puppeteer-core';
import { createServer } from '../cli/serve.mjs';
import { browserFlags, ensureBrowser } from './ensure-browser.mjs';
import { root } from './lib.mjs';

/**
 * Opens it.
 *
 * @returns {Promise<{origin: string, entries: {id: string, type: string, title: string, name: string, importPath: string}[], browser: import('puppeteer-core').Browser, close: () => Promise<void>}>}
 */
export async function openCatalogue() {
  const { entries } = JSON.parse(readFileSync(join(root, 'storybook-static/index.json'), 'utf8'));
  const server = createServer({ root, mounts: { '/': 'storybook-static' }, compress: false });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const browser = await puppeteer.launch({
    executablePath: ensureBrowser(),
    args: [...browserFlags, '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1'],
  });
  return {
    origin: `http://127.0.0.1:${server.address().port}`,
    entries: Object.values(entries),
    browser,
    async close() {
      await browser.close();
      server.closeAllConnections();
      server.close();
    },
  };
}
