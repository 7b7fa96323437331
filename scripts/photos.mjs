// `npm run photos [words]`: photographs the page of each element (those whose id holds a word) of the built Storybook: light, dark,
// right to left, 360 px wide. Into test-results/photos/.
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { openCatalogue } from './catalogue.mjs';
import { root } from './lib.mjs';
import { buildStorybook } from './storybook.mjs';

const ways = {
  light: { globals: 'theme:light' },
  dark: { globals: 'theme:dark' },
  rtl: { globals: 'direction:rtl;language:ar' },
  '360px': { globals: 'width:narrow', width: 360 },
};

const build = await buildStorybook({ ifNeeded: true });
if (build !== 0) process.exit(build);
const words = process.argv.slice(2);
const folder = join(root, 'test-results/photos');
if (words.length === 0) rmSync(folder, { recursive: true, force: true });
mkdirSync(folder, { recursive: true });
const { origin, entries, browser, close } = await openCatalogue();
const pages = entries.filter(({ type, id }) => type === 'docs' && (words.length === 0 || words.some((word) => id.includes(word))));
for (const { id } of pages) {
  for (const [way, { globals, width = 1000 }] of Object.entries(ways)) {
    const page = await browser.newPage();
    await page.setViewport({ width, height: 900 });
    await page.goto(`${origin}/iframe.html?viewMode=docs&id=${id}&globals=${globals}`);
    await page.waitForSelector('.sbdocs .rm-stage');
    await page.waitForNetworkIdle({ idleTime: 400 });
    await page.screenshot({ path: join(folder, `${id.replace(/--docs$/, '')}-${way}.png`), fullPage: true });
    await page.close();
  }
  console.log(id);
}
await close();
console.log(`${pages.length * Object.keys(ways).length} photographs in test-results/photos/`);
