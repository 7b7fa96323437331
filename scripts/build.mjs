// `npm run build`: rollup, the files the built kit fetches, the manifest of the elements, type declarations, hashes of everything and an
// archive of it.
// `--if-needed` builds only when dist/ is absent or older than what it is made from; `--no-types` leaves the declarations out; `--out`
// names another folder.
import { cpSync, existsSync, mkdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { bin, files, newest, root, run } from './lib.mjs';
import { licences } from './licences.mjs';
import { writeManifest } from './manifest.mjs';
import { seal } from './seal.mjs';

const { values: options } = parseArgs({
  options: { 'if-needed': { type: 'boolean' }, 'no-types': { type: 'boolean' }, out: { type: 'string', default: 'dist' } },
});
const dist = resolve(root, options.out);
// Built aside and swapped at the end: a page that is open meanwhile finds either the old files or the new ones.
const building = `${options.out === 'dist' ? join(root, 'node_modules/.cache/remotemedia-dist') : dist}.building`;
/** From where it lies in the repository to dist/. */
const copies = {
  'components/rm-base.css': 'rm-base.css',
  'components/embed/embed.html': 'embed.html',
  'components/embed/embed.css': 'embed.css',
  ...Object.fromEntries(files(['components/themes']).map((path) => [path, path.replace('components/', '')])),
};
const assets = ['dist/remotemedia_runtime.wasm', 'dist/python-stdlib.zip', 'dist/provenance.json', 'models/silero_vad.bin'];
// Only where somebody built it.
const variant = 'dist/remotemedia_runtime_rustpython.wasm';
if (existsSync(join(root, 'wasm', variant))) assets.push(variant);

function upToDate() {
  const marker = join(dist, 'SHA256SUMS');
  if (!existsSync(marker)) return false;
  const sources = [
    ...files(['core', 'components'], (path) => path.endsWith('.ts') && !path.endsWith('.test.ts')),
    ...assets.map((path) => `wasm/${path}`).filter((path) => existsSync(join(root, path))),
    ...Object.keys(copies),
    'rollup.config.js',
    'custom-elements-manifest.config.mjs',
    'package.json',
    ...['build', 'licences', 'manifest', 'seal', 'zip'].map((name) => `scripts/${name}.mjs`),
    ...files(['scripts/offline']),
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

if (options['if-needed'] && upToDate()) {
  console.log('build: dist/ is up to date');
} else {
  rmSync(building, { recursive: true, force: true });
  mkdirSync(join(building, 'wasm'), { recursive: true });
  await step('rollup', bin('rollup'), ['--config', 'rollup.config.js', '--silent', '--dir', building]);
  writeFileSync(join(building, 'LICENSES.txt'), licences(building));
  for (const [from, to] of Object.entries(copies)) cpSync(join(root, from), join(building, to));
  for (const path of assets) {
    const from = join(root, 'wasm', path);
    if (existsSync(from)) cpSync(from, join(building, 'wasm', basename(path)));
    else console.warn(`build: wasm/${path} is missing; run "npm run build:wasm"`);
  }
  console.log('build: custom-elements manifest');
  await writeManifest(building);
  if (!options['no-types']) await step('type declarations', bin('tsc'), ['-p', 'tsconfig.build.json', '--outDir', join(building, 'types')]);
  console.log('build: sri.json, SHA256SUMS, offline.zip');
  seal(building, join(root, 'scripts/offline/index.html'));
  rmSync(dist, { recursive: true, force: true });
  renameSync(building, dist);
  console.log(`build: ${options.out}/ is ready`);
}
