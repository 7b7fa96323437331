import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

// Chromium's worker has 500 KB. V8's optimised code needs three times the stack of its first code, and a session that stays
// open comes to run it: compiled that way from the start, every kind must leave a fifth to spare.
test('recursion without end is a Python exception on a stack a fifth smaller than that of a Chromium worker, with optimised code', () => {
  const script = fileURLToPath(new URL('./testing/recursion-run.ts', import.meta.url));
  const options = ['--no-warnings', '--stack-size=400', '--no-liftoff', '--import', 'tsx'];
  const { stdout, stderr } = spawnSync(process.execPath, [...options, script], { encoding: 'utf8', timeout: 240_000 });
  assert.deepEqual(JSON.parse(stdout || '{"no output": 0}'), {}, stderr);
});
