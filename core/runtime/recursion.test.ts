import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { improperEnds } from './testing/recursion.js';

test('recursion without end is a Python exception in Node', async () => {
  const source = readFileSync(new URL('./testing/recursion.py', import.meta.url), 'utf8');
  assert.deepEqual(await improperEnds(source, 'inline'), {});
});
