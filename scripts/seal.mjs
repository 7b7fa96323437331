// What dist/ says of itself: sri.json and SHA256SUMS for those who copy it, offline.zip for those who take all of it.
import { createHash } from 'node:crypto';
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { zip } from './zip.mjs';

const digest = (algorithm, bytes, encoding) => createHash(algorithm).update(bytes).digest(encoding);

/** Everything a browser can fetch, by its path under the folder, sorted: no type declarations, nothing for servers. */
function served(folder) {
  const paths = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).split(sep).join('/'))
    .filter((path) => !/^(types|node)\//.test(path));
  return new Map(paths.sort().map((path) => [path, readFileSync(join(folder, path))]));
}

/**
 * Writes the three files into a folder that holds everything else.
 *
 * @param {string} folder
 * @param {string} page the archive's index.html.
 */
export function seal(folder, page) {
  const files = served(folder);
  const add = (name, content) => {
    const bytes = Buffer.from(content);
    files.set(name, bytes);
    writeFileSync(join(folder, name), bytes);
  };
  const facts = [...files].map(([path, bytes]) => [path, { integrity: `sha384-${digest('sha384', bytes, 'base64')}`, bytes: bytes.length }]);
  add('sri.json', `${JSON.stringify(Object.fromEntries(facts), null, 2)}\n`);
  // Source maps are for those who develop.
  const taken = new Map([...files].filter(([path]) => !path.endsWith('.map')));
  add('offline.zip', zip(taken.set('index.html', readFileSync(page))));
  const sums = [...files].sort(([a], [b]) => (a < b ? -1 : 1)).map(([path, bytes]) => `${digest('sha256', bytes, 'hex')}  ${path}\n`);
  writeFileSync(join(folder, 'SHA256SUMS'), sums.join(''));
}
