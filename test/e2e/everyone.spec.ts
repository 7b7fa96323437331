/** The gallery of all elements as different people meet it: small, enlarged, from right to left, by assistive tools. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { test, type Page } from '@playwright/test';
import { fill, gallery } from './gallery.js';
import { expect, open } from './support.js';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

async function show(page: Page, dir = 'ltr'): Promise<void> {
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await open(page, `<main dir="${dir}"><h1>Gallery</h1>${gallery}</main>`, { policy: '' });
  await fill(page);
}

/** What sticks out of the page, or of a box that neither scrolls nor clips it. */
const wider = (page: Page): Promise<string[]> =>
  page.evaluate(() => {
    const width = document.documentElement.clientWidth;
    const found: string[] = [];
    const walk = (root: Document | ShadowRoot, host: string): void => {
      for (const element of root.querySelectorAll('*')) {
        const { overflowX } = getComputedStyle(element);
        const { left, right } = element.getBoundingClientRect();
        const name = element.localName.startsWith('rm-') ? element.localName : host;
        if (['auto', 'scroll', 'hidden', 'clip'].includes(overflowX)) continue;
        if (element.localName.startsWith('rm-') && right > left && (right > width + 1 || left < -1)) found.push(`${name} from ${Math.round(left)} to ${Math.round(right)}`);
        if (element.shadowRoot) walk(element.shadowRoot, name);
      }
    };
    walk(document, 'page');
    return document.documentElement.scrollWidth > width ? [`the page is ${document.documentElement.scrollWidth} wide`, ...found] : found;
  });

// 640 px at 200 % are 320 CSS pixels with twice as many dots.
for (const [name, width, scale] of [
  ['320 px', 320, 1],
  ['640 px at 200 %', 320, 2],
] as const) {
  for (const dir of ['ltr', 'rtl']) {
    test(`nothing sticks out: ${name}, ${dir}`, async ({ browser, baseURL }) => {
      const context = await browser.newContext({ viewport: { width, height: 700 }, deviceScaleFactor: scale, ...(baseURL && { baseURL }) });
      const page = await context.newPage();
      await show(page, dir);
      expect(await wider(page)).toEqual([]);
      await context.close();
    });
  }
}

test('every reference of assistive tools leads somewhere', async ({ page }) => {
  await show(page);
  const { count, lost } = await page.evaluate(() => {
    const names = ['aria-controls', 'aria-labelledby', 'aria-describedby', 'aria-details', 'aria-errormessage', 'aria-flowto', 'aria-owns', 'aria-activedescendant', 'for'];
    const lost: string[] = [];
    let count = 0;
    const walk = (root: Document | ShadowRoot, host: string): void => {
      for (const element of root.querySelectorAll('*')) {
        if (element.shadowRoot) walk(element.shadowRoot, element.localName);
        // Their `for` is the kit's own.
        if (element.localName.startsWith('rm-')) continue;
        for (const name of names) {
          for (const id of element.getAttribute(name)?.split(/\s+/).filter(Boolean) ?? []) {
            count += 1;
            if (!root.getElementById(id)) lost.push(`${host}: ${name}="${id}"`);
          }
        }
      }
    };
    walk(document, 'page');
    return { count, lost };
  });
  expect(lost).toEqual([]);
  expect(count).toBeGreaterThan(5);
});

test('axe finds nothing in the gallery, targets of 24 px included', async ({ page }) => {
  await show(page);
  await page.evaluate(axe);
  const problems = await page.evaluate(async () => {
    type Found = { violations: { id: string; nodes: { target: unknown; failureSummary: string }[] }[] };
    const { axe } = window as unknown as { axe: { run(options: object): Promise<Found> } };
    const { violations } = await axe.run({ runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'], rules: { 'target-size': { enabled: true } } });
    return violations.flatMap(({ id, nodes }) => nodes.map(({ target, failureSummary }) => `${id} ${JSON.stringify(target)} ${failureSummary.replace(/\s+/g, ' ')}`));
  });
  expect(problems).toEqual([]);
});
