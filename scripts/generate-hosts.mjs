// The table of docs/hosts.md from what the suite left in test-results/hosts: `npm run test:hosts -- --write` writes it. The tests
// only compare, and no figures: those are another machine's.
import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './lib.mjs';

const [begin, end] = ['<!-- made by npm run test:hosts -- --write -->', '<!-- end -->'];
const path = join(root, 'docs/hosts.md');
const folder = join(root, 'test-results/hosts');

const files = {
  read: 'read from the disk',
  requested: 'fetched',
  given: 'given by the author',
};
const loops = ({ engine, endsLoops }) => {
  if (engine === 'inline') return 'cannot be stopped';
  return endsLoops === false ? 'is answered in time, but its thread goes on' : 'is stopped';
};
const megabytes = (bytes) => (bytes ? (bytes / 2 ** 20).toFixed(0) : '');

function row(result) {
  const { name, engine, standard, passed, scenarios, free, jspi, start, process } = result;
  return [name, standard ? `${engine} (default)` : engine, `${passed} of ${scenarios}`, loops(result), free ? 'goes on' : 'waits', jspi ? 'yes' : 'no', files[result.files], start.toFixed(0), megabytes(process)];
}

function table(results) {
  const head = ['host', 'engine', 'scenarios', 'a loop without end', 'the caller while a node is in `time.sleep`', 'JSPI', 'library and models are', 'first result, ms', 'process, MiB'];
  const lines = [head, head.map(() => '---'), ...results.map(row)].map((cells) => `| ${cells.join(' | ')} |`);
  const memory = megabytes(Math.max(...results.map((result) => result.memory)));
  return `${lines.join('\n')}\n\nAn instance has ${memory} MiB of memory after the first result of a Python node.`;
}

/** Writes the table, or compares it; the reason when it is not current. */
export function hostsTable(write) {
  const results = (existsSync(folder) ? readdirSync(folder) : []).filter((file) => file.endsWith('.json')).map((file) => JSON.parse(readFileSync(join(folder, file), 'utf8')));
  results.sort((a, b) => a.name.localeCompare(b.name, 'en', { numeric: true }) || a.engine.localeCompare(b.engine));
  const text = readFileSync(path, 'utf8');
  const [from, to] = [text.indexOf(begin) + begin.length, text.indexOf(end)];
  if (write) {
    writeFileSync(path, `${text.slice(0, from)}\n\n${table(results)}\n\n${text.slice(to)}`);
    return undefined;
  }
  const plain = (line) => line.replace(/(?<= )\d[\d.]*(?= (\||MiB))|\d+ of \d+/g, '#');
  const known = new Set(text.slice(from, to).split('\n').map(plain));
  // A host that could not be had here has no line of its own.
  const missing = table(results).split('\n').filter((line) => !known.has(plain(line)));
  return missing.length > 0 ? `docs/hosts.md says something else than:\n${missing.join('\n')}\nRun "npm run test:hosts -- --write".` : undefined;
}
