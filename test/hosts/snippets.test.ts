/** What docs/hosts.md shows is run as it stands, with the kit installed as a package. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { build } from 'esbuild';
import { root } from './bundle.js';
import { programs } from './hosts.js';
import { install, type Program } from './install.js';
import { serveWorkerd } from './workerd.js';

const text = readFileSync(join(root, 'docs/hosts.md'), 'utf8');

/** The code below a heading, by what its fence says. */
function snippet(heading: string, language: string): string {
  const section = text.split(/^## /m).find((part) => part.startsWith(`${heading}\n`));
  const code = new RegExp('```' + language + '\\n([\\s\\S]*?)```').exec(section ?? '')?.[1];
  assert.ok(code, `docs/hosts.md has no ${language} below "${heading}"`);
  return code;
}

let folder: string;
before(() => {
  folder = mkdtempSync(join(tmpdir(), 'rm-hosts-'));
  mkdirSync(join(folder, 'node_modules/remotemedia-elements'), { recursive: true });
  for (const name of ['package.json', 'dist']) symlinkSync(join(root, name), join(folder, 'node_modules/remotemedia-elements', name));
  writeFileSync(join(folder, 'package.json'), '{"private": true, "type": "module", "dependencies": {"remotemedia-elements": "*"}}');
});
after(() => rmSync(folder, { recursive: true, force: true }));

const missing = (program: Program | undefined): string | false => {
  try {
    if (program) install(program);
    return false;
  } catch (error) {
    return (error as Error).message;
  }
};

/** What the command of the section prints when it is run where its code lies as `file`. */
function printed(heading: string, file: string, program: string): string {
  writeFileSync(join(folder, file), snippet(heading, 'js'));
  const [, ...args] = snippet(heading, 'sh').trim().split(/\s+/);
  const { stdout, stderr, status } = spawnSync(program, args, { cwd: folder, encoding: 'utf8', timeout: 60_000, env: { ...process.env, NO_COLOR: '1' } });
  assert.equal(status, 0, stderr);
  return stdout;
}

test('Node', () => assert.equal(printed('Node', 'shout.js', process.execPath), 'HELLO!\n'));
test('Deno', { skip: missing(programs.deno) }, () => assert.equal(printed('Deno', 'shout.js', install(programs.deno)), 'HELLO!\n'));
test('Bun', { skip: missing(programs.bun) }, () => assert.equal(printed('Bun', 'shout.js', install(programs.bun)), 'HELLO!\n'));

test('a thread on a server', () => assert.match(printed('Threads on servers', 'bounded.js', process.execPath), /^RM2301 /));

test('edge workers', { skip: missing(programs.workerd) }, async () => {
  const source = join(folder, 'worker.js');
  writeFileSync(source, snippet('Edge workers', 'js'));
  await build({
    entryPoints: [source], outdir: join(folder, 'out'), bundle: true, format: 'esm', target: 'es2022', conditions: ['workerd'], logLevel: 'error',
    loader: { '.wasm': 'copy', '.zip': 'copy', '.bin': 'copy' }, assetNames: '[name]',
  });
  const { url, stop } = await serveWorkerd(install(programs.workerd), join(folder, 'out/worker.js'));
  try {
    assert.equal(await (await fetch(`${url}/`, { method: 'POST', body: 'hello' })).text(), 'HELLO!');
  } finally {
    await stop();
  }
});
