import { expect, waitUntil } from '@open-wc/testing';
import type { RmError } from '../errors.js';
import { Pipeline } from '../pipeline.js';
import { failure } from '../testing/failure.js';
import type { AudioItem, Item, Output } from '../wire/items.js';
import type { LoadProgress } from './engine.js';
import { forgetModules } from './module.js';
import { PipelineRunner } from './pipeline-runner.js';
import { PipelineSession } from './pipeline-session.js';
import { graph, numbers, python } from './testing/manifests.js';
import { watchWorkers } from './testing/watch-workers.js';
import { dropIdleWorkers } from './worker-engine.js';

const items = (outputs: Output[]): Item[] => outputs.map(({ item }) => item);
const faulty = (fault: string): string => `/test-faults/${fault}/`;

/** The next run works: nothing that happened before matters. */
async function expectRecovery(): Promise<void> {
  expect((await new PipelineRunner({ timeout: 10 }).run(numbers, [5, 7, 3])).outputs).to.deep.equal([20, 24, 16]);
}

const { started: workers, stop } = watchWorkers();
after(() => {
  stop();
  dropIdleWorkers();
});
beforeEach(() => {
  dropIdleWorkers();
  workers.length = 0;
});

describe('worker engine: the way of an item', () => {
  it('numbers', async () => {
    const session = await PipelineSession.open(numbers, { engine: 'worker' });
    expect(await session.push(5)).to.deep.equal([{ nodeId: 'a', sequence: 1, item: 20 }]);
    expect(await session.end()).to.deep.equal([]);
    await session.close();
  });

  it('every kind of item, there and back', async () => {
    const session = await PipelineSession.open(graph([{ id: 'p', node_type: 'PassThrough' }]));
    const sound: AudioItem = { kind: 'audio', samples: new Float32Array([0, 0.5, -1, 1]), sampleRate: 44_100, channels: 2, start: 7 };
    const tensor: Item = { kind: 'tensor', data: new Uint8Array([1, 0, 2, 0]), shape: [2], dtype: 'int16' };
    for (const item of [null, true, 1.5, 'Größe ☃', [1, { a: null }], new Uint8Array([1, 255]), sound, tensor] as Item[]) {
      expect(items(await session.push(item))).to.deep.equal([item]);
    }
    await session.close();
  });

  it('the caller keeps its samples, unless it gives them away', async () => {
    const session = await PipelineSession.open(python('return len(x.samples)'));
    const sound: AudioItem = { kind: 'audio', samples: new Float32Array(1000), sampleRate: 8000, channels: 1 };
    expect(items(await session.push(sound))).to.deep.equal([1000]);
    expect(sound.samples.length).to.equal(1000);
    expect(items(await session.push(sound, { transfer: true }))).to.deep.equal([1000]);
    expect(sound.samples.length).to.equal(0);
    await session.close();
  });

  it('what a value holds that cannot be cloned is told', async () => {
    const session = await PipelineSession.open(numbers);
    expect((await failure(session.push({ f: () => 1 } as unknown as Item))).code).to.equal('RM2307');
    expect(items(await session.push(1))).to.deep.equal([12]);
    await session.close();
  });

  it('pushes that are not waited for come back in order', async () => {
    const session = await PipelineSession.open(numbers);
    const answers = await Promise.all([...Array(200).keys()].map((n) => session.push(n)));
    expect(answers.flatMap(items)).to.deep.equal([...Array(200).keys()].map((n) => n * 2 + 10));
    await session.close();
  });

  it('an error of a node, with its frames; the session goes on', async () => {
    const session = await PipelineSession.open(python('if x < 0:\n    raise ValueError("negative")\nreturn x'));
    const error = await failure(session.push(-1));
    expect(error.code).to.equal('RM3002');
    expect(error.traceback).to.deep.equal([{ module: 'user', function: 'P.process', line: 4, source: 'raise ValueError("negative")' }]);
    expect(items(await session.push(2))).to.deep.equal([2]);
    await session.close();
  });

  it('a syntax error has its place', async () => {
    const error = await failure(PipelineSession.open(graph([{ id: 'p', node_type: 'P' }], [], { user: 'class P:\n  x = (1,\n  def y(' })));
    expect(error.code).to.equal('RM3001');
    expect(error.position?.module).to.equal('user');
    await expectRecovery();
  });

  it('printed lines arrive while a node still works, and a flood is cut', async () => {
    const session = await PipelineSession.open(python('import time\nfor n in range(20000):\n    print("line", n)\ntime.sleep(0.2)\nprint("last")\nreturn 1'));
    const lines: { text: string; done: boolean }[] = [];
    let done = false;
    session.on('log', ({ text }) => lines.push({ text, done }));
    await session.push(1);
    done = true;
    expect(lines.length).to.be.greaterThan(100).and.lessThan(10_000);
    expect(lines[0]).to.deep.equal({ text: 'line 0', done: false });
    await session.close();
  });

  it('modules that are not preloaded are fetched when they are imported', async () => {
    const { outputs } = await new PipelineRunner().run(python('import getopt\nreturn getopt.__name__'), [0]);
    expect(outputs).to.deep.equal(['getopt']);
  });

  it('without the library such an import fails in Python, everything else works', async () => {
    const runner = new PipelineRunner({ base: faulty('no-library') });
    const { code, hint } = await failure(runner.run(python('import getopt\nreturn 1'), [0]));
    expect([code, hint]).to.match(/RM3003,.*python-stdlib\.zip answered 404/);
    expect((await runner.run(python('import json\nreturn json.dumps([1])'), [0])).outputs).to.deep.equal(['[1]']);
  });

  it('the command door', async () => {
    const { exitCode, stdout, stderr } = await new PipelineRunner().command(JSON.stringify({ manifest: numbers, input_data: [5] }));
    expect([exitCode, stderr]).to.deep.equal([0, '']);
    expect(stdout).to.contain('=== PIPELINE RESULTS ===').and.contain('"outputs": 20');
  });

  it('deep recursion ends in an error of Python, and the next item works', async () => {
    const session = await PipelineSession.open(python('def f(n):\n    return sorted([n], key=lambda v: f(v + 1))\nreturn f(0) if x else 1'));
    const error = await failure(session.push(1));
    expect(error.code).to.equal('RM3002', error.message);
    expect(error.exception).to.equal('RecursionError');
    expect(items(await session.push(0))).to.deep.equal([1]);
    await session.close();
  });

  it('workers are used again, each session on an instance of its own', async () => {
    for (let round = 0; round < 5; round += 1) {
      const session = await PipelineSession.open(python('import builtins\nbuiltins.count = getattr(builtins, "count", 0) + 1\nreturn builtins.count'));
      expect(items(await session.push(0))).to.deep.equal([1]);
      await session.close();
    }
    expect(workers.length).to.equal(1);
  });

  it('sessions side by side run side by side', async () => {
    const open = () => PipelineSession.open(python('import time\ntime.sleep(1.5)\nreturn x'));
    const [one, two] = await Promise.all([open(), open()]);
    const started = performance.now();
    await Promise.all([one.push(1), two.push(2)]);
    expect(performance.now() - started).to.be.lessThan(2900);
    await Promise.all([one.close(), two.close()]);
    expect(workers.length).to.equal(2);
  });
});

describe('worker engine: loading', () => {
  beforeEach(() => forgetModules());

  it('tells bytes and stages', async () => {
    const seen: LoadProgress[] = [];
    const pipeline = new Pipeline();
    pipeline.store.subscribe(({ progress }) => progress, (progress) => progress && seen.push(progress));
    await pipeline.load();
    expect([...new Set(seen.map(({ stage }) => stage))]).to.deep.equal(['fetch', 'compile', 'start', 'ready']);
    expect(seen.at(-1)!.loaded).to.be.greaterThan(1_000_000);
    expect(seen.filter(({ stage }) => stage === 'fetch').length).to.be.greaterThan(3);
    pipeline.destroy();
  });

  it('fetches and compiles once for several pipelines', async () => {
    const compile = WebAssembly.compileStreaming;
    let compiled = 0;
    WebAssembly.compileStreaming = (...args) => {
      compiled += 1;
      return compile(...args);
    };
    try {
      await Promise.all([expectRecovery(), expectRecovery()]);
      expect(compiled).to.equal(1);
    } finally {
      WebAssembly.compileStreaming = compile;
    }
  });

  it('a wrong content type does not matter', async () => {
    expect((await new PipelineRunner({ base: faulty('mime') }).run(numbers, [1])).outputs).to.deep.equal([12]);
  });

  for (const [fault, code] of [['missing', 'RM1002'], ['cut', 'RM1005'], ['page', 'RM1005'], ['no-worker', 'RM1002'], ['busy-worker', 'RM1007'], ['text-worker', 'RM2305'], ['broken-worker', 'RM2305']] as const) {
    it(`coded: ${fault}`, async () => {
      expect((await failure(new PipelineRunner({ base: faulty(fault) }).run(numbers, [1]))).code).to.equal(code);
      expect((await failure(new PipelineRunner({ base: faulty(fault) }).load())).code).to.equal(code);
      await expectRecovery();
    });
  }

  it('coded: another origin that does not answer', async () => {
    const error = await failure(new PipelineRunner({ base: 'http://127.0.0.1:9/' }).run(numbers, [1]));
    expect(error.code).to.match(/^RM1003$/);
  });

  it('integrity: the right hash, and a wrong one', async () => {
    const { files } = (await (await fetch('/wasm/dist/provenance.json')).json()) as { files: Record<string, { sha256: string }> };
    const integrity = files['remotemedia_runtime.wasm']!.sha256;
    expect((await new PipelineRunner({ integrity }).run(numbers, [1])).outputs).to.deep.equal([12]);
    const wrong = integrity.replace(/^./, (digit) => (digit === '0' ? '1' : '0'));
    expect((await failure(new PipelineRunner({ integrity: wrong }).run(numbers, [1]))).code).to.equal('RM1004');
  });

  it('a load that failed is tried again by the next', async () => {
    const native = globalThis.fetch;
    globalThis.fetch = () => Promise.reject(new TypeError('Failed to fetch'));
    try {
      expect((await failure(new PipelineRunner().load())).code).to.equal('RM1001');
    } finally {
      globalThis.fetch = native;
    }
    await expectRecovery();
  });

  it('can be cancelled', async () => {
    const control = new AbortController();
    const opening = PipelineSession.open(numbers, { signal: control.signal });
    control.abort();
    expect((await failure(opening)).code).to.equal('RM2304');
    await expectRecovery();
  });
});

describe('worker engine: what must not hang', () => {
  const endless = python('while x:\n    pass\nreturn x');

  it('an endless loop ends with the limit, within a second of it', async () => {
    const session = await PipelineSession.open(endless, { timeout: 0.5 });
    const errors: string[] = [];
    session.on('error', ({ code }) => errors.push(code));
    expect(items(await session.push(0))).to.deep.equal([0]);
    const started = performance.now();
    const running = failure(session.push(1));
    const waiting = failure(session.push(0));
    expect((await running).code).to.equal('RM2301');
    expect(performance.now() - started).to.be.within(450, 10_000);
    expect((await waiting).code).to.equal('RM2301');
    expect(session.state).to.equal('failed');
    expect((await failure(session.push(0))).code).to.equal('RM2306');
    await session.close();
    expect(errors).to.deep.equal(['RM2301']);
    await expectRecovery();
  });

  it('an endless loop at module level ends with the limit', async () => {
    const manifest = graph([{ id: 'p', node_type: 'P' }], [], { user: 'while True:\n    pass\nclass P: pass' });
    const started = performance.now();
    expect((await failure(PipelineSession.open(manifest, { timeout: 0.5 }))).code).to.equal('RM2301');
    expect(performance.now() - started).to.be.lessThan(10_000);
    await expectRecovery();
  });

  it('an endless loop in flush and in cleanup', async () => {
    const session = await PipelineSession.open(python('return x', '    def flush(self):\n        while True: pass\n'), { timeout: 0.4 });
    expect((await failure(session.end())).code).to.equal('RM2301');
    await session.close();
    const other = await PipelineSession.open(python('return x', '    def cleanup(self):\n        while True: pass\n'), { timeout: 0.4 });
    const started = performance.now();
    await other.close();
    expect(performance.now() - started).to.be.lessThan(10_000);
    await expectRecovery();
  });

  it('an endless loop in the command', async () => {
    const stdin = JSON.stringify({ manifest: endless, input_data: [1] });
    expect((await failure(new PipelineRunner().command(stdin, { timeout: 0.4 }))).code).to.equal('RM2301');
    await expectRecovery();
  });

  it('cancelling stops what runs, and at once', async () => {
    const session = await PipelineSession.open(endless);
    const control = new AbortController();
    const running = failure(session.push(1, { signal: control.signal }));
    await new Promise((resolve) => setTimeout(resolve, 100));
    const started = performance.now();
    control.abort();
    expect((await running).code).to.equal('RM2304');
    expect(performance.now() - started).to.be.lessThan(5_000);
    expect(session.state).to.equal('failed');
    await session.close();
    await expectRecovery();
  });

  it('cancelling what waits costs nothing', async () => {
    const session = await PipelineSession.open(python('import time\ntime.sleep(0.1)\nreturn x'));
    const control = new AbortController();
    const first = session.push(1);
    const second = failure(session.push(2, { signal: control.signal }));
    control.abort();
    expect((await second).code).to.equal('RM2304');
    expect(items(await first)).to.deep.equal([1]);
    expect(items(await session.push(3))).to.deep.equal([3]);
    await session.close();
  });

  it('abort stops what runs', async () => {
    const session = await PipelineSession.open(endless);
    const running = failure(session.push(1));
    session.abort();
    expect((await running).code).to.equal('RM2304');
    expect(session.state).to.equal('closed');
    await expectRecovery();
  });

  it('a worker that is ended from outside while it runs', async () => {
    const session = await PipelineSession.open(endless);
    const running = failure(session.push(1));
    await new Promise((resolve) => setTimeout(resolve, 100));
    const started = performance.now();
    workers.at(-1)!.terminate();
    expect((await running).code).to.equal('RM2305');
    // Chromium lets a busy worker go on for two seconds before it cuts it off; only then its lock is free.
    expect(performance.now() - started).to.be.lessThan(15_000);
    await session.close();
    await expectRecovery();
  });

  it('a worker that is ended from outside while it waits', async () => {
    const session = await PipelineSession.open(numbers);
    const told = new Promise<RmError>((resolve) => session.on('error', resolve));
    workers.at(-1)!.terminate();
    expect((await told).code).to.equal('RM2305');
    expect(session.state).to.equal('failed');
    await session.close();
    await expectRecovery();
  });

  it('a code that ends the program', async () => {
    const session = await PipelineSession.open(python('import os\nos._exit(7)'));
    const error = await failure(session.push(1));
    expect(error.code).to.equal('RM2303');
    expect(error.message).to.contain('7');
    await session.close();
    await expectRecovery();
  });

  it('memory that runs out', async () => {
    const session = await PipelineSession.open(python('big = []\nwhile True:\n    big.append(bytearray(2 ** 28))'), { timeout: 25 });
    expect((await failure(session.push(1))).code).to.match(/^RM2302|RM2303$/);
    await session.close();
    await expectRecovery();
  });

  it('a worker whose code never listens is given up', async function () {
    this.timeout(20_000);
    const started = performance.now();
    expect((await failure(new PipelineRunner({ base: faulty('silent-worker'), limits: { stall: 3 } }).run(numbers, [1]))).code).to.equal('RM2305');
    expect(performance.now() - started).to.be.lessThan(15_000);
    await expectRecovery();
  });

  it('many workers that are lost in a row', async () => {
    const runner = new PipelineRunner();
    for (let round = 0; round < 5; round += 1) {
      expect((await failure(runner.run(endless, [1], { timeout: 0.2 }))).code).to.equal('RM2301');
      expect((await runner.run(numbers, [round])).outputs).to.deep.equal([round * 2 + 10]);
    }
  });
});

describe('pipeline in a page', () => {
  it('stop ends an endless run, and the next one works', async () => {
    const pipeline = new Pipeline();
    pipeline.setManifest(python('while x:\n    pass\nreturn x'));
    const run = failure(pipeline.run([1]));
    await waitUntil(() => pipeline.store.getState().status === 'running');
    await new Promise((resolve) => setTimeout(resolve, 200));
    pipeline.stop();
    expect((await run).code).to.equal('RM2304');
    expect(pipeline.store.getState()).to.include({ status: 'ready', error: undefined, pending: 0 });
    expect(items(await pipeline.run([0]))).to.deep.equal([0]);
    pipeline.destroy();
  });

  it('destroyed while it runs: the promise is rejected, the worker is gone', async () => {
    const pipeline = new Pipeline();
    pipeline.setManifest(python('while x:\n    pass\nreturn x'));
    const push = failure(pipeline.push(1));
    await new Promise((resolve) => setTimeout(resolve, 300));
    pipeline.destroy();
    expect((await push).code).to.equal('RM2304');
  });

  it('a time limit is the state\u2019s error; the next push opens a new session', async () => {
    const pipeline = new Pipeline(undefined, { timeout: 0.5 });
    pipeline.setManifest(python('while x:\n    pass\nreturn x'));
    expect((await failure(pipeline.push(1))).code).to.equal('RM2301');
    expect(pipeline.store.getState()).to.include({ status: 'error', pending: 0 });
    expect(items(await pipeline.push(0))).to.deep.equal([0]);
    expect(pipeline.store.getState()).to.include({ status: 'running', error: undefined });
    pipeline.destroy();
  });
});

describe('inline engine in a page', () => {
  it('gives the same results, with a library fetched from the page', async () => {
    const runner = new PipelineRunner({ engine: 'inline' });
    expect((await runner.run(numbers, [1])).outputs).to.deep.equal([12]);
    expect((await runner.run(python('import getopt\nreturn getopt.__name__'), [0])).outputs).to.deep.equal(['getopt']);
    expect(workers.length).to.equal(0);
  });
});
