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
 * @param {{run: number, page: 'kit' | 'pyodide', cache: 'cold' | 'warm', time: number, marks: Record<string, number>, raw: number,
 *   wire: number}[]} visits those that gave a result.
 * @returns per cache state: times (ms), bytes, parts of each start (ms) and the ratio pyodide : kit of each pair.
 */
export function summarise(visits) {
  const of = (cache) => {
    const taken = (page) => visits.filter((visit) => visit.cache === cache && visit.page === page);
    const figures = (page) => {
      const list = taken(page);
      if (list.length === 0) return undefined;
      const parts = list.map(({ marks }) => durations(marks));
      return {
        count: list.length,
        time: spread(list.map(({ time }) => time)),
        raw: median(list.map(({ raw }) => raw)),
        wire: median(list.map(({ wire }) => wire)),
        parts: Object.fromEntries(Object.keys(parts[0]).map((name) => [name, spread(parts.map((part) => part[name]))])),
      };
    };
    const ratios = taken('kit').flatMap((kit) => taken('pyodide').filter(({ run }) => run === kit.run).map(({ time }) => time / kit.time));
    return { kit: figures('kit'), pyodide: figures('pyodide'), ratios };
  };
  return { cold: of('cold'), warm: of('warm') };
}

const partNames = {
  code: 'page and its JavaScript',
  fetch: 'module: until its last byte',
  compile: 'module: rest of the compilation',
  instantiate: 'worker and instance',
  load: 'loadPyodide()',
  result: 'first result',
};

const count = (number) => number.toLocaleString('en-GB');
const ms = ({ median: middle, min, max }) => `${middle.toFixed(0)} (${min.toFixed(0)}–${max.toFixed(0)})`;

export function print({ machine, summary, runs }) {
  const bytes = (figures) => [count(figures.raw), count(figures.wire)];
  const rows = [['', 'this kit, ms', 'pyodide, ms', 'pyodide : kit', 'kit raw B', 'kit br B', 'pyodide raw B', 'pyodide br B']];
  for (const [cache, { kit, pyodide, ratios }] of Object.entries(summary)) {
    if (!kit || !pyodide) continue;
    const ratio = spread(ratios);
    rows.push([cache, ms(kit.time), ms(pyodide.time), `${ratio.median.toFixed(1)} (${ratio.min.toFixed(1)}–${ratio.max.toFixed(1)})`, ...bytes(kit), ...bytes(pyodide)]);
  }
  console.log(`\nNavigation to first Python result, median (min–max) of ${runs}; bytes are what the server sent\n`);
  console.log(table(rows));

  for (const page of ['kit', 'pyodide']) {
    const { cold, warm } = { cold: summary.cold[page], warm: summary.warm[page] };
    if (!cold || !warm) continue;
    console.log(`\nWhere the time goes, ${page === 'kit' ? 'this kit' : 'pyodide'}, ms\n`);
    console.log(table([['', 'cold', 'warm'], ...Object.keys(cold.parts).map((part) => [partNames[part] ?? part, ms(cold.parts[part]), ms(warm.parts[part])])]));
  }

  console.log(`\n${signature(machine, `pyodide ${machine.pyodide}`)}`);
}
