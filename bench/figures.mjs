// What the benchmarks share: medians, tables, and the machine that the figures are of.
import { availableParallelism, cpus, loadavg, totalmem } from 'node:os';

export function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** The value below which this part of them lies. */
export function quantile(values, part) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))];
}

export const spread = (values) => ({ median: median(values), min: Math.min(...values), max: Math.max(...values) });

/** Aligned columns that are a Markdown table too. */
export function table(rows) {
  const widths = rows[0].map((_, column) => Math.max(...rows.map((row) => row[column].length), 3));
  const line = (row) => `| ${row.map((cell, column) => (column === 0 ? cell.padEnd(widths[column]) : cell.padStart(widths[column]))).join(' | ')} |`;
  const rule = `| ${widths.map((width, column) => (column === 0 ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`)).join(' | ')} |`;
  return [line(rows[0]), rule, ...rows.slice(1).map(line)].join('\n');
}

/** The machine, before anything is measured on it. */
export const machine = (browser) => ({
  date: new Date().toISOString(),
  cpus: availableParallelism(),
  cpu: cpus()[0]?.model ?? 'unknown',
  memory: totalmem(),
  browser: `Chromium ${browser.version()}`,
  node: process.version,
  load: [loadavg()[0]],
});

/** The line under the tables: when, and on what. */
export const signature = ({ date, cpus: count, cpu, memory, browser, node, load }, also) =>
  `${date.slice(0, 16)}Z, ${count} CPUs (${cpu}), ${(memory / 2 ** 30).toFixed(0)} GiB, ${browser} headless, Node ${node}, ${also}, ` +
  `load ${load.map((value) => value.toFixed(1)).join(' → ')}`;
