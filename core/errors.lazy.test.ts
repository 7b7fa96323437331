import assert from 'node:assert/strict';
import { test } from 'node:test';
import { RmError, loadTexts } from './errors.js';

// In a process of its own, as in a page: nothing has loaded the table yet.
test('an error says what happened before its texts are there, and what to do once they are', async () => {
  const error = new RmError('RM1001', 'x could not be fetched.');
  const bare = new RmError('RM1001');
  assert.deepEqual([error.message, error.hint, error.title, bare.message], ['x could not be fetched.', '', 'RM1001', 'RM1001']);
  assert.equal(new RmError('RM1001', 'x', { hint: 'own' }).hint, 'own');
  await loadTexts();
  assert.match(error.hint, /connection/);
  assert.equal(error.title, 'Network failure');
  assert.equal(new RmError('RM1001').message, 'Network failure');
});
