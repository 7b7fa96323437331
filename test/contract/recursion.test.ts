/** Recursion without end under the hosts that are not ours: all kinds in one batch of the command door. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { improper, recursionKinds, recursionManifest } from '../../core/runtime/testing/recursion.js';
import { dist, nodeWasi, wasmtime, type Result } from '../security/hosts.js';
import { missing } from './wasmtime-package.js';

const source = readFileSync(fileURLToPath(new URL('../../core/runtime/testing/recursion.py', import.meta.url)), 'utf8');
const kinds = recursionKinds(source);
const input = JSON.stringify({ manifest: recursionManifest(source), input_data: kinds });

function check({ stdout, stderr }: Result): void {
  const result = stdout.split('=== PIPELINE RESULTS ===\n')[1];
  assert.ok(result, stderr);
  assert.deepEqual(improper(kinds, (JSON.parse(result) as { outputs: unknown[] }).outputs), {});
}

test('recursion without end is a Python exception under node:wasi', async () => check(await nodeWasi(input, dist)));
test('and under wasmtime', { skip: missing() }, async () => check(await wasmtime(input, dist)));
