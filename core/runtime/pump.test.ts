import assert from 'node:assert/strict';
import { test } from 'node:test';
import { RmError } from '../errors.js';
import type { HostAnswer, HostCall } from '../nodes/types.js';
import type { Event } from '../wire/codec.js';
import type { Item } from '../wire/items.js';
import type { RuntimeInstance } from './instance.js';
import { SessionPump } from './pump.js';
import type { SessionListener } from './session-calls.js';
import { until } from './testing/scenario.js';

/** An instance with one host node: each push becomes a call, what is answered comes out. */
class Scripted {
  broken: RmError | undefined;
  runs = 0;
  /** What `run` says while calls wait: milliseconds until the next limit. */
  wait: number | undefined;
  #pushed = 0;
  #settled = 0;
  #events: Event[] = [];
  readonly #queue: Event[] = [];

  push(_session: number, item: Item): number {
    this.#pushed += 1;
    this.#queue.push({ kind: 'call', call: { call: this.#pushed, nodeId: 'h', sequence: this.#pushed, item } });
    return this.#pushed;
  }

  answer(_session: number, call: number, answer: HostAnswer): void {
    if ('item' in answer) this.#queue.push({ kind: 'output', output: { nodeId: 'h', sequence: call, item: answer.item } });
    else if ('failed' in answer) this.#queue.push({ kind: 'failure', error: new RmError('RM2310', answer.failed.message, { sequence: call }) });
    if (!('item' in answer)) this.#queue.push({ kind: 'settled', sequence: call });
  }

  expire(call: number): void {
    this.#queue.push({ kind: 'abandon', call }, { kind: 'failure', error: new RmError('RM2301', 'late', { sequence: call }) }, { kind: 'settled', sequence: call });
  }

  async run(): Promise<number | undefined> {
    this.runs += 1;
    const next = this.#queue.shift();
    if (!next) return this.#left();
    if (next.kind === 'settled') this.#settled += 1;
    this.#events = [next];
    // Longer than the microtasks in which whoever waits for an answer acts.
    await new Promise((resolve) => setImmediate(resolve));
    return this.#queue.length > 0 ? 0 : this.#left();
  }

  #left(): number | undefined {
    return this.#settled < this.#pushed ? this.wait : undefined;
  }

  *events(): Generator<Event> {
    yield* this.#events.splice(0);
  }
}

function pump(options: SessionListener = {}, wait?: number): { instance: Scripted; pump: SessionPump } {
  const instance = Object.assign(new Scripted(), { wait });
  return { instance, pump: new SessionPump(instance as unknown as RuntimeInstance, 1, options) };
}

for (const wait of [undefined, 60_000]) {
  test(`an answer wakes a pump that ${wait ? 'sleeps' : 'has stopped'}`, async () => {
    const calls: HostCall[] = [];
    const heard: Item[] = [];
    const { pump: moving } = pump({ onCall: (call) => calls.push(call), onOutput: ({ item }) => heard.push(item) }, wait);
    const pushed = moving.push('a', undefined);
    await until(() => calls.length > 0, 'the call');
    assert.deepEqual(calls, [{ call: 1, nodeId: 'h', sequence: 1, item: 'a' }]);
    moving.answer(1, { item: 'b' });
    await until(() => heard.length > 0, 'the output');
    moving.answer(1, { done: true });
    assert.deepEqual(await pushed, []);
    assert.deepEqual(heard, ['b']);
  });

  test(`what comes while a run is under way is not overslept${wait ? '' : ', nor forgotten'}`, async () => {
    const { pump: moving } = pump({ onCall: ({ call }) => void setTimeout(() => moving.answer(call, { done: true }), 0) }, wait);
    // The second is pushed while the first one's run goes on.
    const first = moving.push(1, undefined);
    await Promise.resolve();
    const second = moving.push(2, undefined);
    await Promise.all([first, second]);
    await Promise.all(Array.from({ length: 50 }, (_, index) => moving.push(index, undefined)));
  });
}

test('a call is abandoned, and what is still said to it is not heard', async () => {
  const abandoned: number[] = [];
  const { instance, pump: moving } = pump({ onAbandon: (call) => abandoned.push(call) });
  const pushed = moving.push('a', undefined);
  instance.expire(1);
  assert.equal((await pushed)[0]?.code, 'RM2301');
  assert.deepEqual(abandoned, [1]);
});

test('stopping rejects what is under way and ends the runs', async () => {
  const { instance, pump: moving } = pump({}, 1);
  const pushed = moving.push('a', undefined);
  await until(() => instance.runs > 1, 'a run');
  moving.stop(new RmError('RM2304'));
  await assert.rejects(pushed, { code: 'RM2304' });
  const { runs } = instance;
  moving.answer(1, { done: true });
  await new Promise((resolve) => setTimeout(resolve, 20));
  assert.equal(instance.runs, runs);
  await moving.idle();
});
