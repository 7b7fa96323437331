// `npm run photos:demo`: the pictures of the README, docs/screenshots/demo-{light,dark}.png: the live demo while a speech file plays
// for the microphone.
import { join } from 'node:path';
import puppeteer from 'puppeteer-core';
import { createServer } from '../cli/serve.mjs';
import { browserFlags, ensureBrowser } from './ensure-browser.mjs';
import { root, run } from './lib.mjs';

/** In which several pieces of speech have ended; ms. */
const speaking = 9_000;

const { code } = await run(process.execPath, ['scripts/build.mjs', '--if-needed', '--no-types']);
if (code !== 0) process.exit(code);
const server = createServer({ root });
await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
// The file begins with the recording, so each picture has a browser of its own.
for (const scheme of ['light', 'dark']) {
  const browser = await puppeteer.launch({ executablePath: ensureBrowser(), args: [...browserFlags, `--use-file-for-fake-audio-capture=${join(root, 'docs/media/speech.wav')}`] });
  const page = await browser.newPage();
  await page.setViewport({ width: 1000, height: 1200 });
  await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: scheme }]);
  await page.goto(`http://127.0.0.1:${server.address().port}/`);
  await page.locator('#mic >>> button').click();
  await page.waitForFunction(() => document.querySelector('#mic')?.micState === 'recording', { timeout: 60_000 });
  await new Promise((resolve) => setTimeout(resolve, speaking));
  const section = await page.$('section:has(> #live)');
  // Folded up they say nothing.
  await section.$$eval('details', (folded) => folded.forEach((details) => details.remove()));
  await section.screenshot({ path: join(root, `docs/screenshots/demo-${scheme}.png`) });
  await browser.close();
  console.log(`docs/screenshots/demo-${scheme}.png`);
}
server.closeAllConnections();
server.close();
