// `npm run size`: what a page loads of dist/, raw and compressed (brotli, quality 11), each file on its own as servers send them.
// Exit code 1 above a budget. `--json` prints the figures for other programs.
//
// Counted is what arrives before anything else happens: a module and all that it imports statically. What is imported when it is
// needed stands below, under "later". KB are 1000 bytes.
import { readFileSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { constants, brotliCompressSync } from 'node:zlib';
import { root } from './lib.mjs';

/** Brotli bytes. `shared` is what every element needs; an element counts with what is over that, without the elements it extends. */
const budgets = { eager: 30_000, loader: 3_000, shared: 8_000, element: 3_000 };

const dist = join(root, 'dist');
const params = { [constants.BROTLI_PARAM_QUALITY]: 11 };
const measured = new Map();

/** @param {string} path under dist/. */
function measure(path) {
  if (!measured.has(path)) {
    const bytes = readFileSync(join(dist, path));
    const text = bytes.toString();
    // What rollup and terser write: import…from"…", import"…", export…from"…".
    const imports = [...text.matchAll(/(?:^|[;}\n])(?:import|export)(?:[^"'();]*from)?["'](\.[^"']+)["']/g)].map(([, to]) => join(dirname(path), to));
    measured.set(path, { raw: bytes.length, brotli: brotliCompressSync(bytes, { params }).length, imports });
  }
  return measured.get(path);
}

/** The module and everything it imports statically. */
function graph(path, found = new Set()) {
  if (found.has(path)) return found;
  found.add(path);
  for (const next of measure(path).imports) graph(next, found);
  return found;
}

const sum = (paths) => [...paths].map(measure).reduce((total, { raw, brotli }) => ({ raw: total.raw + raw, brotli: total.brotli + brotli }), { raw: 0, brotli: 0 });
const without = (paths, ...others) => [...paths].filter((path) => !others.some((other) => other.has(path)));

const elements = readdirSync(join(dist, 'components')).filter((name) => name.endsWith('.js')).map((name) => `components/${name}`);
const graphs = new Map(elements.map((path) => [path, graph(path)]));
const shared = new Set([...graphs.values()].reduce((common, one) => common.filter((path) => one.has(path)), [...graphs.get(elements[0])]));
const eager = graph('remotemedia.js');

const rows = [
  { what: 'remotemedia.js with all it imports at once', ...sum(eager), budget: budgets.eager, files: eager.size },
  { what: 'remotemedia.loader.js', ...sum(['remotemedia.loader.js']), budget: budgets.loader },
  { what: 'remotemedia.iife.js', ...sum(['remotemedia.iife.js']), budget: budgets.loader },
  { what: 'shared by all elements', ...sum(shared), budget: budgets.shared, files: shared.size },
];
for (const path of elements) {
  const extended = elements.filter((other) => other !== path && graphs.get(path).has(other));
  const own = without(graphs.get(path), shared, ...extended.map((other) => graphs.get(other)));
  const note = extended.map((other) => ` (over rm-${other.slice(11, -3)})`).join('');
  rows.push({ what: `rm-${path.slice(11, -3)}${note}`, ...sum(own), budget: budgets.element });
}
const chunks = readdirSync(join(dist, 'chunks')).filter((name) => name.endsWith('.js')).map((name) => `chunks/${name}`);
const later = [...chunks.filter((path) => !eager.has(path)), 'worker.js', 'wasmer-worker.js', 'core.js', 'worklets/capture.js'];
for (const path of later.sort()) rows.push({ what: `later: ${path.replace(/-[\w-]{8}\.js$/, '.js')}`, ...sum([path]) });

const over = rows.filter(({ brotli, budget }) => budget && brotli > budget);
if (process.argv.includes('--json')) console.log(JSON.stringify(rows, null, 2));
else {
  const figure = (bytes) => (bytes === undefined ? '' : (bytes / 1000).toFixed(1)).padStart(8);
  const width = Math.max(...rows.map(({ what }) => what.length));
  console.log(`${'KB'.padEnd(width)} ${'raw'.padStart(8)} ${'brotli'.padStart(8)} ${'budget'.padStart(8)}`);
  for (const row of rows) console.log(`${row.what.padEnd(width)} ${figure(row.raw)} ${figure(row.brotli)} ${figure(row.budget)}${over.includes(row) ? '  OVER' : ''}`);
}
for (const { what, brotli, budget } of over) console.error(`${what}: ${brotli} bytes, ${brotli - budget} over its budget`);
process.exitCode = over.length > 0 ? 1 : 0;
