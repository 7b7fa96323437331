import assert from 'node:assert/strict';
import { test } from 'node:test';
import { RmError } from '../../errors.js';
import { createEngine } from '../create-engine.js';

test('outside of pages the engine says so', async () => {
  await assert.rejects(createEngine({ engine: 'wasmer' }), (error) => error instanceof RmError && error.code === 'RM5011' && /web pages only/.test(error.message) && /Leave the engine out/.test(error.hint));
});
