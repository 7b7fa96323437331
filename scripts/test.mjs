// `npm test [step…]`: type check, lint, Node tests, element tests in Chromium, the sizes of what is built, end-to-end tests, every
// story, a part of the page matrix in Chromium and Firefox, every host. All of them run even when one fails; the last line adds them up as
// `N passed, N failed`. Steps: check lint unit browser size e2e stories matrix hosts; `--without STEP` leaves one out. `hosts --write`
// does one thing after another, for the sake of the figures, and writes the table of docs/hosts.md.
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { bin, files, root, run } from './lib.mjs';
import { ensureBrowser } from './ensure-browser.mjs';
import { hostsTable } from './generate-hosts.mjs';

const results = join(root, 'test-results');
const isUnit = (path) =>
  /^(core|cli|scripts|test\/(contract|packaging|security))\//.test(path) && /\.test\.(ts|mjs)$/.test(path) && !path.endsWith('.browser.test.ts');

let browser;
function needBrowser() {
  browser ??= ensureBrowser();
  return { CHROMIUM_PATH: browser };
}

const single = ({ code }) => (code === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 });

/** Totals a runner left in a file; a crash before it wrote them is one failure. */
function totals({ code }, file) {
  const path = join(results, file);
  const counted = existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : { passed: 0, failed: 0 };
  if (code !== 0 && counted.failed === 0) counted.failed = 1;
  return counted;
}

/** Runs tests with Node's own runner; how many passed is left in the file. */
async function nodeTests(tests, file, { env = {}, concurrency = 2 } = {}) {
  if (tests.length === 0) return { passed: 0, failed: 0 };
  const reporters = ['--test-reporter=spec', '--test-reporter-destination=stdout', '--test-reporter=./scripts/count-reporter.mjs', `--test-reporter-destination=test-results/${file}`];
  return totals(await run(process.execPath, ['--no-warnings', '--import', 'tsx', '--test', `--test-concurrency=${concurrency}`, ...reporters, ...tests], { env }), file);
}

const steps = {
  async check() {
    return single(await run(bin('tsc'), ['--noEmit']));
  },
  async lint() {
    return single(await run(bin('eslint'), ['.']));
  },
  unit() {
    return nodeTests(files(['core', 'cli', 'scripts', 'test'], isUnit), 'unit.json');
  },
  async browser() {
    const tests = files(['core', 'components'], (path) => path.endsWith('.browser.test.ts') || (path.startsWith('components/') && path.endsWith('.test.ts')));
    if (tests.length === 0) return { passed: 0, failed: 0 };
    return totals(await run(bin('wtr'), ['--config', 'web-test-runner.config.mjs'], { env: needBrowser() }), 'browser.json');
  },
  async size() {
    const build = await run(process.execPath, ['scripts/build.mjs', '--if-needed']);
    return single(build.code === 0 ? await run(process.execPath, ['scripts/size.mjs']) : build);
  },
  async e2e() {
    if (files(['test/e2e'], (path) => path.endsWith('.spec.ts')).length === 0) return { passed: 0, failed: 0 };
    const build = await run(process.execPath, ['scripts/build.mjs', '--if-needed']);
    if (build.code !== 0) return { passed: 0, failed: 1 };
    const done = await run(bin('playwright'), ['test', '--config', 'playwright.config.ts'], { env: { ...needBrowser(), PLAYWRIGHT_JSON_OUTPUT_NAME: 'test-results/e2e-report.json' } });
    const report = join(results, 'e2e-report.json');
    if (!existsSync(report)) return { passed: 0, failed: 1 };
    const { expected, unexpected, flaky } = JSON.parse(readFileSync(report, 'utf8')).stats;
    return { passed: expected + flaky, failed: unexpected || (done.code === 0 ? 0 : 1) };
  },
  async stories() {
    return totals(await run(process.execPath, ['scripts/test-stories.mjs'], { env: needBrowser() }), 'stories.json');
  },
  async matrix() {
    const build = await run(process.execPath, ['scripts/build.mjs', '--if-needed']);
    if (build.code !== 0) return { passed: 0, failed: 1 };
    return totals(await run(process.execPath, ['--no-warnings', '--import', 'tsx', 'test/matrix/run.ts', '--fast'], { env: needBrowser() }), 'matrix.json');
  },
  async hosts() {
    rmSync(join(results, 'hosts'), { recursive: true, force: true });
    const build = await run(process.execPath, ['scripts/build.mjs', '--if-needed']);
    if (build.code !== 0) return { passed: 0, failed: 1 };
    const tests = files(['test/hosts'], (path) => path.endsWith('.test.ts'));
    const { passed, failed } = await nodeTests(tests, 'hosts.json', write ? { env: { ...needBrowser(), RM_SERIAL: '1' }, concurrency: 1 } : { env: needBrowser() });
    const reason = hostsTable(write && failed === 0 && !process.env.RM_HOSTS);
    if (reason) console.error(reason);
    return reason ? { passed, failed: failed + 1 } : { passed: passed + 1, failed };
  },
};

const { values: options, positionals: asked } = parseArgs({ allowPositionals: true, options: { write: { type: 'boolean' }, without: { type: 'string', multiple: true, default: [] } } });
const { write, without } = options;
const unknown = [...asked, ...without].filter((name) => !(name in steps));
if (unknown.length) {
  console.error(`unknown step: ${unknown.join(', ')}; there are ${Object.keys(steps).join(', ')}`);
  process.exit(2);
}

mkdirSync(results, { recursive: true });
for (const name of ['unit.json', 'browser.json', 'e2e-report.json', 'stories.json', 'matrix.json', 'hosts.json']) rmSync(join(results, name), { force: true });
const summary = [];
for (const name of (asked.length ? asked : Object.keys(steps)).filter((step) => !without.includes(step))) {
  console.log(`\n=== ${name} ===`);
  const started = performance.now();
  let counted;
  try {
    counted = await steps[name]();
  } catch (error) {
    console.error(error.message);
    counted = { passed: 0, failed: 1 };
  }
  summary.push({ step: name, ...counted, seconds: Number(((performance.now() - started) / 1000).toFixed(1)) });
}

console.log('');
for (const { step, passed, failed, seconds } of summary) console.log(`${step}: ${passed} passed, ${failed} failed (${seconds} s)`);
const passed = summary.reduce((sum, step) => sum + step.passed, 0);
const failed = summary.reduce((sum, step) => sum + step.failed, 0);
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed > 0 || passed === 0 ? 1 : 0);
