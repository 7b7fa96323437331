import { test, type Page } from '@playwright/test';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { expect } from './support.js';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** What axe finds on the whole page, shadow roots included; run by the debugger, so the page's policy does not matter. */
async function problems(page: Page, { whole = true } = {}): Promise<string[]> {
  await page.evaluate(axe);
  // A heading and landmarks are for the page around a frame.
  const runOnly = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', ...(whole ? ['best-practice'] : [])];
  return page.evaluate(async (runOnly) => {
    const { axe } = window as unknown as { axe: { run(options: object): Promise<{ violations: { id: string; nodes: { target: unknown; failureSummary: string }[] }[] }> } };
    const { violations } = await axe.run({ runOnly });
    return violations.flatMap(({ id, nodes }) => nodes.map(({ target, failureSummary }) => `${id} ${JSON.stringify(target)} ${failureSummary}`));
  }, runOnly);
}

for (const colorScheme of ['light', 'dark'] as const) {
  test(`the demo with results and with errors, ${colorScheme}`, async ({ page }) => {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await page.goto('/');
    await page.getByRole('button', { name: 'use this speech clip' }).click();
    await expect(page.locator('#audio-out tbody tr')).toHaveCount(82);
    await expect(page.locator('#text-out')).toContainText('"radar"');
    for (const summary of await page.locator('summary').all()) await summary.click();
    expect(await problems(page)).toEqual([]);

    await page.getByLabel('Python', { exact: true }).fill('class A:\n    def process(self, x)\n');
    await page.getByRole('button', { name: 'Run Ctrl Enter' }).click();
    await page.locator('#audio-in input[type=file]').setInputFiles({ name: 'x.wav', mimeType: 'audio/wav', buffer: Buffer.alloc(0) });
    await page.getByLabel('Numbers', { exact: true }).fill('one');
    await expect(page.locator('rm-error [part=code]:visible')).toHaveCount(2);
    expect(await problems(page)).toEqual([]);
  });
}

/** The other pages, and what is on each of them once it is ready. */
const pages = {
  'the page on embedding': ['/embedding.html', '#module .copy'],
  'the page on WebGPU': ['/examples/webgpu.html', 'rm-file-input:defined'],
  'embed.html': ['/dist/embed.html?src=../examples/shout.json&label=Words', 'rm-output:defined'],
} as const;

for (const viewport of [
  { width: 1200, height: 900 },
  { width: 360, height: 780 },
]) {
  for (const [name, [address, ready], colorScheme] of Object.entries(pages).flatMap(([name, page]) => (['light', 'dark'] as const).map((scheme) => [name, page, scheme] as const))) {
    test(`${name}, ${colorScheme}, ${viewport.width} px`, async ({ page }) => {
      await page.setViewportSize(viewport);
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      await page.goto(address);
      await expect(page.locator(ready).first()).toBeVisible();
      // axe takes for white what lets the browser's own colour through.
      await page.evaluate(() => document.documentElement.style.setProperty('background', 'Canvas'));
      for (const summary of await page.locator('summary').all()) await summary.click();
      expect(await problems(page, { whole: name !== 'embed.html' })).toEqual([]);
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(viewport.width);
    });
  }
}

test('the demo by keyboard alone', async ({ page }) => {
  await page.goto('/');
  await expect(page.locator('#text-out')).toContainText('"radar"');
  const focused = () =>
    page.evaluate(() => {
      let at = document.activeElement;
      while (at?.shadowRoot?.activeElement) at = at.shadowRoot.activeElement;
      return at?.getAttribute('aria-label') ?? (at as HTMLInputElement | null)?.labels?.[0]?.textContent?.trim() ?? at?.textContent?.trim() ?? '';
    });
  const path: string[] = [];
  for (let step = 0; step < 40 && !path.at(-1)?.startsWith('Where the speech'); step += 1) {
    await page.keyboard.press('Tab');
    path.push((await focused()).replace(/\s+/g, ' ').slice(0, 40));
  }
  // Every control once, in reading order; the tree is one stop.
  const wanted = ['Numbers', 'factor', 'addend', 'Python', 'Run Ctrl Enter', 'Reset', 'Text', 'Run', 'Choose a sound file', 'use this speech clip', 'Markup'];
  let at = -1;
  for (const name of wanted) {
    const next = path.findIndex((text, index) => index > at && (text.startsWith(name) || (name === 'Choose a sound file' && text === '') || (name === 'use this speech clip' && text.includes('speech'))));
    expect(next, `${name} in ${JSON.stringify(path)}`).toBeGreaterThan(at);
    at = name === 'Markup' ? at : next;
  }
});

test('forced colours and reduced motion leave nothing out', async ({ page }) => {
  await page.emulateMedia({ forcedColors: 'active', reducedMotion: 'reduce' });
  await page.goto('/');
  await expect(page.locator('#numbers-out li').first()).toBeVisible();
  const border = await page.locator('#numbers-in').evaluate((element) => getComputedStyle(element.shadowRoot!.querySelector('.control')!).borderTopWidth);
  expect(border).toBe('1px');
});
