/**
 * `npm run test:matrix [-- --fast] [-- --only TEXT] [-- --browser chromium|firefox]`: opens every page of the matrix in Chromium and in
 * Firefox and compares what is seen with cells.ts. A whole run writes docs/page-matrix.md.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import type { Browser } from 'puppeteer-core';
import { launch, Tab, type BrowserKind, type Sight } from './browser.js';
import { cells, isolations, works, type Cell, type Expectation } from './cells.js';
import { compose } from './pages.js';
import { Sites } from './sites.js';

/** What comes late, as a second error, is seen after this; ms. */
const settle = 150;

const { values } = parseArgs({
  options: { fast: { type: 'boolean', default: false }, only: { type: 'string', default: '' }, browser: { type: 'string' }, limit: { type: 'string', default: '40' }, verbose: { type: 'boolean', default: false } },
});
/** A cell that has not come to its end after this has failed; ms. */
const cellLimit = Number(values.limit) * 1000;

export interface Outcome {
  cell: Cell;
  browser: BrowserKind;
  /** What is wrong; empty when all is as expected. */
  problems: string[];
  ms: number;
}

const expectation = (cell: Cell, kind: BrowserKind): Expectation => cell.expectIn?.[kind] ?? cell.expect ?? works;

/** True when what is expected can be seen; whether there is more besides is asked later. */
function reached(sight: Sight, { results, error, page, progress = 0 }: Expectation): boolean {
  if (error && !(sight.errors.length && sight.events.length && sight.lines.length)) return false;
  if (results && !results.every((text, index) => sight.results[index]?.includes(text))) return false;
  return sight.progress >= progress && (page === undefined || sight.page.includes(page));
}

const same = (what: string, seen: unknown, expected: unknown): string[] =>
  JSON.stringify(seen) === JSON.stringify(expected) ? [] : [`${what}: ${JSON.stringify(seen)}, expected ${JSON.stringify(expected)}`];

/** Differences between what was seen and what is expected. */
function compare(sight: Sight, { results = [], error, says, page, lines = [], progress = 0 }: Expectation): string[] {
  const codes = error ? [error] : [];
  const shown = sight.results.filter((text) => !/^(No result yet|Working…)?$/.test(text));
  const unexpected = sight.lines.filter((line) => !lines.some((wanted) => wanted.test(line)));
  return [
    ...same('results', shown, results),
    ...same('errors shown', sight.errors.map(({ code }) => code), codes),
    ...same('rm-error events', sight.events, codes),
    ...same('console', unexpected.map((line) => (/^RM\d{4} /.test(line) ? line.slice(0, 6) : line)), codes),
    ...lines.filter((wanted) => !sight.lines.some((line) => wanted.test(line))).map((wanted) => `console: nothing like ${wanted}`),
    ...same('exceptions', sight.exceptions, []),
    ...(error ? [] : same('breaches of the policy', sight.violations, [])),
    ...(says && !sight.errors.some(({ text }) => says.test(text)) ? [`the error says ${JSON.stringify(sight.errors[0]?.text)}, not ${says}`] : []),
    ...(page !== undefined && !sight.page.includes(page) ? [`the page says ${JSON.stringify(sight.page.trim())}, not ${JSON.stringify(page)}`] : []),
    ...(sight.progress < progress ? [`progress was told ${sight.progress} times, expected at least ${progress}`] : []),
  ];
}

async function run(cell: Cell, kind: BrowserKind, browser: Browser, sites: Sites, id: string): Promise<Outcome> {
  const started = performance.now();
  const { folder, url, allowed } = compose(cell, sites, id);
  sites.add(id, folder);
  const wanted = expectation(cell, kind);
  let problems: string[];
  let sight: Sight | undefined;
  const tab = await Tab.open(browser);
  try {
    await tab.page.goto(url, { waitUntil: 'domcontentloaded', timeout: cellLimit });
    await cell.act?.(tab);
    await tab.until((sight) => reached(sight, wanted), cellLimit);
    await new Promise((done) => setTimeout(done, settle));
    sight = await tab.look();
    problems = compare(sight, wanted);
    const asked = [...sites.asked(id).map((one) => one.url), ...tab.requests];
    problems.push(...same('requests elsewhere', asked.filter((address) => !allowed.some((start) => address.startsWith(start))), []));
  } catch (error) {
    problems = [(error as Error).message];
  } finally {
    await tab.close().catch(() => {});
  }
  if (values.verbose && sight) console.log(JSON.stringify(sight, null, 1));
  return { cell, browser: kind, problems, ms: performance.now() - started };
}

const kinds = (['chromium', 'firefox'] as const).filter((kind) => !values.browser || kind === values.browser);
const chosen = cells.filter(({ name, group, fast }) => (!values.fast || fast) && `${group}: ${name}`.includes(values.only));

const sites = await Sites.open();
const outcomes: Outcome[] = [];

async function lane(kind: BrowserKind): Promise<void> {
  const browser = await launch(kind, sites.proxy);
  try {
    for (const [index, cell] of chosen.entries()) {
      const outcome = await run(cell, kind, browser, sites, `${kind[0]}${index}`);
      outcomes.push(outcome);
      const { problems, ms } = outcome;
      console.log(`${problems.length ? 'FAIL' : 'ok  '} ${kind} ${cell.group}: ${cell.name} (${(ms / 1000).toFixed(1)} s)${problems.map((problem) => `\n       ${problem}`).join('')}`);
    }
  } finally {
    await browser.close();
  }
}

// One tab at a time in each browser: a tab in the background would be throttled.
await Promise.all(kinds.map(lane));
sites.close();
for (const { url } of sites.stray) console.log(`stray request: ${url}`);
const failed = outcomes.filter(({ problems }) => problems.length > 0).length;
mkdirSync('test-results', { recursive: true });
writeFileSync('test-results/matrix.json', JSON.stringify({ passed: outcomes.length - failed, failed }));
void isolations;
console.log(`${outcomes.length - failed} passed, ${failed} failed`);
process.exit(failed > 0 || outcomes.length === 0 ? 1 : 0);
