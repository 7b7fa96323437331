// `npm run measure:recursion`: what the limits in patches/ are derived from. For each kind of endless recursion
// (core/runtime/testing/recursion.py), the smallest native stack on which it still ends in a Python exception, compiled by
// each of V8's compilers for WebAssembly. Chromium gives a worker 500 KB, the smallest stack of all our hosts: 500 KB
// over what is needed is the safety factor; Node's own few frames are counted in. Two minutes.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../../scripts/lib.mjs';

const worker = 500;
const sizes = [500, 450, 400, 375, 350, 325, 300, 250, 200, 150, 100];
const compilers = { Liftoff: '--liftoff-only', TurboFan: '--no-liftoff' };

const folder = join(root, 'core/runtime/testing');
const source = readFileSync(join(folder, 'recursion.py'), 'utf8');
const kinds = [...source.matchAll(/^def (\w+)\(\):/gm)].map(([, name]) => name).filter((name) => name !== 'nested_list');

const smallest = {};
for (const [name, option] of Object.entries(compilers)) {
  let left = kinds;
  smallest[name] = Object.fromEntries(kinds.map((kind) => [kind, Infinity]));
  for (const size of sizes) {
    const args = ['--no-warnings', `--stack-size=${size}`, option, '--import', 'tsx', join(folder, 'recursion-run.ts'), ...left];
    const { stdout, stderr, status } = spawnSync(process.execPath, args, { cwd: root, encoding: 'utf8' });
    if (status !== 0 || !stdout) {
      // Node itself needs some: below that there is nothing to measure.
      console.error(`Node does not run on ${size} KB: ${stderr.trim().split('\n').at(-1)}`);
      break;
    }
    const failed = JSON.parse(stdout);
    left = left.filter((kind) => !(kind in failed));
    for (const kind of left) smallest[name][kind] = size;
    console.error(`${name}, ${size} KB: ${left.length} of ${kinds.length} end properly`);
    if (left.length === 0) break;
  }
}

const needed = (kind) => Math.max(...Object.values(smallest).map((sizes) => sizes[kind]));
const cell = (value) => String(value === Infinity ? `> ${sizes[0]}` : `≤ ${value}`).padStart(10);
console.log(`${'kind'.padEnd(36)}${Object.keys(compilers).map((name) => `${name}, KB`.padStart(14)).join('')}  factor`);
for (const kind of [...kinds].sort((a, b) => needed(b) - needed(a))) {
  const cells = Object.values(smallest).map((sizes) => cell(sizes[kind]).padStart(14)).join('');
  console.log(`${kind.padEnd(36)}${cells}  ${(worker / needed(kind)).toFixed(1)}`);
}
const worst = Math.max(...kinds.map(needed));
console.log(`smallest safety factor: ${(worker / worst).toFixed(2)}`);
process.exit(worker / worst >= 1.25 ? 0 : 1);
