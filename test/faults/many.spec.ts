import { readFileSync } from 'node:fs';
import type { CDPSession } from '@playwright/test';
import { expect, note, pipeline, Scene, seconds, test } from './support.js';

const wasm = 'wasm/remotemedia_runtime.wasm';

test('ten pipelines start at once', async ({ scene, browser }) => {
  const { page } = scene;
  const cdp = await browser.newBrowserCDPSession();
  const ids = Array.from({ length: 10 }, (_, index) => `ten-${index}`);
  await scene.open(ids.map((id) => pipeline(id, { base: 'ten' })).join('\n'));
  const before = await scene.frames();
  const memory = await residentMiB(cdp);
  const began = Date.now();
  await page.evaluate((ids) => ids.forEach((id) => window.stage.run(id)), ids);
  for (const id of ids) await scene.result(id);
  const took = seconds(Date.now() - began);
  expect(scene.asked('ten', wasm)).toBe(1);
  expect(scene.workers('ten')).toBeLessThanOrEqual(10);
  const grown = (await residentMiB(cdp)) - memory;
  note({ fault: 'Ten pipelines started at once', seen: `ten results after ${took}, from one download; ${grown} MiB more of memory`, retry: 'not needed', others: await scene.others(before) });
});

test('the same page in two tabs', async ({ scene, context, site }) => {
  await scene.open('');
  const second = new Scene(await context.newPage(), site);
  await second.open('');
  const before = await scene.frames();
  const beforeSecond = await second.frames();
  await second.page.waitForTimeout(500);
  const others = await second.others(beforeSecond);
  await second.page.close();
  await scene.page.waitForTimeout(500);
  note({ fault: 'The same page in two tabs, then one is closed', seen: `both work; in the second: ${others}`, retry: 'not needed', others: await scene.others(before) });
});

/** Memory of the browser's page processes, shared pages counted in part; MiB. */
async function residentMiB(cdp: CDPSession): Promise<number> {
  const { processInfo } = await cdp.send('SystemInfo.getProcessInfo');
  const sizes = processInfo.filter(({ type }) => type === 'renderer').map(({ id }) => Number(/^Pss:\s+(\d+) kB/m.exec(readFileSync(`/proc/${id}/smaps_rollup`, 'utf8'))![1]));
  return Math.round(sizes.reduce((sum, size) => sum + size, 0) / 1024);
}
