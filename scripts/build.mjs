// `npm run build`: rollup, the files the built kit fetches, type declarations, hashes of everything and an archive of it.
// `--if-needed` builds only when dist/ is absent or older than what it is made from; `--no-types` leaves the declarations out.
import { cpSync, existsSync, mkdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { bin, files, newest, root, run } from './lib.mjs';
import { seal } from './seal.mjs';

const args = new Set(process.argv.slice(2));
const dist = join(root, 'dist');
// Built aside and swapped at the end: a page that is open meanwhile finds either the old files or the new ones.
const building = join(root, 'node_modules/.cache/remotemedia-dist');
const assets = ['dist/remotemedia_runtime.wasm', 'dist/python-stdlib.zip', 'dist/provenance.json', 'models/silero_vad.bin'];
// Only where somebody built it.
const variant = 'dist/remotemedia_runtime_rustpython.wasm';
if (existsSync(join(root, 'wasm', variant))) assets.push(variant);

function upToDate() {
  const marker = join(dist, existsSync(join(root, 'components/index.ts')) ? 'remotemedia.js' : 'core.js');
  if (!existsSync(marker) || !existsSync(join(dist, 'worker.js'))) return false;
  const sources = [
    ...files(['core', 'components'], (path) => path.endsWith('.ts') && !path.endsWith('.test.ts')),
    ...assets.map((path) => `wasm/${path}`).filter((path) => existsSync(join(root, path))),
    'rollup.config.js',
    'package.json',
    ...files(['scripts/offline'], () => true),
  ];
  return newest(sources) <= statSync(marker).mtimeMs;
}

async function step(name, command, commandArgs) {
  console.log(`build: ${name}`);
  const { code } = await run(command, commandArgs);
  if (code !== 0) {
    console.error(`build: ${name} failed`);
    process.exit(code);
  }
}

if (args.has('--if-needed') && upToDate()) {
  console.log('build: dist/ is up to date');
} else {
  rmSync(building, { recursive: true, force: true });
  mkdirSync(join(building, 'wasm'), { recursive: true });
  await step('rollup', bin('rollup'), ['--config', 'rollup.config.js', '--silent', '--dir', building]);
  for (const path of assets) {
    const from = join(root, 'wasm', path);
    if (existsSync(from)) cpSync(from, join(building, 'wasm', basename(path)));
    else console.warn(`build: wasm/${path} is missing; run "npm run build:wasm"`);
  }
  if (!args.has('--no-types')) await step('type declarations', bin('tsc'), ['-p', 'tsconfig.build.json', '--outDir', join(building, 'types')]);
  console.log('build: sri.json, SHA256SUMS, offline.zip');
  seal(building, join(root, 'scripts/offline/index.html'));
  rmSync(dist, { recursive: true, force: true });
  renameSync(building, dist);
  console.log('build: dist/ is ready');
}
