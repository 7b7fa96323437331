// `npm run coverage`: how many lines of code of core/ and components/ the unit tests and the element tests run, together, per folder.
// A line counts when it makes code: types, comments and the inside of templates do not. Exit code 1 below 90 % of either.
// `--report` only adds up what an earlier run left; `--json` prints every file; `--missing PATH` prints the lines of one that never ran.
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { TraceMap, eachMapping } from '@jridgewell/trace-mapping';
import { transform } from 'esbuild';
import v8ToIstanbul from 'v8-to-istanbul';
import { ensureBrowser } from './ensure-browser.mjs';
import { bin, files, root, run } from './lib.mjs';

const THRESHOLD = 90;
const folder = join(root, 'coverage');
const { values: options } = parseArgs({ options: { report: { type: 'boolean' }, json: { type: 'boolean' }, missing: { type: 'string' } } });

/** What is measured: what is shipped, but for what a generator wrote. */
const measured = files(['core', 'components'], (path) => path.endsWith('.ts') && !/\.test\.ts$|\.d\.ts$|\/testing|\/gen\//.test(path));

async function collect() {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const tests = files(['core', 'components', 'test/contract', 'test/packaging'], (path) => /\.test\.ts$/.test(path) && !path.endsWith('.browser.test.ts') && !path.startsWith('components/'));
  const unit = await run(process.execPath, ['--no-warnings', '--import', 'tsx', '--test', '--test-concurrency=2', '--test-reporter=dot', ...tests], { env: { NODE_V8_COVERAGE: join(folder, 'node') } });
  const browser = await run(bin('wtr'), ['--config', 'web-test-runner.config.mjs', '--coverage'], { env: { CHROMIUM_PATH: ensureBrowser() } });
  if (unit.code !== 0 || browser.code !== 0) console.error('coverage: some tests failed; the figures are of what ran');
  return unit.code || browser.code;
}

/** Lines that ran, by file. */
const ran = new Map(measured.map((path) => [path, new Set()]));

/** @param {string} path absolute. */
function add(path, { statementMap, s }) {
  const lines = ran.get(relative(root, path));
  if (lines) for (const [id, { start }] of Object.entries(statementMap)) if (s[id] > 0) lines.add(start.line);
}

/** V8's own files, which tell of the code that tsx made: its map leads back, and its line lengths stand for its text. */
async function addNode() {
  for (const name of readdirSync(join(folder, 'node'))) {
    const { result, 'source-map-cache': maps = {} } = JSON.parse(readFileSync(join(folder, 'node', name), 'utf8'));
    for (const { url, functions } of result) {
      const map = maps[url];
      if (!map?.data || !url.startsWith('file:')) continue;
      const path = fileURLToPath(url.replace(/\?.*$/, ''));
      if (!ran.has(relative(root, path))) continue;
      const source = map.lineLengths.map((length) => '.'.repeat(length)).join('\n');
      const converter = v8ToIstanbul(path, 0, { source, originalSource: readFileSync(path, 'utf8'), sourceMap: { sourcemap: { ...map.data, sources: [path] } } });
      await converter.load();
      converter.applyCoverage(functions);
      for (const [file, data] of Object.entries(converter.toIstanbul())) add(file, data);
    }
  }
}

function addBrowser() {
  const path = join(folder, 'browser', 'coverage-final.json');
  if (!existsSync(path)) throw new Error('the element tests left no coverage');
  for (const [file, data] of Object.entries(JSON.parse(readFileSync(path, 'utf8')))) add(file, data);
}

/** Lines of a file that make code. */
async function codeLines(path) {
  const { map } = await transform(readFileSync(join(root, path), 'utf8'), { loader: 'ts', sourcemap: true, target: 'es2022', sourcefile: path });
  const lines = new Set();
  eachMapping(new TraceMap(map), ({ originalLine }) => originalLine && lines.add(originalLine));
  return lines;
}

const code = options.report ? 0 : await collect();
await addNode();
addBrowser();
const rows = new Map();
const perFile = [];
for (const path of measured) {
  const lines = [...(await codeLines(path))].sort((a, b) => a - b);
  const missed = lines.filter((line) => !ran.get(path).has(line));
  perFile.push({ path, lines: lines.length, covered: lines.length - missed.length, missed });
  for (const key of [path.split('/')[0], dirname(path)]) {
    const row = rows.get(key) ?? { lines: 0, covered: 0 };
    rows.set(key, { lines: row.lines + lines.length, covered: row.covered + lines.length - missed.length });
  }
}
const share = ({ lines, covered }) => (lines === 0 ? 100 : (covered / lines) * 100);
if (options.missing) console.log(perFile.find(({ path }) => path === options.missing)?.missed.join(' '));
else if (options.json) console.log(JSON.stringify(perFile, null, 2));
else for (const [key, row] of [...rows].sort(([a], [b]) => (a < b ? -1 : 1))) console.log(`${key.padEnd(36)} ${String(row.covered).padStart(6)} of ${String(row.lines).padStart(6)} ${share(row).toFixed(1).padStart(6)} %`);
const low = ['core', 'components'].filter((key) => share(rows.get(key)) < THRESHOLD);
for (const key of low) console.error(`${key}: ${share(rows.get(key)).toFixed(1)} % of the lines ran, less than ${THRESHOLD} %`);
process.exit(low.length > 0 ? 1 : code);
