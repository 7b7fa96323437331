import assert from 'node:assert/strict';
import { test } from 'node:test';
import { RmError } from '../../errors.js';
import { within } from './within.js';

const late = (): RmError => new RmError('RM2301', 'too late');

test('what comes in time is given, and no timer is left', async () => {
  assert.equal(await within(60, Promise.resolve('here'), late), 'here');
  await assert.rejects(within(60, Promise.reject(new Error('broken')), late), /broken/);
  assert.ok(!process.getActiveResourcesInfo().includes('Timeout'));
});

test('what does not come is the error', async () => {
  await assert.rejects(
    within(0.01, new Promise(() => {}), late),
    (error: RmError) => error.code === 'RM2301',
  );
});
