/** What stands below a pipeline does not move while the elements are defined, load and show progress. */
import { test, type Page } from '@playwright/test';
import { expect, script } from './support.js';

const node = `<rm-python>${script('class Same:\n    def process(self, x):\n        return x')}</rm-python>`;
const below = '<p id="below">Text below</p>'.repeat(3);

/** Serves a page whose script comes late, and whose runtime comes slowly, and adds up its layout shifts. */
async function visit(page: Page, form: string, pipeline: string): Promise<void> {
  await page.route('**/dist/*.js', async (route) => {
    await new Promise((late) => setTimeout(late, 300));
    await route.continue();
  });
  await page.route('**/remotemedia_runtime.wasm', async (route) => {
    await new Promise((late) => setTimeout(late, 1500));
    await route.continue();
  });
  await page.addInitScript(() => {
    const shifts: unknown[] = [];
    Object.assign(window, { shifts });
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries() as (PerformanceEntry & { value: number; sources: { node?: Node; previousRect: DOMRect; currentRect: DOMRect }[] })[]) {
        shifts.push([entry.value, ...entry.sources.map(({ node, previousRect, currentRect }) => `${node?.nodeName} ${previousRect.y} -> ${currentRect.y}`)].join(' '));
      }
    }).observe({ type: 'layout-shift', buffered: true });
  });
  await page.route('**/page/', (route) =>
    route.fulfill({
      contentType: 'text/html; charset=utf-8',
      body: `<!doctype html><html lang="en"><title>shift</title><link rel="stylesheet" href="/dist/rm-base.css">${form}<body>${pipeline}${below}</body></html>`,
    }),
  );
  await page.goto('/page/');
}

const shifts = (page: Page): Promise<string[]> => page.evaluate(() => (window as unknown as { shifts: string[] }).shifts);
const forms = {
  module: '<script type="module" src="/dist/remotemedia.js"></script>',
  iife: '<script async src="/dist/remotemedia.iife.js"></script>',
  loader: '<script async src="/dist/remotemedia.loader.js"></script>',
};

for (const [name, form] of Object.entries(forms)) {
  test(`${name}: nothing moves`, async ({ page }) => {
    await visit(page, form, `<rm-pipeline load="eager"><rm-text-input label="Text" value="hello"></rm-text-input>${node}<rm-output></rm-output></rm-pipeline>`);
    const progress = page.locator('rm-pipeline rm-progress');
    await expect(progress).toBeVisible();
    await expect(page.locator('rm-pipeline')).toHaveAttribute('status', 'ready');
    await expect(progress).toHaveCount(0);
    expect(await shifts(page)).toEqual([]);
  });
}

for (const [what, elements] of [
  ['a text input', '<rm-text-input></rm-text-input>'],
  ['an area of text with a label', '<rm-text-input multiline label="Text"></rm-text-input>'],
  ['a file input', '<rm-file-input></rm-file-input>'],
  ['an output with a word of its own', '<rm-output><span slot="empty">Nothing yet</span></rm-output>'],
  ['a place for progress', '<rm-progress></rm-progress>'],
  ['a sample', '<rm-sample src="/x.wav">A sample</rm-sample>'],
  ['all together', '<rm-file-input></rm-file-input><rm-text-input></rm-text-input><rm-progress></rm-progress><rm-error></rm-error><rm-output></rm-output>'],
] as const) {
  test(`${what} takes the room that was kept for it`, async ({ page }) => {
    await visit(page, forms.module, `<rm-pipeline load="eager">${elements}${node}</rm-pipeline>`);
    await expect(page.locator('rm-pipeline')).toHaveAttribute('status', 'ready');
    expect(await shifts(page)).toEqual([]);
  });
}

test('a poster gives way to the answer of a click only', async ({ page }) => {
  await visit(page, forms.module, `<rm-pipeline><div slot="poster">Click below</div><div slot="loading">One moment</div><rm-text-input value="hello"></rm-text-input>${node}<rm-output></rm-output></rm-pipeline>`);
  await page.waitForFunction(() => customElements.get('rm-pipeline'));
  await expect(page.getByText('Click below')).toBeVisible();
  expect(await shifts(page)).toEqual([]);
  await page.getByRole('button', { name: 'Run' }).click();
  await expect(page.getByText('One moment')).toBeVisible();
  await expect(page.getByText('Click below')).toBeHidden();
  await expect(page.locator('rm-output')).toContainText('hello');
});

test('a script that never comes is told in place', async ({ page }) => {
  await visit(page, '<script type="module" src="/dist/is-not-there.js"></script>', `<rm-pipeline>${node}</rm-pipeline>`);
  const height = () => page.locator('rm-pipeline').evaluate((element) => element.getBoundingClientRect().height);
  expect(await height()).toBe(0);
  // What the style sheet waits for is 15 s.
  await page.evaluate(() => document.getAnimations().forEach((animation) => animation.finish()));
  await expect.poll(height).toBeGreaterThan(10);
});
