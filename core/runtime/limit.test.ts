import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startLimit } from './limit.js';
import { PipelineSession } from './pipeline-session.js';
import { graph } from './testing/manifests.js';

const waiting = 'import asyncio\nclass P:\n    async def process(self, x):\n        await asyncio.sleep(0.3)\n        return x\n';

const pause = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** Stops this thread, as a frozen page or a closed lid does: its timers are due when it goes on. */
const freeze = (milliseconds: number): void => void Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds);

test('a limit passes once', async () => {
  let passed = 0;
  startLimit(20, () => (passed += 1));
  await pause(100);
  assert.equal(passed, 1);
});

test('a limit that is called off, and one that is none, never pass', async () => {
  let passed = 0;
  startLimit(20, () => (passed += 1))();
  startLimit(Infinity, () => (passed += 1))();
  await pause(60);
  assert.equal(passed, 0);
});

test('the time in which the page stood still does not count', async () => {
  let passed = 0;
  const stop = startLimit(200, () => (passed += 1));
  freeze(1500);
  await pause(50);
  assert.equal(passed, 0, 'what came meanwhile is taken first');
  await pause(400);
  assert.equal(passed, 1, 'then the limit holds again');
  stop();
});

test('called off while it begins again', async () => {
  let passed = 0;
  const stop = startLimit(50, () => (passed += 1));
  freeze(1300);
  await pause(10);
  stop();
  await pause(150);
  assert.equal(passed, 0);
});

test('an item that waits while the thread stands still keeps its time', async () => {
  const session = await PipelineSession.open(graph([{ id: 'p', node_type: 'P' }], [], { user: waiting }), { engine: 'inline', timeout: 1 });
  const pushed = session.push(1);
  await pause(100);
  freeze(3000);
  assert.deepEqual((await pushed).map(({ item }) => item), [1]);
  await session.close();
});
