import assert from 'node:assert/strict';
import { test } from 'node:test';
import { initialState, type PipelineStatus } from '../store.js';
import type { NodeMetrics } from '../wire/metrics.js';
import { activityOf } from './activity.js';

const done = { node_id: 'a', execution_count: 4, avg_duration_us: 1500, items_in: 4, items_out: 3, error_count: 1 } as NodeMetrics;
const state = { ...initialState, status: 'running' as const, metrics: { node_metrics: [done] } as never };

test('tells what a node has done', () => {
  assert.deepEqual(activityOf('a', state), { state: 'running', itemsIn: 4, itemsOut: 3, errors: 1, time: 1.5 });
  assert.deepEqual(activityOf('b', state), { state: 'idle', itemsIn: 0, itemsOut: 0, errors: 0, time: undefined });
});

test('a node is at work while the pipeline is, also when that is paused, done when that is, and idle before it has had an item', () => {
  const states = (id: string): string[] => (['idle', 'loading', 'ready', 'running', 'paused', 'done', 'error'] as PipelineStatus[]).map((status) => activityOf(id, { ...state, status }).state);
  assert.deepEqual(states('a'), ['idle', 'idle', 'idle', 'running', 'running', 'done', 'idle']);
  assert.deepEqual(states('b'), Array(7).fill('idle'));
  assert.equal(activityOf('a', { ...state, metrics: { node_metrics: [{ ...done, execution_count: 0 }] } as never }).state, 'idle');
});

test('the node that failed last is failed, whatever the others do', () => {
  assert.equal(activityOf('a', { ...state, failedNode: 'a' }).state, 'failed');
  assert.equal(activityOf('b', { ...state, status: 'error', failedNode: 'b' }).state, 'failed');
  assert.equal(activityOf('a', { ...state, failedNode: 'b' }).state, 'running');
  // An element without a node has nothing to do with a failure of the pipeline as a whole.
  assert.equal(activityOf(undefined, { ...state, failedNode: undefined }).state, 'idle');
});
