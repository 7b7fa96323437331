// How the figures of the runtime benchmark are shown: a table each, with aims.
import { signature, table } from '../figures.mjs';

const digits = (number) => (number >= 100 ? number.toFixed(0) : number >= 10 ? number.toFixed(1) : number >= 1 ? number.toFixed(2) : number.toFixed(3));
const times = (number) => `${digits(number)}×`;
const aims = { a: 1.2, b: 1.5, c: 1.1, median: 0.2, p99: 1, f: 60 };

/** A figure with its verdict. */
const judged = (text, value, aim) => `${text} ${value <= aim ? '✓' : '✗'}`;

const section = (title, rows) => console.log(`\n${title}\n\n${table(rows)}`);

/** The ratio without what a node's step costs that does nothing: there the time goes into asking the browser for the time. */
function withoutStep({ times: own, nodes }, step) {
  if (!step) return '–';
  const [native, browser] = ['native', 'browser'].map((host) => own[host] - nodes * step.times[host]);
  return native > 0.1 && browser > 0 ? times(browser / native) : '–';
}

function comparison(title, aim, results, step) {
  const known = results.filter(({ skipped }) => !skipped);
  const rows = known.map((result) => {
    const { name, times: own, ratios } = result;
    return [name, digits(own.native), digits(own.browser), judged(times(ratios.browser), ratios.browser, aim), withoutStep(result, step), digits(own.node), times(ratios.node)];
  });
  section(`${title}; aim: Chromium ≤ ${aim} × native`, [['µs per item', 'native', 'Chromium', '÷ native', 'without the step', 'Node', '÷ native'], ...rows]);
  for (const { name, skipped } of results) if (skipped) console.log(`skipped: ${name} (${skipped})`);
}

function buffers(results) {
  const cell = (ratio, time) => `${times(ratio)} (${digits(time)})`;
  const rows = results.map(({ name, size, times: t, ratios: r }) => [
    name,
    digits(t.memcpy),
    size > 65_536 ? judged(cell(r.shared, t.shared), r.shared, aims.c) : cell(r.shared, t.shared),
    ...['renewed', 'bytes', 'envelope'].map((way) => cell(r[way], t[way])),
    ...['inline', 'worker'].map((engine) => cell(t[engine] / t.memcpy, t[engine])),
  ]);
  section(`(c) Buffers Rust → Python → Rust, × one memcpy (µs); aim: ≤ ${aims.c} above 64 KB`, [
    ['', 'memcpy, µs', 'shared tensor', 'new tensor', 'bytes', 'base64 envelope', 'from JavaScript and back', 'the same by worker'],
    ...rows,
  ]);
}

function live({ vad, sessions, echo, single, burst, inline, crowd, opened, memory, cpu }) {
  const ms = (number) => number.toFixed(3);
  const aimed = ({ count, median, p99, max }) => [String(count), judged(ms(median), median, aims.median), judged(ms(p99), p99, aims.p99), ms(max)];
  const plain = ({ count, median, p99, max }) => [String(count), ms(median), ms(p99), ms(max)];
  const nodes = ({ work }) => ms(work.reduce((sum, time) => sum + time, 0));
  section(`(d) A frame of 20 ms through AudioResample → ${vad} → Python → Python, push → output, ms; aims: median ≤ ${aims.median}, p99 ≤ ${aims.p99}`, [
    ['', 'outputs', 'median', 'p99', 'max', 'of it in nodes'],
    ['one session, at pace', ...aimed(single), nodes(single)],
    ['one session, one after another', ...aimed(burst), nodes(burst)],
    [`${sessions} sessions, at pace`, ...aimed(crowd), nodes(crowd)],
    ['without a worker (inline)', ...plain(inline), nodes(inline)],
    ['a bare worker that echoes a frame, at pace', ...plain(echo.paced), '–'],
    ['a bare worker, one after another', ...plain(echo.burst), '–'],
  ]);
  const mb = (bytes) => `${(bytes / 2 ** 20).toFixed(1)} MB`;
  console.log(`\nNodes of one session, ms per frame: ${burst.work.map(ms).join(', ')}. A timer of the page is late by up to ${digits(crowd.late)} ms (p99) with ${sessions} sessions.`);
  const all = memory === undefined ? '' : `, ${mb(memory)} of the browser in all`;
  // A frame of each session in 20 ms.
  const busy = cpu === undefined ? '' : ` The browser uses ${digits(cpu)} ms of processor time per frame: ${sessions} sessions need ${((cpu * sessions) / 20).toFixed(1)} processors.`;
  console.log(`A session's memory: ${mb(crowd.memory)} of the module${all}. Opening: ${digits(opened)} ms each.${busy}`);
}

function growth(results) {
  const unit = (name) => (name.startsWith('payload') ? 1024 : 1);
  const rows = Object.entries(results).map(([name, { sizes, times: t, each }]) => [
    name,
    sizes.map((size) => (unit(name) === 1 ? size : size / 1024).toLocaleString('en-GB')).join(' · '),
    t.map(digits).join(' · '),
    each.map((time) => digits(time * unit(name))).join(' · '),
    times(each.at(-1) / each[0]),
  ]);
  section('(e) Growth, µs: what one more costs between neighbouring sizes; 1× is linear', [['', 'sizes', 'time', 'one more', 'last : first'], ...rows]);
}

function crash({ node, browser }) {
  const row = (name, { open, output, max }) => [name, judged(digits(open), open, aims.f), digits(output), digits(max)];
  section(`(f) A new session after a crash, ms; aim: open within ${aims.f} (median)`, [['', 'open', 'first output', 'max'], row('Chromium, worker', browser), row('Node, inline', node)]);
}

export function print({ machine, measured: { a, b, c, d, e, f }, runs, seconds }) {
  const step = a?.find(({ name, skipped }) => name === 'PassThrough' && !skipped);
  if (a) comparison('(a) Rust nodes', aims.a, a, step);
  if (b) comparison('(b) Python nodes', aims.b, b, step);
  if (c) buffers(c);
  if (d) live(d);
  if (e) growth(e);
  if (f) crash(f);
  console.log(`\n${signature(machine, `medians of ${runs} runs in turns, ${seconds.toFixed(0)} s`)}`);
}
