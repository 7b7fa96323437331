import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PipelineStore, shallow } from './store.js';

test('subscribers are told of their part only', () => {
  const store = new PipelineStore();
  const seen: unknown[] = [];
  const stop = store.subscribe(({ status }) => status, (now, before) => seen.push([before, now]));
  store.setState({ pending: 1 });
  store.setState({ status: 'loading' });
  store.setState({ status: 'loading' });
  stop();
  store.setState({ status: 'ready' });
  assert.deepEqual(seen, [['idle', 'loading']]);
});

test('parts that are objects are compared by their members', () => {
  const store = new PipelineStore();
  let calls = 0;
  store.subscribe(({ pending, pushed }) => ({ pending, pushed }), () => (calls += 1));
  store.setState({ delivered: 1 });
  assert.equal(calls, 0);
  store.setState({ pushed: 1 });
  assert.equal(calls, 1);
});

test('state is never changed in place', () => {
  const store = new PipelineStore({ a: 1 });
  const before = store.getState();
  store.setState({ a: 2 });
  assert.deepEqual([before.a, store.getState().a], [1, 2]);
  assert.throws(() => ((before as { a: number }).a = 3));
});

test('a subscriber that leaves while others are told is not called', () => {
  const store = new PipelineStore({ a: 0 });
  const seen: string[] = [];
  let stop = (): void => {};
  store.subscribe(({ a }) => a, () => { seen.push('first'); stop(); });
  stop = store.subscribe(({ a }) => a, () => seen.push('second'));
  store.setState({ a: 1 });
  assert.deepEqual(seen, ['first']);
});

test('channels: by name, until stopped, nothing kept', () => {
  const store = new PipelineStore();
  const seen: number[] = [];
  store.channel<number>('x').emit(0);
  const stop = store.channel<number>('x').on((value) => seen.push(value));
  store.channel<number>('x').emit(1);
  store.channel<number>('y').emit(9);
  stop();
  store.channel<number>('x').emit(2);
  assert.deepEqual(seen, [1]);
});

test('shallow', () => {
  for (const [a, b, same] of [
    [1, 1, true], [NaN, NaN, true], [0, -0, false], [{}, {}, true], [{ a: 1 }, { a: 1 }, true], [{ a: 1 }, { b: 1 }, false], [{ a: undefined }, { b: undefined }, false],
    [[1], [1], true], [[1], { 0: 1 }, false], [null, {}, false], [{ a: {} }, { a: {} }, false], ['a', 'a', true],
  ] as [unknown, unknown, boolean][]) assert.equal(shallow(a, b), same, `${JSON.stringify(a)} ${JSON.stringify(b)}`);
});
