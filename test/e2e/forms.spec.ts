/** The forms in which the kit comes, each on a page of its own: they run, alone, together, twice, and say why when they cannot. */
import { test, type Page } from '@playwright/test';
import { expect, expectLines, script, violations, watch } from './support.js';

const upper = `<rm-python>${script('class Upper:\n    def process(self, text):\n        return text.upper()')}</rm-python>`;
const body = `<rm-output></rm-output>`;
const pipeline = `<rm-pipeline><rm-text-input value="hello"></rm-text-input>${upper}${body}</rm-pipeline>`;

const policy = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'; connect-src 'self'; style-src 'self'; base-uri 'none'";

/** Serves `/page/` with the given content under the strict policy. */
async function visit(page: Page, content: string): Promise<void> {
  await page.route('**/page/', (route) =>
    route.fulfill({
      contentType: 'text/html; charset=utf-8',
      headers: { 'content-security-policy': policy },
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
