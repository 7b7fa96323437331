// `npm run bench:start`: time from navigation to the first Python result, this kit in several ways of embedding beside Pyodide,
// PyScript and @wasmer/sdk, in turns in one browser.
//
//   node bench/start/run.mjs [--runs 7] [--only kit,pyodide] [--json <file>] [--no-build]
//
// Exit code 1 when a page gave no result, so that a broken page is never taken for a slow one.
import { chromium } from '@playwright/test';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { loadavg } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { browserFlags, ensureBrowser } from '../../scripts/ensure-browser.mjs';
import { run as runCommand } from '../../scripts/lib.mjs';
import { machine as describeMachine } from '../figures.mjs';
import { createServer, readFiles } from '../server.mjs';
import { addPages } from './pages.mjs';
import { print, summarise } from './report.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '../..');
const timeLimit = 60_000; // ms

const { values: options } = parseArgs({
  options: { runs: { type: 'string', default: '7' }, only: { type: 'string' }, json: { type: 'string' }, 'no-build': { type: 'boolean', default: false } },
});
const runs = Number(options.runs);
if (!Number.isInteger(runs) || runs < 1) {
  console.error('--runs takes a whole number of at least 1.');
  process.exit(2);
}

/** One visit in a tab of its own: the blank page starts the tab's process and the connection, then the measured page follows. */
async function visit(context, { path, isolated }) {
  const page = await context.newPage();
  const server = isolated ? servers.isolated : servers.plain;
  try {
    await page.goto(`${originOf(server)}/pages/blank.html`);
    const { sent, report } = server.visit();
    const { sent: sentByCdn } = servers.cdn.visit();
    const crash = new Promise((resolve) => page.once('crash', () => resolve({ error: 'The tab crashed.' })));
    const late = sleep(timeLimit, { error: `No result within ${timeLimit / 1000} s.` }, { ref: false });
    // Nothing else talks to the page while it is measured: it reports to the server by itself.
    await page.goto(originOf(server) + path, { waitUntil: 'commit' });
    const outcome = await Promise.race([report, crash, late]);
    const all = [...sent, ...sentByCdn];
    return { ...outcome, raw: sum(all, 'raw'), wire: sum(all, 'wire'), sent: all };
  } catch (error) {
    return { error: error.message, raw: 0, wire: 0, sent: [] };
  } finally {
    await page.close();
  }
}

const originOf = (server) => `http://127.0.0.1:${server.address().port}`;
const sum = (list, key) => list.reduce((total, entry) => total + entry[key], 0);

if (!options['no-build'] || !existsSync(join(root, 'dist/remotemedia.js'))) {
  const { code } = await runCommand(process.execPath, [join(root, 'scripts/build.mjs'), '--if-needed', '--no-types']);
  if (code !== 0) process.exit(code);
}

console.log('Compressing what is served (up to two minutes the first time) …');
const modules = join(root, 'node_modules');
const files = await readFiles(
  {
    '/pages/': join(root, 'bench/start/pages'),
    '/dist/': join(root, 'dist'),
    '/pyodide/': join(modules, 'pyodide'),
    '/pyscript/': join(modules, '@pyscript/core/dist'),
    '/wasmer/': join(modules, '@wasmer/sdk'),
  },
  join(root, 'bench/.cache'),
);
const servers = {
  plain: createServer(files),
  cdn: createServer(files, { 'Access-Control-Allow-Origin': '*' }),
  // What @wasmer/sdk cannot do without.
  isolated: createServer(files, { 'Cross-Origin-Opener-Policy': 'same-origin', 'Cross-Origin-Embedder-Policy': 'require-corp' }),
};
for (const server of Object.values(servers)) await new Promise((listening) => server.listen(0, '127.0.0.1', listening));
const known = addPages(files, originOf(servers.cdn));
const only = options.only?.split(',');
const unknown = only?.filter((name) => !known.some((page) => page.name === name)) ?? [];
if (unknown.length > 0) {
  console.error(`--only does not know ${unknown.join(', ')}; there are ${known.map(({ name }) => name).join(', ')}.`);
  process.exit(2);
}
const pages = known.filter(({ name }) => !only || only.includes(name));

const executablePath = ensureBrowser();
const browser = await chromium.launch({ executablePath, args: browserFlags });
const versions = Object.fromEntries(['pyodide', '@pyscript/core', '@wasmer/sdk'].map((name) => [name, JSON.parse(readFileSync(join(modules, name, 'package.json'), 'utf8')).version]));
const machine = { ...describeMachine(browser), versions };

/** One entry a visit, in the order they were made. */
const visits = [];
const failures = [];
try {
  for (let run = 1; run <= runs; run += 1) {
    // Each time another page comes first.
    const order = [...pages.slice((run - 1) % pages.length), ...pages.slice(0, (run - 1) % pages.length)];
    for (const page of order) {
      const { name } = page;
      // A context is a profile of its own: its cache is empty, and gone with it.
      const context = await browser.newContext();
      for (const cache of ['cold', 'warm']) {
        const outcome = await visit(context, page);
        visits.push({ run, page: name, cache, ...outcome });
        const problem = outcome.error ?? outcome.sent.find(({ url }) => url.endsWith('(404)'))?.url;
        if (problem) failures.push(`${name}, ${cache}, run ${run}: ${problem}`);
        process.stderr.write(`run ${run}/${runs}  ${name.padEnd(15)} ${cache}  ${outcome.error ?? `${outcome.time.toFixed(0)} ms`}\n`);
      }
      await context.close();
      // What the browser still clears away shall not slow the next page.
      await sleep(300);
    }
  }
} finally {
  await browser.close();
  for (const server of Object.values(servers)) server.close().closeAllConnections();
}
machine.load.push(loadavg()[0]);

const summary = summarise(pages, visits.filter(({ error }) => !error));
print({ machine, pages, summary, runs });
if (options.json) writeFileSync(options.json, `${JSON.stringify({ machine, runs, summary, failures, visits }, null, 2)}\n`);
for (const failure of failures) console.error(`FAILED ${failure}`);
if (failures.length > 0) process.exitCode = 1;
else if (summary.kit && summary.pyodide?.cold.ratio.median < 10) console.log('\nThe aim, ten times faster cold, is not reached.');
