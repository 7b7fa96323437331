/** What is built: whole, the same each time, and what package.json and the hashes say of it. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { inflateRawSync } from 'node:zlib';

const at = (path: string): string => fileURLToPath(new URL(`../../${path}`, import.meta.url));
const manifest = JSON.parse(readFileSync(at('package.json'), 'utf8')) as { exports: Record<string, string | { default: string; types: string }>; files: string[]; version: string };

let folder: string;
const inDist = (path: string): string => join(folder, 'dist', path);
const read = (path: string): Buffer => readFileSync(inDist(path));

function build(out: string): void {
  const { status, stdout, stderr } = spawnSync(process.execPath, [at('scripts/build.mjs'), '--no-types', '--out', out], { encoding: 'utf8' });
  assert.equal(status, 0, stdout + stderr);
}

before(() => {
  folder = mkdtempSync(join(tmpdir(), 'rm-dist-'));
  build(inDist(''));
});
after(() => rmSync(folder, { recursive: true, force: true }));

/** Everything that was built for browsers. */
const built = (): string[] =>
  readdirSync(inDist(''), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(inDist('').length).replaceAll('\\', '/').replace(/^\//, ''))
    .filter((path) => !path.startsWith('node/'))
    .sort();

/** The files of a ZIP archive, read by its central directory. */
function unzip(archive: Buffer): Map<string, Buffer> {
  const files = new Map<string, Buffer>();
  const end = archive.lastIndexOf('PK\x05\x06', undefined, 'latin1');
  let entry = archive.readUInt32LE(end + 16);
  for (let left = archive.readUInt16LE(end + 10); left > 0; left -= 1) {
    const length = archive.readUInt16LE(entry + 28);
    const name = archive.toString('utf8', entry + 46, entry + 46 + length);
    const local = archive.readUInt32LE(entry + 42);
    const from = local + 30 + archive.readUInt16LE(local + 26) + archive.readUInt16LE(local + 28);
    const packed = archive.subarray(from, from + archive.readUInt32LE(entry + 20));
    const bytes = archive.readUInt16LE(entry + 10) === 8 ? inflateRawSync(packed) : packed;
    assert.equal(bytes.length, archive.readUInt32LE(entry + 24), name);
    files.set(name, bytes);
    entry += 46 + length;
  }
  return files;
}

test('the files that pages name are there', () => {
  for (const name of ['remotemedia.js', 'remotemedia.iife.js', 'remotemedia.loader.js', 'core.js', 'worker.js', 'worklets/capture.js', 'rm-base.css', 'embed.html', 'embed.js', 'embed.css', 'wasm/remotemedia_runtime.wasm', 'wasm/python-stdlib.zip', 'wasm/silero_vad.bin'])
    assert.ok(existsSync(inDist(name)), name);
});

test('there is a module for each element, and the loader knows it', () => {
  const elements = readdirSync(at('components')).filter((name) => existsSync(at(`components/${name}/${name}.ts`)));
  assert.deepEqual(readdirSync(inDist('components')).filter((name) => name.endsWith('.js')), elements.map((name) => `${name}.js`).sort());
  const loader = read('remotemedia.loader.js').toString();
  for (const name of elements) assert.ok(loader.includes(`"${name}"`), name);
});

test('sri.json and SHA256SUMS are those of the files', () => {
  const sri = JSON.parse(read('sri.json').toString()) as Record<string, { integrity: string; bytes: number }>;
  assert.deepEqual(Object.keys(sri).sort(), built().filter((path) => !['sri.json', 'SHA256SUMS', 'offline.zip'].includes(path)));
  for (const [path, { integrity, bytes }] of Object.entries(sri)) {
    assert.equal(integrity, `sha384-${createHash('sha384').update(read(path)).digest('base64')}`, path);
    assert.equal(bytes, read(path).length, path);
  }
  const sums = read('SHA256SUMS').toString().trim().split('\n').map((line) => line.split('  ') as [string, string]);
  assert.deepEqual(sums.map(([, path]) => path), built().filter((path) => path !== 'SHA256SUMS'));
  for (const [sum, path] of sums) assert.equal(sum, createHash('sha256').update(read(path)).digest('hex'), path);
});

test('offline.zip holds all of it and a page', () => {
  const files = unzip(read('offline.zip'));
  for (const name of ['embed.html', 'embed.js', 'embed.css']) assert.ok(files.has(name), name);
  const expected = built().filter((path) => !['SHA256SUMS', 'offline.zip'].includes(path) && !path.endsWith('.map'));
  assert.deepEqual([...files.keys()].sort(), [...expected, 'index.html'].sort());
  for (const path of expected) assert.ok(files.get(path)?.equals(read(path)), path);
});

test('embed.html asks for nothing that is not beside it, and embed.js holds no second kit', () => {
  const page = read('embed.html').toString();
  const asked = [...page.matchAll(/<(?:script|link) [^>]*(?:src|href)="([^"]*)"/g)].map(([, address]) => address!);
  assert.deepEqual(asked.sort(), ['embed.css', 'embed.js']);
  assert.doesNotMatch(page, /<script>|<style|style="|'unsafe-/);
  assert.ok(read('embed.js').length < 6_000, String(read('embed.js').length));
});

test('LICENSES.txt has the licence of each package that is built in', () => {
  const text = read('LICENSES.txt').toString();
  for (const name of ['lit-html', '@lit/reactive-element', '@bufbuild/protobuf', '@bjorn3/browser_wasi_shim']) assert.match(text, new RegExp(`^${name} \\d+\\.`, 'm'));
  assert.match(text, /Redistribution and use in source and binary forms/);
});

test('two builds give the same bytes', () => {
  const second = join(folder, 'second');
  build(second);
  assert.equal(readFileSync(join(second, 'SHA256SUMS'), 'utf8'), read('SHA256SUMS').toString());
});

test('no file names a path of the machine, and no module evaluates text', () => {
  const root = at('').slice(1, -1);
  for (const path of built().filter((name) => /\.(js|map|json|txt)$/.test(name))) assert.ok(!read(path).toString().includes(root), path);
  for (const path of built().filter((name) => name.endsWith('.js'))) {
    const text = read(path).toString();
    assert.equal(/\beval\(|new Function\(/.exec(text)?.[0], undefined, path);
  }
});

test('core.js and what it imports need no page', async () => {
  const core = (await import(inDist('core.js'))) as { PipelineRunner: unknown; errorCodes: Record<string, unknown> };
  assert.equal(typeof core.PipelineRunner, 'function');
  assert.ok(core.errorCodes.RM1001);
});

test('the modules for servers render with the Lit that is installed beside them', () => {
  symlinkSync(at('node_modules'), join(folder, 'node_modules'));
  const script = `
    import { render } from '@lit-labs/ssr';
    import { collectResult } from '@lit-labs/ssr/lib/render-result.js';
    import { html } from 'lit';
    import { readdirSync } from 'node:fs';
    for (const name of readdirSync('dist/node/components')) await import('./dist/node/components/' + name);
    await import('./dist/node/remotemedia.js');
    console.log(await collectResult(render(html\`<rm-status variant="badge"></rm-status>\`)));`;
  writeFileSync(join(folder, 'render.mjs'), script);
  const { stdout, stderr, status } = spawnSync(process.execPath, [join(folder, 'render.mjs')], { cwd: folder, encoding: 'utf8' });
  assert.equal(status, 0, stderr);
  assert.match(stdout, /<rm-status\s+variant="badge"><template shadowroot="open".*Not started/s);
});

test('what package.json exports is in the package', () => {
  // A package with the built files in it; the declarations are left out of it.
  for (const path of manifest.files.filter((name) => name !== 'dist' && !name.startsWith('!'))) cpSync(at(path), join(folder, path), { recursive: true });
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ ...manifest, scripts: {} }));
  mkdirSync(join(folder, 'home'));
  const { stdout, stderr, status } = spawnSync('npm', ['pack', '--dry-run', '--json', '--offline'], { cwd: folder, encoding: 'utf8', env: { ...process.env, HOME: join(folder, 'home') } });
  assert.equal(status, 0, stderr);
  const packed = (JSON.parse(stdout) as { files: { path: string }[] }[])[0]!.files.map(({ path }) => path);
  for (const [name, target] of Object.entries(manifest.exports)) {
    const path = (typeof target === 'string' ? target : target.default).slice(2);
    const [start, end] = path.split('*') as [string, string | undefined];
    assert.ok(packed.some((file) => (end === undefined ? file === path : file.startsWith(start) && file.endsWith(end))), `${name}: ${path}`);
  }
  assert.deepEqual(packed.filter((path) => /\.test\.ts$|^(test|bench|scripts|wasm)\//.test(path)), []);
});
