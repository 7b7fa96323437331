/** Nothing that a microphone opens outlives it. */
import { expect } from '@open-wc/testing';
import { dropIdleWorkers } from '../../core/runtime/worker-engine.js';
import { until } from '../internal/testing.js';
import type { RmMicInput } from './mic-input.js';
import '../index.js';
import './mic-input.js';

/** Everything of these kinds that was made since, and still lives. */
const contexts = new Set<AudioContext>();
const tracks = new Set<MediaStreamTrack>();
const workers = new Set<Worker>();
const timers = new Set<unknown>();
const listeners = new Map<string, number>();

const native = { AudioContext, Worker, setTimeout, clearTimeout, setInterval, clearInterval, getUserMedia: MediaDevices.prototype.getUserMedia };
const targets = [document, globalThis, navigator.mediaDevices] as EventTarget[];

before(() => {
  globalThis.AudioContext = class extends native.AudioContext {
    constructor(options?: AudioContextOptions) {
      super(options);
      contexts.add(this);
    }
  };
  globalThis.Worker = class extends native.Worker {
    constructor(url: string | URL, options?: WorkerOptions) {
      super(url, options);
      workers.add(this);
    }
    override terminate(): void {
      super.terminate();
      workers.delete(this);
    }
  };
  MediaDevices.prototype.getUserMedia = async function (constraints) {
    const stream = await native.getUserMedia.call(this, constraints);
    for (const track of stream.getTracks()) tracks.add(track);
    return stream;
  };
  const timed = (call: (...given: never[]) => unknown, once: boolean) => (run: () => void, ...rest: never[]) => {
    const id = call((() => (once && timers.delete(id), run())) as never, ...rest);
    timers.add(id);
    return id;
  };
  const cleared = (call: (id: never) => void) => (id: never) => (timers.delete(id), call(id));
  Object.assign(globalThis, {
    setTimeout: timed(native.setTimeout as never, true),
    setInterval: timed(native.setInterval as never, false),
    clearTimeout: cleared(native.clearTimeout as never),
    clearInterval: cleared(native.clearInterval as never),
  });
  for (const target of targets) {
    const add = target.addEventListener.bind(target);
    const remove = target.removeEventListener.bind(target);
    const live = new Map<string, Set<unknown>>();
    const count = (type: string): void => void listeners.set(`${target.constructor.name} ${type}`, live.get(type)!.size);
    target.addEventListener = (type: string, listener: never, options?: AddEventListenerOptions) => {
      if (!live.has(type)) live.set(type, new Set());
      live.get(type)!.add(listener);
      options?.signal?.addEventListener('abort', () => (live.get(type)!.delete(listener), count(type)));
      count(type);
      add(type, listener, options);
    };
    target.removeEventListener = (type: string, listener: never, options?: EventListenerOptions) => {
      live.get(type)?.delete(listener);
      if (live.has(type)) count(type);
      remove(type, listener, options);
    };
  }
});
after(() => {
  const { getUserMedia, ...rest } = native;
  Object.assign(globalThis, rest);
  MediaDevices.prototype.getUserMedia = getUserMedia;
  for (const target of targets) for (const name of ['addEventListener', 'removeEventListener'] as const) delete (target as Partial<EventTarget>)[name];
});

const open = (): AudioContext[] => [...contexts].filter(({ state }) => state !== 'closed');
const live = (): MediaStreamTrack[] => [...tracks].filter(({ readyState }) => readyState === 'live');

async function recordIn(parent: Element): Promise<void> {
  const mic = document.createElement('rm-mic-input') as RmMicInput;
  mic.record = '';
  parent.append(mic);
  expect(await mic.start()).to.equal(true);
  mic.remove();
}

describe('a hundred microphones', () => {
  it('mounted, started and removed leave nothing behind', async function () {
    this.timeout(60_000);
    await recordIn(document.body);
    await until(() => open().length === 0 && timers.size <= 1, 'the first to be over');
    const before = { timers: timers.size - 1, listeners: new Map(listeners) };
    for (let batch = 0; batch < 10; batch += 1) await Promise.all(Array.from({ length: 10 }, () => recordIn(document.body)));
    expect([contexts.size, tracks.size]).to.deep.equal([101, 101]);
    await until(() => open().length === 0, 'audio contexts to close');
    expect(live()).to.deep.equal([]);
    // That of this wait itself.
    await until(() => timers.size <= before.timers + 1, 'timers to end');
    expect(listeners).to.deep.equal(before.listeners);
  });

  it('in a pipeline use one worker after another', async function () {
    this.timeout(60_000);
    const pipeline = document.createElement('rm-pipeline');
    const node = document.createElement('rm-node');
    node.setAttribute('type', 'PassThrough');
    pipeline.append(node);
    document.body.append(pipeline);
    for (let count = 0; count < 10; count += 1) {
      await recordIn(pipeline);
      await until(() => pipeline.status === 'done' || pipeline.status === 'idle', 'the end');
    }
    expect(workers.size).to.equal(1);
    pipeline.remove();
    await until(() => open().length === 0, 'audio contexts to close');
    dropIdleWorkers();
    await until(() => workers.size === 0, 'the worker to end');
    expect(live()).to.deep.equal([]);
  });
});
