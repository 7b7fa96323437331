// `npm run test:stories [words]`: opens every story of the built Storybook (those whose id holds a word) in Chromium, runs its play
// function and axe, and fails on page errors, console errors, requests to elsewhere and violations. How many passed is left in
// test-results/stories.json.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { openCatalogue } from './catalogue.mjs';
import { root } from './lib.mjs';
import { buildStorybook } from './storybook.mjs';

/** The longest a story may take; ms. Its pipeline loads and runs meanwhile. */
const LIMIT = 45_000;
/** Pages at once. */
const PAGES = 2;

/** Shows a story and waits for the end of its play function and of axe. Runs in the page. */
async function show(id, limit) {
  await window.__STORYBOOK_PREVIEW__.ready();
  const channel = window.__STORYBOOK_ADDONS_CHANNEL__;
  const problems = [];
  await new Promise((resolve) => {
    const fail = (what) => (error) => {
      problems.push(`${what}: ${error?.message ?? error?.description ?? JSON.stringify(error)}`);
      resolve();
    };
    const listeners = {
      storyThrewException: fail('render'),
      storyErrored: fail('render'),
      storyMissing: fail('missing'),
      playFunctionThrewException: fail('play'),
      unhandledErrorsWhilePlaying: (errors) => errors.forEach(fail('play')),
      storyFinished({ storyId, status, reporters }) {
        if (storyId !== id) return;
        for (const { type, status: verdict, result } of reporters ?? []) {
          if (verdict !== 'failed') continue;
          for (const { id: rule, help, nodes } of result?.violations ?? []) problems.push(`${type} ${rule}: ${help}\n${nodes.map(({ target, failureSummary }) => `      ${target.flat().join(' ')} ${failureSummary.replace(/\s+/g, ' ')}`).join('\n')}`);
          if (result?.error) problems.push(`${type}: ${result.error.message ?? result.error}`);
        }
        if (!reporters?.some(({ type }) => type === 'a11y')) problems.push('axe did not run');
        if (status === 'error' && problems.length === 0) problems.push('failed');
        resolve();
      },
    };
    for (const [name, listener] of Object.entries(listeners)) channel.on(name, listener);
    setTimeout(fail('time'), limit, `not done after ${limit / 1000} s`);
    channel.emit('setCurrentStory', { storyId: id, viewMode: 'story' });
  });
  return problems;
}

const build = await buildStorybook({ ifNeeded: true });
if (build !== 0) process.exit(build);
const words = process.argv.slice(2);
const { origin, entries, browser, close } = await openCatalogue();
const stories = entries.filter(({ type, id }) => type === 'story' && (words.length === 0 || words.some((word) => id.includes(word))));
const counts = { passed: 0, failed: 0 };

/** The stories of one file, one after the other in a page of their own, as a reader goes through them. */
async function visit(group) {
  const context = await browser.createBrowserContext();
  const page = await context.newPage();
  let problems = [];
  let messages = [];
  page.on('pageerror', (error) => problems.push(`page error: ${error.message}`));
  page.on('console', (message) => message.type() === 'error' && messages.push(message.text()));
  page.on('request', (request) => !/^(data|blob):/.test(request.url()) && !request.url().startsWith(origin) && problems.push(`request to ${request.url()}`));
  await page.goto(`${origin}/iframe.html?viewMode=story`);
  await page.waitForFunction('window.__STORYBOOK_PREVIEW__', { timeout: LIMIT });
  for (const { id } of group) {
    const started = performance.now();
    [problems, messages] = [[], []];
    try {
      problems.push(...(await page.evaluate(show, id, LIMIT)));
      // A story that shows a failure causes the message of it, which its parameters name.
      const expected = await page.evaluate((storyId) => window.__STORYBOOK_PREVIEW__.storyStoreValue.loadStory({ storyId }).then(({ parameters }) => parameters.expectedErrors ?? []), id);
      // It is told when its words have come.
      for (let beat = 0; beat < 50 && !expected.every((part) => messages.some((text) => text.includes(part))); beat += 1) await sleep(100);
      for (const text of messages) if (!expected.some((part) => text.includes(part))) problems.push(`console: ${text}`);
      for (const part of expected) if (!messages.some((text) => text.includes(part))) problems.push(`console: "${part}" was expected`);
    } catch (error) {
      problems.push(error.message);
    }
    counts[problems.length === 0 ? 'passed' : 'failed'] += 1;
    console.log(`${problems.length === 0 ? 'ok' : 'FAILED'} ${id} (${((performance.now() - started) / 1000).toFixed(1)} s)`);
    for (const problem of problems) console.log(`    ${problem}`);
  }
  await context.close();
}

const waiting = [...new Set(stories.map(({ importPath }) => importPath))].map((path) => stories.filter(({ importPath }) => importPath === path));
await Promise.all(
  Array.from({ length: PAGES }, async () => {
    for (let group = waiting.shift(); group; group = waiting.shift()) await visit(group);
  }),
);
await close();
mkdirSync(join(root, 'test-results'), { recursive: true });
writeFileSync(join(root, 'test-results/stories.json'), JSON.stringify(counts));
console.log(`${counts.passed} passed, ${counts.failed} failed`);
process.exit(counts.failed > 0 || counts.passed === 0 ? 1 : 0);
