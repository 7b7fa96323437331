/**
 * `npm run test:matrix [-- --fast] [--only TEXT] [--browser chromium|firefox] [--limit SECONDS] [--verbose]`: opens the pages of cells.ts
 * in Chromium and in Firefox and compares what is seen with what is expected. A whole run writes docs/page-matrix.md.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import type { Browser } from 'puppeteer-core';
import { launch, Tab, type BrowserKind } from './browser.js';
import { cells, type Cell } from './cells.js';
import { compare, elsewhere, expectation, reached, type Outcome } from './outcome.js';
import { compose } from './pages.js';
import { report } from './report.js';
import { Sites } from './sites.js';

const { values } = parseArgs({
  options: {
    fast: { type: 'boolean', default: false },
    only: { type: 'string', default: '' },
    browser: { type: 'string' },
    limit: { type: 'string', default: '40' },
    verbose: { type: 'boolean', default: false },
  },
});
const kinds = (['chromium', 'firefox'] as const).filter((kind) => !values.browser || kind === values.browser);
const chosen = cells.filter(({ name, group, fast }) => (!values.fast || fast) && `${group}: ${name}`.includes(values.only));
const whole = chosen.length === cells.length && kinds.length === 2;

/** A page that does not show what is expected within this has failed; ms. */
const limit = Number(values.limit) * 1000;
/** What comes late, as a second error, is seen after this; ms. */
const settle = 150;

async function open(cell: Cell, kind: BrowserKind, browser: Browser, sites: Sites, id: string): Promise<Outcome> {
  const started = performance.now();
  const wanted = expectation(cell);
  const { folder, url, allowed } = compose(cell, sites, id);
  sites.add(id, folder);
  const tab = await Tab.open(browser);
  let problems: string[];
  try {
    await tab.page.goto(url, { waitUntil: 'domcontentloaded', timeout: limit });
    await cell.act?.(tab);
    await tab.until((sight) => reached(sight, wanted), limit);
    await new Promise((done) => setTimeout(done, settle));
    const sight = await tab.look();
    if (values.verbose) console.log(sight);
    problems = [...compare(sight, wanted), ...elsewhere([...sites.asked(id), ...tab.requests], allowed)];
  } catch (error) {
    problems = [(error as Error).message];
  } finally {
    await tab.close().catch(() => {});
  }
  return { cell, browser: kind, problems, ms: performance.now() - started };
}

const outcomes: Outcome[] = [];
const versions = { chromium: '', firefox: '' };
const sites = await Sites.open();
const began = performance.now();

// One tab at a time in each browser: one in the background would be throttled.
await Promise.all(
  kinds.map(async (kind) => {
    const browser = await launch(kind, sites.proxy).catch((error: Error) => {
      if (!values.fast || kind !== 'firefox') throw error;
      console.log(`Firefox is left out: ${error.message}`);
    });
    if (!browser) return;
    versions[kind] = (await browser.version()).replace(/^\w*?(chrome|firefox)\//i, kind === 'chromium' ? 'Chromium ' : 'Firefox ');
    for (const [index, cell] of chosen.entries()) {
      const outcome = await open(cell, kind, browser, sites, `${kind}-${index}`);
      outcomes.push(outcome);
      const { problems, ms } = outcome;
      console.log(`${problems.length ? 'FAIL' : 'ok  '} ${kind}, ${cell.group}: ${cell.name} (${(ms / 1000).toFixed(1)} s)${problems.map((problem) => `\n       ${problem}`).join('')}`);
    }
    await browser.close();
  }),
);
sites.close();

const seconds = (performance.now() - began) / 1000;
for (const url of sites.stray) console.log(`FAIL a request that no page has reason for: ${url}`);
const failed = outcomes.filter(({ problems }) => problems.length > 0).length + sites.stray.length;
const passed = outcomes.length - failed;
if (whole) writeFileSync('docs/page-matrix.md', report({ outcomes, versions, seconds, date: new Date().toISOString().slice(0, 10) }));
mkdirSync('test-results', { recursive: true });
writeFileSync('test-results/matrix.json', JSON.stringify({ passed, failed }));
console.log(`${outcomes.length} pages in ${Math.round(seconds)} s\n${passed} passed, ${failed} failed`);
process.exit(failed > 0 || outcomes.length === 0 ? 1 : 0);
