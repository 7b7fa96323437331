/** `cache="persist"`: what the runtime needs is kept in the browser, and the next page has it without the network. */
import { test, type Page } from '@playwright/test';
import { expect, open, script } from './support.js';

const code = 'import getopt\nclass Options:\n    def process(self, x):\n        return getopt.getopt(x.split(), "a:")[0]';

/** What a pipeline gives that needs the runtime and, of the library, a module that the snapshot does not hold. */
async function result(page: Page, attributes: string): Promise<unknown> {
  await open(page, `<rm-pipeline autorun ${attributes}><rm-text-input label="Text" value="-a b"></rm-text-input><rm-python>${script(code)}</rm-python><rm-output></rm-output></rm-pipeline>`);
  await page.locator('rm-pipeline:is([status=done], [status=error])').waitFor({ state: 'attached', timeout: 30_000 });
  return page.evaluate(() => document.querySelector('rm-output')!.items);
}
const kept = (page: Page): Promise<string[]> =>
  page.evaluate(async () => (await (await caches.open('remotemedia')).keys()).map(({ url }) => new URL(url).pathname.split('/').pop()!).sort());
const fine = [[['-a', 'b']]];

test('the runtime, the library and the models are kept, and come without the network', async ({ page }) => {
  expect(await result(page, 'cache="persist"')).toEqual(fine);
  await expect.poll(() => kept(page)).toEqual(['python-stdlib.zip', 'remotemedia_runtime.wasm', 'silero_vad.bin']);
  const asked: string[] = [];
  await page.route('**/wasm/**', (route) => {
    asked.push(route.request().url());
    return route.abort();
  });
  expect(await result(page, 'cache="persist"')).toEqual(fine);
  expect(await result(page, 'cache="persist" engine="inline"')).toEqual(fine);
  expect(asked).toEqual([]);
});

test('without it nothing is kept', async ({ page }) => {
  expect(await result(page, '')).toEqual(fine);
  expect(await kept(page)).toEqual([]);
});
