// Figures of the start benchmark, and how they are shown.
import { median, signature, spread, table } from '../figures.mjs';

/** How long each part of a start took, from the times at which the parts ended. */
const durations = (marks) => {
  let before = 0;
  return Object.fromEntries(
    Object.entries(marks).map(([name, at]) => {
      const took = at - before;
      before = at;
      return [name, took];
    }),
  );
};

/**
 * @param {{name: string}[]} pages the first one is what the others are compared with.
 * @param {{run: number, page: string, cache: 'cold' | 'warm', time: number, marks: Record<string, number>, raw: number, wire: number}[]} visits
 *   those that gave a result.
 * @returns per page and cache state: times (ms), bytes, parts of the start (ms), and the ratio to the first page in each run.
 */
export function summarise(pages, visits) {
  const of = (name, cache) => {
    const list = visits.filter((visit) => visit.cache === cache && visit.page === name);
    if (list.length === 0) return undefined;
    const parts = list.map(({ marks }) => durations(marks));
    const first = visits.filter((visit) => visit.cache === cache && visit.page === pages[0].name);
    const ratios = list.flatMap(({ run, time }) => first.filter((visit) => visit.run === run).map((visit) => time / visit.time));
    return {
      count: list.length,
      time: spread(list.map(({ time }) => time)),
      ...(ratios.length > 0 && { ratio: spread(ratios) }),
      raw: median(list.map(({ raw }) => raw)),
      wire: median(list.map(({ wire }) => wire)),
      parts: Object.fromEntries(Object.keys(parts[0]).map((part) => [part, spread(parts.map((own) => own[part]))])),
    };
  };
  return Object.fromEntries(pages.map(({ name }) => [name, { cold: of(name, 'cold'), warm: of(name, 'warm') }]));
}

const partNames = {
  code: 'page and its JavaScript',
  fetch: 'module: until its last byte',
  compile: 'module: rest of the compilation',
  instantiate: 'worker and instance',
  load: 'interpreter',
  result: 'first result',
};

const count = (number) => number.toLocaleString('en-GB');
const ms = ({ median: middle, min, max }) => `${middle.toFixed(0)} (${min.toFixed(0)}–${max.toFixed(0)})`;
const times = ({ median: middle, min, max }) => `${middle.toFixed(1)} (${min.toFixed(1)}–${max.toFixed(1)})`;

export function print({ machine, pages, summary, runs }) {
  const [first] = pages;
  const ratio = (figures) => (figures.ratio ? times(figures.ratio) : '–');
  const rows = [['', 'cold, ms', `÷ ${first.label}`, 'warm, ms', `÷ ${first.label}`, 'raw B', 'br B']];
  for (const { name, label } of pages) {
    const { cold, warm } = summary[name];
    if (cold && warm) rows.push([label, ms(cold.time), ratio(cold), ms(warm.time), ratio(warm), count(cold.raw), count(cold.wire)]);
  }
  console.log(`\nNavigation to first Python result, median (min–max) of ${runs}; bytes are what the servers sent, cold\n`);
  console.log(table(rows));

  for (const { name, label } of [first, ...pages.filter((page) => !page.name.startsWith('kit'))]) {
    const { cold, warm } = summary[name];
    if (!cold || !warm) continue;
    console.log(`\nWhere the time goes, ${label}, ms\n`);
    console.log(table([['', 'cold', 'warm'], ...Object.keys(cold.parts).map((part) => [partNames[part] ?? part, ms(cold.parts[part]), ms(warm.parts[part])])]));
  }

  console.log(`\n${signature(machine, Object.entries(machine.versions).map(([name, version]) => `${name} ${version}`).join(', '))}`);
}
