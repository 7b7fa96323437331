// The licences of what is built in, as their authors ask: comments in the modules do not survive the build.
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './lib.mjs';

/**
 * @param {string} folder with the built modules and their source maps, which name every file that went in.
 * @returns {string}
 */
export function licences(folder) {
  const packages = new Set();
  for (const name of readdirSync(folder, { recursive: true }).filter((path) => path.endsWith('.map'))) {
    for (const source of JSON.parse(readFileSync(join(folder, name), 'utf8')).sources) {
      const found = /node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(source);
      if (found) packages.add(found[1]);
    }
  }
  const texts = [...packages].sort().map((name) => {
    const from = join(root, 'node_modules', name);
    const { version, license } = JSON.parse(readFileSync(join(from, 'package.json'), 'utf8'));
    const own = readdirSync(from).filter((file) => /^licen[cs]e/i.test(file)).sort();
    return [`${name} ${version}: ${license}`, ...own.map((file) => readFileSync(join(from, file), 'utf8').trim())].join('\n\n');
  });
  return `${texts.join(`\n\n${'-'.repeat(80)}\n\n`)}\n`;
}
