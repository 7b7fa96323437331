/** The contract under wasmtime, by its Python package: a host that shares nothing with the two others. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { cases, check, skip, stdinOf, type Result } from './cases.js';
import { missing, packages } from './wasmtime-package.js';

const root = fileURLToPath(new URL('../..', import.meta.url));
const run = (args: string[], input: string) =>
  spawnSync('python3', args, { input, encoding: 'utf8', timeout: 300_000, maxBuffer: 1e8, env: { ...process.env, PYTHONPATH: packages } });

const reason = missing();
const chosen = cases.filter((one) => !skip(one));

describe('command door under wasmtime', { skip: reason }, () => {
  const input = chosen.map((one) => JSON.stringify({ stdin: stdinOf(one) })).join('\n');
  const dist = join(root, 'wasm/dist');
  const host = reason
    ? undefined
    : run([join(root, 'test/contract/wasmtime_host.py'), join(dist, 'pipeline_executor_wasm.wasm'), dist], `${input}\n`);
  const results = (host?.stdout ?? '').split('\n').filter(Boolean).map((line) => JSON.parse(line) as Result);

  for (const [index, one] of chosen.entries()) {
    test(one.name, () => {
      assert.ok(results[index], host?.stderr);
      check(one, results[index]);
    });
  }
});
