/** What is generated and committed belongs to what it is made from. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { runtimeNodes } from '../../core/nodes/runtime-nodes.js';

const at = (path: string): string => fileURLToPath(new URL(`../../${path}`, import.meta.url));
const run = (...args: string[]) => spawnSync(process.execPath, args, { cwd: at(''), encoding: 'utf8' });

test('docs/errors.md is that of the table of codes', () => {
  const { status, stderr } = run(at('scripts/generate-errors.mjs'), '--check');
  assert.equal(status, 0, stderr);
});

test('the names of the Rust nodes are those of the runtime', () => {
  const { status, stderr } = run(at('scripts/generate-nodes.mjs'), '--check');
  assert.equal(status, 0, stderr);
  assert.ok(runtimeNodes.has('Echo') && runtimeNodes.has('RustVADNode') && !runtimeNodes.has('TextProcessorNode'));
  // What authors read names them all.
  const guide = readFileSync(at('docs/nodes.md'), 'utf8');
  for (const name of runtimeNodes) assert.ok(guide.includes(`\`${name}\``), name);
});

test('the wire code is that of wire.proto', () => {
  const folder = mkdtempSync(join(tmpdir(), 'rm-wire-'));
  try {
    const { status, stderr } = run(at('scripts/generate-wire.mjs'), folder);
    assert.equal(status, 0, stderr);
    assert.equal(readFileSync(join(folder, 'wire_pb.ts'), 'utf8'), readFileSync(at('core/wire/gen/wire_pb.ts'), 'utf8'));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

test('the lock file names no registry, and no path of a machine', () => {
  const lock = readFileSync(at('package-lock.json'), 'utf8');
  assert.doesNotMatch(lock, /"resolved"/);
  assert.doesNotMatch(lock, /\/root\/|\/home\//);
});

test('every module of core can be imported where there is no page', async () => {
  for (const path of ['core/index.ts', 'core/runtime/worker-engine.ts', 'core/runtime/worker-main.ts', 'core/audio/decode.ts']) await import(at(path));
  // The worker's code sets its handler on the global object.
  delete (globalThis as { onmessage?: unknown }).onmessage;
});
