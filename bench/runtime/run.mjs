// `npm run bench:runtime`: what the runtime costs, beside native code, beside memcpy, and live in Chromium.
//
//   node bench/runtime/run.mjs [--runs 15] [--only a,b,…] [--sessions 100] [--json <file>] [--no-build]
//
// Exit code 1 when something could not be measured; a missed aim is a figure, no failure.
import { chromium } from '@playwright/test';
import { readFileSync, writeFileSync } from 'node:fs';
import { loadavg } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { browserFlags, ensureBrowser } from '../../scripts/ensure-browser.mjs';
import { root, run as runStep } from '../../scripts/lib.mjs';
import { machine as describeMachine, median, quantile } from '../figures.mjs';
import { createServer, readFiles } from '../server.mjs';
import * as cases from './cases.mjs';
import { buildNative, Native } from './native.mjs';
import { afterCrash } from './pages/common.js';
import { print } from './report.mjs';

const { values: options } = parseArgs({
  options: {
    runs: { type: 'string', default: '15' },
    only: { type: 'string', default: 'a,b,c,d,e,f' },
    sessions: { type: 'string', default: '100' },
    json: { type: 'string' },
    'no-build': { type: 'boolean', default: false },
  },
});
const [runs, sessions] = [Number(options.runs), Number(options.sessions)];
if (![runs, sessions].every((number) => Number.isInteger(number) && number >= 1)) {
  console.error('--runs and --sessions take whole numbers of at least 1.');
  process.exit(2);
}
const parts = new Set(options.only.split(','));

if (!options['no-build']) {
  const { code } = await runStep(process.execPath, [join(root, 'scripts/build.mjs'), '--if-needed', '--no-types']);
  if (code !== 0) process.exit(code);
  if (parts.has('a') || parts.has('b')) await buildNative();
}
const kit = await import(join(root, 'dist/core.js'));

const files = await readFiles({ '/pages/': join(root, 'bench/runtime/pages'), '/dist/': join(root, 'dist') });
// An isolated page has a clock of 5 µs instead of 100 µs. The kit itself does not need it.
const server = createServer(files, { 'Cross-Origin-Opener-Policy': 'same-origin', 'Cross-Origin-Embedder-Policy': 'require-corp' });
await new Promise((listening) => server.listen(0, '127.0.0.1', listening));
const browser = await chromium.launch({ executablePath: ensureBrowser(), args: browserFlags });
const page = await browser.newPage();
await page.goto(`http://127.0.0.1:${server.address().port}/pages/runtime.html`);
await page.waitForFunction('window.bench');
if (!(await page.evaluate(() => window.bench.isolated()))) throw new Error('The page is not isolated: its clock is too coarse.');
const inPage = (name, argument) => page.evaluate(([call, value]) => window.bench[call](value), [name, argument]);

const machine = describeMachine(browser);
const failures = [];
const say = (text) => process.stderr.write(`${text}\n`);

/** The same request everywhere: where it runs → its result. */
const runner = new kit.PipelineRunner({ engine: 'inline', timeout: 120 });
let native;
const hosts = {
  native: (request) => (native ??= new Native()).command(request),
  browser: (request) => inPage('command', request),
  node: async (request) => {
    const { exitCode, stdout, stderr } = await runner.command(request);
    return exitCode === 0 ? JSON.parse(stdout.slice(stdout.indexOf('{'))) : { error: stderr.trim() };
  },
};

/** µs per item in all nodes but the feed and the end. */
function perItem({ metrics: { node_metrics: nodes } }) {
  const [feed, ...rest] = nodes;
  const measured = rest.slice(0, -1);
  return measured.reduce((sum, node) => sum + node.total_duration_us, 0) / feed.items_out;
}

/**
 * Runs cases in turns: every host once, and again. Long runs warm the compilers up; those that count are short, so that
 * other work on the machine falls between them more often than into them.
 */
async function compare(list, where) {
  const results = [];
  for (const [name, kind, count, nodes, size] of list) {
    const [long, short] = [count, Math.ceil(count / 10)].map((items) => JSON.stringify(cases.fed(kind, items, nodes, size)));
    const times = Object.fromEntries(where.map((host) => [host, []]));
    let problem;
    for (let run = -2; run < runs && !problem; run += 1) {
      for (const host of where) {
        const result = await hosts[host](run < 0 ? long : short);
        if (result.error) problem ??= result.error.replace(/^Pipeline execution failed: /, '').split('\n')[0];
        else if (run >= 0) times[host].push(perItem(result));
      }
    }
    if (problem) {
      const unknown = /Failed to initialize CPython node \w+: AttributeError/.test(problem);
      results.push({ name, skipped: unknown ? 'the runtime has no such node' : problem });
      if (!unknown) failures.push(`${name}: ${problem}`);
      say(`  ${name}: skipped, ${results.at(-1).skipped}`);
      continue;
    }
    const ratios = Object.fromEntries(where.slice(1).map((host) => [host, median(times[host].map((time, run) => time / times.native[run]))]));
    results.push({ name, nodes: nodes.length, times: Object.fromEntries(where.map((host) => [host, median(times[host])])), ratios, all: times });
    say(`  ${name}: ${where.map((host) => `${host} ${median(times[host]).toFixed(2)}`).join(', ')} µs`);
  }
  return results;
}

/** (c): µs per item through Rust, Python and Rust, and of one memcpy; then the round trip from JavaScript. */
async function buffers() {
  const results = [];
  for (const [name, size, count] of cases.sizes) {
    const times = { memcpy: [], ...Object.fromEntries(Object.keys(cases.hops).map((way) => [way, []])) };
    for (let run = -1; run < Math.min(5, runs); run += 1) {
      const copied = await hosts.browser(JSON.stringify(cases.memcpy(size)));
      if (copied.error) throw new Error(copied.error);
      if (run >= 0) times.memcpy.push(copied.outputs);
      for (const [way, request] of Object.entries(cases.hops)) {
        const { manifest } = request(size, count);
        const result = await inPage('throughNodes', { manifest, limits: { outputBytes: 2 ** 40 }, engine: 'worker' });
        if (run >= 0) times[way].push(perItem(result));
      }
    }
    const trip = { manifest: cases.door, size, count: Math.min(count, 200), warmup: Math.min(count, 50) };
    const medians = Object.fromEntries(Object.entries(times).map(([way, list]) => [way, median(list)]));
    for (const engine of ['inline', 'worker']) medians[engine] = 1000 * median(await inPage('roundTrips', { ...trip, engine }));
    results.push({ name, size, times: medians, ratios: Object.fromEntries(Object.entries(times).map(([way, list]) => [way, median(list.map((time, run) => time / times.memcpy[run]))])) });
    say(`  ${name}: ${Object.entries(medians).map(([way, time]) => `${way} ${time.toFixed(1)}`).join(', ')} µs`);
  }
  return results;
}

/** Memory (PSS) and processor time of the browser's processes; undefined where /proc is not. */
async function usage() {
  try {
    const session = await browser.newBrowserCDPSession();
    const { processInfo } = await session.send('SystemInfo.getProcessInfo');
    await session.detach();
    const pss = (id) => Number(/^Pss:\s+(\d+)/m.exec(readFileSync(`/proc/${id}/smaps_rollup`, 'utf8'))[1]) * 1024;
    return { memory: processInfo.reduce((sum, { id }) => sum + pss(id), 0), cpu: processInfo.reduce((sum, { cpuTime }) => sum + cpuTime, 0) };
  } catch {
    return undefined;
  }
}

const shape = (latencies) => ({ count: latencies.length, median: median(latencies), p99: quantile(latencies, 0.99), max: Math.max(...latencies) });

/** (d): frames of 20 ms in one session, and in many. */
async function live() {
  let vad;
  for (const candidate of cases.vads) {
    const { error } = await hosts.browser(JSON.stringify({ manifest: cases.live(candidate), input_data: [{ data: [0, 0], sample_rate: 48_000 }] }));
    if (!error) vad ??= candidate;
  }
  if (vad !== cases.vads[0]) say(`  ${cases.vads[0][0]}: the runtime has no such node, ${vad[0]} takes its place`);
  const manifest = cases.live(vad);
  const interval = 20;
  const figures = ({ latencies, late, silent, work, memory }, frames) => ({
    ...shape(latencies),
    silent,
    late: quantile(late.length ? late : [0], 0.99),
    // Time of the nodes per frame, by node.
    work: work[0].map((_, node) => work.reduce((sum, times) => sum + times[node], 0) / work.length / frames),
    memory: median(memory),
  });
  const echo = { paced: shape(await inPage('echo', { count: 150, interval })), burst: shape(await inPage('echo', { count: 2000 })) };
  const one = { manifest, warmup: 500, paced: 500, interval, burst: 5000 };
  const single = await inPage('single', { ...one, engine: 'worker' });
  const inline = await inPage('single', { ...one, paced: 50, burst: 2000, engine: 'inline' });
  say(`  one session: ${median(single.atPace.latencies).toFixed(3)} ms at pace, ${median(single.inBurst.latencies).toFixed(3)} ms in a burst`);
  const before = await usage();
  const { opened } = await inPage('gather', { manifest, count: sessions, warmup: 20 });
  const after = await usage();
  const paced = 100;
  const crowd = await inPage('together', { paced, interval });
  const end = await usage();
  await inPage('scatter');
  return {
    vad: vad[0],
    sessions,
    echo,
    single: figures(single.atPace, one.paced),
    burst: figures(single.inBurst, one.burst),
    inline: figures(inline.inBurst, 2000),
    crowd: figures(crowd, paced),
    opened: opened / sessions,
    memory: before && (after.memory - before.memory) / sessions,
    // ms of processor time per frame, of the whole browser.
    cpu: before && ((end.cpu - after.cpu) * 1000) / (paced * sessions),
  };
}

/** (e): what one more costs, between neighbouring sizes. */
async function grow() {
  const { items, nodes, payload } = cases.growth;
  const rounds = async (sizes, measure) => {
    const times = sizes.map(() => []);
    for (let run = -1; run < Math.min(5, runs); run += 1) {
      for (const [k, size] of sizes.entries()) {
        const time = await measure(size);
        if (run >= 0) times[k].push(time);
      }
    }
    const medians = times.map(median);
    return { sizes, times: medians, each: medians.slice(1).map((time, k) => (time - medians[k]) / (sizes[k + 1] - sizes[k])) };
  };
  const took = async (request) => {
    const result = await hosts.browser(JSON.stringify(request));
    if (result.error) throw new Error(result.error);
    return result.metrics.total_duration_us;
  };
  const manyItems = 2000;
  return {
    items: await rounds(items.sizes, (count) => took(items.request(count))),
    'nodes, batch': await rounds(nodes.sizes, async (count) => (await took({ manifest: nodes.manifest(count), input_data: Array(manyItems).fill(1) })) / manyItems),
    'nodes, live': await rounds(nodes.sizes, async (count) => 1000 * median(await inPage('roundTrips', { manifest: nodes.manifest(count), engine: 'inline', count: 300, warmup: 50 }))),
    'payload, KB': await rounds(payload.sizes, async (size) => 1000 * median(await inPage('roundTrips', { manifest: payload.manifest, engine: 'inline', size, count: size > 2 ** 20 ? 30 : 150, warmup: 20 }))),
  };
}

/** (f): a new session after a crash. */
async function recover() {
  const what = { ...cases.crash, count: 11 };
  const inNode = await afterCrash(kit.PipelineSession, { ...what, engine: 'inline' });
  const inBrowser = await inPage('afterCrash', { ...what, engine: 'worker' });
  const figures = ({ open, output }) => ({ open: median(open), output: median(output), max: Math.max(...output) });
  return { node: figures(inNode), browser: figures(inBrowser) };
}

const measured = {};
const measure = async (part, name, call) => {
  if (!parts.has(part)) return;
  say(`(${part}) ${name}`);
  try {
    measured[part] = await call();
  } catch (error) {
    failures.push(`(${part}) ${name}: ${error.message}`);
  }
};
const began = performance.now();
try {
  await measure('a', 'Rust nodes', () => compare(cases.rust, ['native', 'browser', 'node']));
  await measure('b', 'Python nodes', () => compare(cases.python, ['native', 'browser', 'node']));
  await measure('c', 'Buffers', buffers);
  await measure('d', 'Live', live);
  await measure('e', 'Growth', grow);
  await measure('f', 'After a crash', recover);
} finally {
  native?.close();
  await browser.close();
  server.close().closeAllConnections();
}
machine.load.push(loadavg()[0]);
print({ machine, measured, runs, seconds: (performance.now() - began) / 1000 });
if (options.json) writeFileSync(options.json, `${JSON.stringify({ machine, runs, measured, failures }, null, 2)}\n`);
for (const failure of failures) console.error(`FAILED ${failure}`);
if (failures.length > 0) process.exitCode = 1;
