/** The contract through PipelineRunner.command. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { PipelineRunner } from '../../core/index.js';
import { cases, check, marker, skip, stdinOf } from './cases.js';

describe('command door through PipelineRunner', () => {
  const runner = new PipelineRunner({ timeout: 20 });
  for (const one of cases) {
    test(one.name, { skip: skip(one) }, async () => check(one, await runner.command(stdinOf(one))));
  }
});

describe('command door: what the original did wrong', () => {
  const runner = new PipelineRunner({ timeout: 20 });

  test('input that is no JSON', async () => {
    const { exitCode, stdout, stderr } = await runner.command('{"manifest": ');
    assert.equal(exitCode, 1);
    assert.equal(stdout, '');
    assert.match(stderr, /^Pipeline execution failed: Failed to parse input: /);
  });

  test('a bare manifest whose source never ends is refused, not run for ever', async () => {
    const manifest = { version: 'v1', metadata: { name: 't' }, nodes: [{ id: 'p', node_type: 'PassThrough' }], connections: [] };
    const { exitCode, stderr } = await runner.command(JSON.stringify(manifest), { timeout: 10 });
    assert.equal(exitCode, 1);
    assert.match(stderr, /Pipeline execution failed/);
  });

  test('what a node prints does not reach stdout', async () => {
    const python = 'class P:\n    def process(self, x):\n        print("noise {", x)\n        return x';
    const manifest = { version: 'v1', metadata: { name: 't' }, nodes: [{ id: 'p', node_type: 'P' }], connections: [], python: { modules: { p: python } } };
    const { stdout, stderr } = await runner.command(JSON.stringify({ manifest, input_data: [1] }));
    assert.ok(stdout.startsWith(marker) && !stdout.includes('noise'));
    assert.match(stderr, /noise \{ 1/);
  });
});
