import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { compareIntegrity, parseProvenance } from './provenance.js';

const text = readFileSync(new URL('../../wasm/dist/provenance.json', import.meta.url), 'utf8');

test('reads what the build writes, and compares what a page asks for', () => {
  const provenance = parseProvenance(text);
  const runtime = provenance.files.find(({ name }) => name === 'remotemedia_runtime.wasm')!;
  assert.match(runtime.sha256, /^[\da-f]{64}$/);
  assert.ok(runtime.bytes > 1_000_000);
  assert.match(provenance.tools.cpython!, /^Python 3/);
  assert.equal(compareIntegrity(undefined, provenance), 'none');
  assert.equal(compareIntegrity(runtime.sha256.toUpperCase(), provenance), 'same');
  assert.equal(compareIntegrity(`sha256-${Buffer.from(runtime.sha256, 'hex').toString('base64')}`, provenance), 'same');
  assert.equal(compareIntegrity('0'.repeat(64), provenance), 'other');
  assert.equal(compareIntegrity('nonsense', provenance), 'other');
});

test('refuses what it is not', () => {
  for (const wrong of ['', '<!doctype html>', '[]', 'null', '{}', '{"tools": {}, "sources": [], "files": {}}']) assert.throws(() => parseProvenance(wrong), { code: 'RM2001' }, wrong);
  assert.deepEqual(parseProvenance('{"tools": {"a": 1}, "sources": {}, "files": {"x": null, "y": {"bytes": "no"}}}').files.map(({ name, bytes }) => [name, bytes]), [['x', 0], ['y', 0]]);
});
