import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createEngine } from './create-engine.js';
import type { EngineKind } from './engine.js';

test('an engine that does not exist is refused, not replaced', async () => {
  await assert.rejects(createEngine({ engine: 'wasmr' as EngineKind }), { code: 'RM5015', message: 'There is no engine “wasmr”.' });
  assert.equal((await createEngine({ engine: 'inline' })).kind, 'inline');
});
