import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { Pipeline } from '../pipeline.js';
import type { RmError } from '../errors.js';
import type { NodeDefinition } from '../nodes/types.js';
import type { Item, Output } from '../wire/items.js';
import type { LogLine } from './engine.js';
import { createEngine } from './create-engine.js';
import { PipelineRunner } from './pipeline-runner.js';
import { PipelineSession } from './pipeline-session.js';
import { graph, numbers, python } from './testing/manifests.js';

const items = (outputs: Output[]): Item[] => outputs.map(({ item }) => item);
const tone = (sampleRate: number, seconds: number, channels = 1) => {
  const samples = new Float32Array(sampleRate * seconds * channels);
  for (let frame = 0; frame < samples.length / channels; frame += 1) {
    for (let channel = 0; channel < channels; channel += 1) samples[frame * channels + channel] = 0.5 * Math.sin((2 * Math.PI * 440 * frame) / sampleRate);
  }
  return { kind: 'audio' as const, samples, sampleRate, channels };
};

describe('session', () => {
  test('numbers through two Rust nodes', async () => {
    const session = await PipelineSession.open(numbers);
    assert.equal(session.state, 'open');
    assert.deepEqual(await session.push(5), [{ nodeId: 'a', sequence: 1, item: 20 }]);
    assert.deepEqual(items(await session.push(7)), [24]);
    assert.deepEqual(await session.end(), []);
    assert.equal(session.state, 'ended');
    await session.close();
    assert.equal(session.state, 'closed');
  });

  test('state stays between items, and what is held back comes at the end', async () => {
    const session = await PipelineSession.open(python('self.seen = getattr(self, "seen", 0) + x\nreturn None', '    def flush(self):\n        return {"sum": self.seen}\n'));
    assert.deepEqual(await session.push(2), []);
    assert.deepEqual(await session.push(3), []);
    assert.deepEqual(await session.end(), [{ nodeId: 'p', sequence: 0, item: { sum: 5 } }]);
    await session.close();
  });

  test('every kind of item goes through Python and back', async () => {
    const session = await PipelineSession.open(python('return x'));
    for (const item of [null, true, 3, 2.5, 'Größe ☃', [1, 'a'], { a: { b: [] } }] as Item[]) assert.deepEqual(items(await session.push(item)), item === null ? [] : [item]);
    const sound = tone(16_000, 0.01, 2);
    assert.deepEqual(await session.push(sound), [{ nodeId: 'p', sequence: 8, item: { ...sound, start: 0 }, start: 0, end: 0.01 }]);
    assert.deepEqual(await session.push(sound), [{ nodeId: 'p', sequence: 9, item: { ...sound, start: 160 }, start: 0.01, end: 0.02 }]);
    await session.close();
  });

  test('bytes and tensors go through a Rust node unchanged', async () => {
    const session = await PipelineSession.open(graph([{ id: 'p', node_type: 'PassThrough' }]));
    const tensor = { kind: 'tensor' as const, data: new Uint8Array([1, 0, 2, 0]), shape: [2], dtype: 'int16' };
    assert.deepEqual(items(await session.push(new Uint8Array([1, 2, 255]))), [new Uint8Array([1, 2, 255])]);
    assert.deepEqual(items(await session.push(tensor)), [tensor]);
    await session.close();
  });

  test('sound: resampled by Rust, measured by Python', async () => {
    const manifest = graph(
      [{ id: 'r', node_type: 'AudioResample', params: { target_sample_rate: 16_000 } }, { id: 'p', node_type: 'P' }],
      [{ from: 'r', to: 'p' }],
      { user: 'class P:\n    def process(self, audio):\n        return {"rate": audio.sample_rate, "channels": audio.channels, "count": len(audio.samples), "peak": max(audio.samples)}' },
    );
    const { outputs } = await new PipelineRunner().run(manifest, [tone(48_000, 1, 2)]);
    const measured = outputs as { rate: number; channels: number; count: number; peak: number }[];
    assert.ok(measured.every(({ rate, channels }) => rate === 16_000 && channels === 2));
    const count = measured.reduce((sum, one) => sum + one.count, 0);
    assert.ok(Math.abs(count - 32_000) < 400, `${count} samples`);
    assert.ok(Math.abs(Math.max(...measured.map(({ peak }) => peak)) - 0.5) < 0.02);
  });

  test('large items in both directions', async () => {
    const session = await PipelineSession.open(graph([{ id: 'p', node_type: 'PassThrough' }]));
    const sound = tone(48_000, 60, 2);
    const [output] = await session.push(sound);
    assert.deepEqual((output!.item as typeof sound).samples.length, sound.samples.length);
    assert.equal((await session.push('x'.repeat(5_000_000)))[0]!.item, 'x'.repeat(5_000_000));
    await session.close();
  });

  test('items go to the node they are sent to', async () => {
    const session = await PipelineSession.open(numbers);
    assert.deepEqual(items(await session.push(5, { to: 'a' })), [15]);
    await assert.rejects(session.push(5, { to: 'ghost' }), { code: 'RM2306', message: /ghost/ });
    assert.deepEqual(items(await session.push(1)), [12]);
    await session.close();
  });

  test('taps: nodes in the middle are heard under their own name', async () => {
    const session = await PipelineSession.open(numbers, { taps: ['m', 'a', 'ghost'] });
    const outputs = await session.push(5);
    assert.deepEqual(outputs.map(({ nodeId, item }) => [nodeId, item]).sort(), [['a', 20], ['m', 10]]);
    assert.deepEqual(session.manifest, numbers);
    await session.close();
  });

  test('pushes that are not waited for are answered in order', async () => {
    const session = await PipelineSession.open(python('self.n = getattr(self, "n", 0) + 1\nreturn [self.n, x]'));
    const seen: Item[] = [];
    session.on('output', ({ item }) => seen.push(item));
    const answers = await Promise.all([...Array(50).keys()].map((n) => session.push(n)));
    assert.deepEqual(seen, [...Array(50).keys()].map((n) => [n + 1, n]));
    assert.deepEqual(answers.flatMap(items), seen);
    await session.close();
  });

  test('a node that fails on an item takes the next one', async () => {
    const session = await PipelineSession.open(python('if x < 0:\n    raise ValueError("negative")\nreturn x'));
    const errors: RmError[] = [];
    session.on('error', (error) => errors.push(error));
    assert.deepEqual(items(await session.push(1)), [1]);
    await assert.rejects(session.push(-1), (error: RmError) => {
      assert.equal(error.code, 'RM3002');
      assert.deepEqual([error.nodeId, error.nodeType, error.phase, error.sequence, error.exception], ['p', 'P', 'process', 2, 'ValueError']);
      assert.deepEqual(error.traceback, [{ module: 'user', function: 'P.process', line: 4, source: 'raise ValueError("negative")' }]);
      return true;
    });
    assert.deepEqual(items(await session.push(3)), [3]);
    assert.equal(errors.length, 1);
    assert.equal(session.state, 'open');
    await session.close();
  });

  test('what came out before a failure is delivered', async () => {
    const failing = graph(
      [{ id: 's', node_type: 'PassThrough' }, { id: 'x', node_type: 'PassThrough' }, { id: 'p', node_type: 'P' }],
      [{ from: 's', to: 'x' }, { from: 's', to: 'p' }],
      { user: 'class P:\n    def process(self, x):\n        raise RuntimeError("after x")' },
    );
    const session = await PipelineSession.open(failing);
    const seen: Item[] = [];
    session.on('output', ({ item }) => seen.push(item));
    await assert.rejects(session.push(1), { code: 'RM3002' });
    assert.deepEqual(seen, [1]);
    await session.close();
  });

  test('printed lines arrive as lines', async () => {
    const session = await PipelineSession.open(python('print("one\\ntwo", x)\nreturn x'));
    const lines: LogLine[] = [];
    session.on('log', (line) => lines.push(line));
    await session.push('ö');
    assert.deepEqual(lines, [{ level: 'info', text: 'one', nodeId: 'p' }, { level: 'info', text: 'two ö', nodeId: 'p' }]);
    await session.close();
  });

  test('what is logged has a level and a node, also in a task', async () => {
    const body = 'async def later():\n    await asyncio.sleep(0)\n    print("in a task")\nlogging.getLogger("deep").info("said")\nlogging.warning("odd\\nvery")\nlogging.debug("hidden")\nprint("oops", file=sys.stderr)\nreturn later()';
    const manifest = python(body);
    manifest.python!.modules.user = `import asyncio, logging, sys\nprint("loading")\n${manifest.python!.modules.user}`;
    manifest.nodes.push({ id: 'm', node_type: 'MultiplyNode', params: { multiplier: 3 } });
    const lines: LogLine[] = [];
    const other = await PipelineSession.open(manifest);
    other.on('log', (line) => lines.push(line));
    await other.push(1, { to: 'p' });
    assert.deepEqual(lines.map(({ level, nodeId, text }) => `${level} ${nodeId} ${text}`), ['info undefined loading', "warn m parameter 'multiplier' is not known here and does nothing (known: factor)", 'info p said', 'warn p odd', 'warn p very', 'warn p oops', 'info p in a task']);
    await other.close();
  });

  test('what a node of the page logs before anybody can listen is told to the first who does, once', async () => {
    const node: NodeDefinition = { process: (item) => item, initialize: ({ log }) => log('warn', 'early') };
    const session = await PipelineSession.open(graph([{ id: 'h', node_type: 'Host' }]), { nodes: { Host: node } });
    const lines: string[] = [];
    session.on('log', ({ text, nodeId }) => lines.push(`${nodeId} ${text}`));
    session.on('log', ({ text }) => lines.push(`second ${text}`));
    assert.deepEqual(lines, ['h early']);
    await session.close();
  });

  test('nothing is taken after the end, and closing twice is fine', async () => {
    const session = await PipelineSession.open(numbers);
    const ending = session.end();
    await assert.rejects(session.push(1), { code: 'RM2306' });
    await ending;
    assert.deepEqual(await session.end(), []);
    await session.close();
    await session.close();
    await assert.rejects(session.push(1), { code: 'RM2306' });
  });

  test('a cleanup that fails is told, and the session is closed', async () => {
    const session = await PipelineSession.open(python('return x', '    def cleanup(self):\n        raise OSError("late")\n'));
    const errors: RmError[] = [];
    session.on('error', (error) => errors.push(error));
    await session.close();
    assert.deepEqual(errors.map(({ code, phase }) => [code, phase]), [['RM3002', 'cleanup']]);
  });

  test('a listener that throws does not keep the others from hearing', async () => {
    const session = await PipelineSession.open(numbers);
    const seen: Item[] = [];
    const thrown: unknown[] = [];
    // The listener's error is thrown where nobody catches it; the test runner would take it for its own.
    const { queueMicrotask } = globalThis;
    globalThis.queueMicrotask = (task) =>
      queueMicrotask(() => {
        try {
          task();
        } catch (error) {
          thrown.push(error);
        }
      });
    session.on('output', () => { throw new Error('listener'); });
    session.on('output', ({ item }) => seen.push(item));
    await session.push(1);
    await new Promise((resolve) => setTimeout(resolve, 10));
    globalThis.queueMicrotask = queueMicrotask;
    assert.deepEqual([seen, thrown.length], [[12], 1]);
    await session.close();
  });

  test('sessions side by side do not share names or state', async () => {
    const open = (text: string) => PipelineSession.open(python(`return "${text}"`));
    const [one, two] = await Promise.all([open('one'), open('two')]);
    assert.deepEqual([items(await one.push(0)), items(await two.push(0)), items(await one.push(0))], [['one'], ['two'], ['one']]);
    await Promise.all([one.close(), two.close()]);
  });

  test('random numbers differ from session to session', async () => {
    const draw = async (): Promise<Item> => (await new PipelineRunner().run(python('import random\nreturn random.random()'), [0])).outputs[0]!;
    assert.notEqual(await draw(), await draw());
  });
});

describe('manifests and code that are refused', () => {
  const refused = (manifest: unknown, expected: object): Promise<void> => assert.rejects(PipelineSession.open(manifest as string), expected);

  test('not JSON, not a manifest, no graph', async () => {
    await refused('{', { code: 'RM2001' });
    await refused({}, { code: 'RM2002', message: /missing field `version`/ });
    await refused(graph([{ id: 'a', node_type: 'Echo' }], [{ from: 'a', to: 'a' }]), { code: 'RM2003', message: /cycle/ });
    await refused(graph([{ id: 'a', node_type: 'Echo' }, { id: 'a', node_type: 'Echo' }]), { code: 'RM2003', message: /Duplicate node ID: a/ });
  });

  test('an unknown node type', () => refused(graph([{ id: 'x', node_type: 'NoSuchThing' }]), { code: 'RM2004', nodeId: 'x', nodeType: 'NoSuchThing' }));

  test('a syntax error, by line and column', () =>
    refused(graph([{ id: 'p', node_type: 'P' }], [], { user: 'class P:\n    def process(self, x)\n        return x\n' }), {
      code: 'RM3001',
      position: { module: 'user', line: 2, column: 25 },
    }));

  test('a module that is missing', () => refused(graph([{ id: 'p', node_type: 'P' }], [], { user: 'import torch\nclass P:\n    pass' }), { code: 'RM3003', message: /torch/ }));

  test('code that raises while it loads', () =>
    refused(graph([{ id: 'p', node_type: 'P' }], [], { user: 'x = 1 / 0\nclass P:\n    pass' }), (error: RmError) => {
      const [frame] = error.traceback!;
      assert.deepEqual([error.code, error.exception, frame!.module, frame!.line], ['RM3002', 'ZeroDivisionError', 'user', 1]);
      return true;
    }));

  test('the next session works', async () => {
    assert.deepEqual((await new PipelineRunner().run(numbers, [1])).outputs, [12]);
  });
});

describe('what a pipeline must not reach', () => {
  const value = async (body: string): Promise<Item> => (await new PipelineRunner().run(python(body), [0])).outputs[0]!;
  const attempt = (code: string): string => `try:\n    ${code}\nexcept BaseException as error:\n    return type(error).__name__\nreturn "reached"`;

  for (const [what, code] of [
    ['the host\u2019s files', 'open("/etc/passwd").read()'],
    ['files above its own', 'open("/usr/lib/python3.13/../../../etc/passwd").read()'],
    ['writing', 'open("/usr/lib/python3.13/x", "w").write("x")'],
    ['the network', 'import urllib.request; urllib.request.urlopen("http://127.0.0.1:9/")'],
    ['sockets', 'import socket; socket.create_connection(("127.0.0.1", 9))'],
    ['processes', 'import subprocess; subprocess.run(["ls"])'],
  ] as const) {
    test(what, async () => assert.notEqual(await value(attempt(code)), 'reached'));
  }

  test('the environment is empty, and so is the root', async () => {
    assert.deepEqual(await value('import os\nreturn dict(os.environ)'), {});
  });
});

describe('crashes and limits without a worker', () => {
  test('a node that ends the program ends its session only', async () => {
    const session = await PipelineSession.open(python('import os\nos._exit(3)'));
    const errors: RmError[] = [];
    session.on('error', (error) => errors.push(error));
    await assert.rejects(session.push(1), { code: 'RM2303', message: /exit code 3/ });
    assert.equal(session.state, 'failed');
    await assert.rejects(session.push(1), { code: 'RM2306' });
    await session.close();
    assert.deepEqual(errors.map(({ code }) => code), ['RM2303']);
    assert.deepEqual((await new PipelineRunner().run(numbers, [1])).outputs, [12]);
  });

  for (const [what, body] of [
    ['Python functions', 'def f(n):\n    return f(n + 1)\nreturn f(0)'],
    ['built-in functions', 'def f(n):\n    return sorted([n], key=lambda v: f(v + 1))\nreturn f(0)'],
    ['the JSON parser', 'import json\nreturn json.loads("[" * 100000)'],
  ] as const) {
    test(`endless recursion through ${what} is an error of the node, or of its session`, async () => {
      const session = await PipelineSession.open(python(body));
      await assert.rejects(session.push(1), (error: RmError) => ['RM3002', 'RM2303'].includes(error.code));
      await session.close();
      assert.deepEqual((await new PipelineRunner().run(numbers, [1])).outputs, [12]);
    });
  }

  test('too much memory is an error', async () => {
    const session = await PipelineSession.open(python('return len(bytearray(5 * 2 ** 30))'));
    await assert.rejects(session.push(1), (error: RmError) => ['RM2302', 'RM3002'].includes(error.code));
    await session.close();
  });

  test('sleeping ends with the limit', async () => {
    const session = await PipelineSession.open(python('import time\ntime.sleep(20)'), { timeout: 0.3 });
    const started = performance.now();
    await assert.rejects(session.push(1), { code: 'RM2301' });
    assert.ok(performance.now() - started < 10_000);
    assert.equal(session.state, 'failed');
    await session.close();
  });

  test('a cancelled push that waits costs nothing', async () => {
    const session = await PipelineSession.open(numbers);
    const control = new AbortController();
    const first = session.push(1);
    const second = session.push(2, { signal: control.signal });
    control.abort();
    await assert.rejects(second, { code: 'RM2304' });
    assert.deepEqual(items(await first), [12]);
    assert.deepEqual(items(await session.push(3)), [16]);
    await session.close();
  });

  test('opening can be cancelled', async () => {
    await assert.rejects(PipelineSession.open(numbers, { signal: AbortSignal.abort() }), { code: 'RM2304' });
  });
});

describe('runner', () => {
  test('outputs by sink, in the manifest\u2019s order', async () => {
    const manifest = graph(
      [{ id: 's', node_type: 'PassThrough' }, { id: 'x', node_type: 'AddNode', params: { addend: 1 } }, { id: 'y', node_type: 'AddNode', params: { addend: 2 } }],
      [{ from: 's', to: 'y' }, { from: 's', to: 'x' }],
    );
    const { metrics, ...result } = await new PipelineRunner().run(manifest, [10, 20]);
    assert.deepEqual(result, { outputs: [11, 21, 12, 22], bySink: { x: [11, 21], y: [12, 22] }, executionOrder: ['s', 'x', 'y'] });
    assert.deepEqual(metrics!.node_metrics.map(({ node_id, items_in, items_out }) => [node_id, items_in, items_out]), [['s', 2, 2], ['x', 2, 2], ['y', 2, 2]]);
  });

  test('one result is an array here', async () => assert.deepEqual((await new PipelineRunner().run(numbers, [5])).outputs, [20]));

  test('no input, no output', async () => assert.deepEqual((await new PipelineRunner().run(numbers, [])).outputs, []));

  test('the first failure ends a run', async () => {
    const seen: Item[] = [];
    const run = new PipelineRunner().run(python('return 10 / x'), [1, 0, 2], { onOutput: ({ item }) => seen.push(item) });
    await assert.rejects(run, { code: 'RM3002', exception: 'ZeroDivisionError' });
    assert.deepEqual(seen, [10]);
  });

  test('what cannot be sent is refused before anything runs', async () => {
    const seen: Item[] = [];
    await assert.rejects(new PipelineRunner().run(numbers, [1, undefined as unknown as Item], { onOutput: ({ item }) => seen.push(item) }), { code: 'RM2307' });
    assert.deepEqual(seen, []);
  });

  test('many runs leave no memory behind', { timeout: 60_000 }, async () => {
    const runner = new PipelineRunner();
    for (let round = 0; round < 30; round += 1) assert.deepEqual((await runner.run(numbers, [round])).outputs, [round * 2 + 10]);
  });

  test('an engine can be shared', async () => {
    const engine = await createEngine();
    assert.equal(engine.kind, 'inline');
    const session = await PipelineSession.open(numbers, { with: engine });
    assert.deepEqual(items(await session.push(1)), [12]);
    await session.close();
  });
});

describe('pipeline', () => {
  test('idle, loading, ready, running, done; progress and outputs on the way', async () => {
    const pipeline = new Pipeline();
    const statuses: string[] = [];
    const seen: Output[] = [];
    pipeline.store.subscribe(({ status }) => status, (status) => statuses.push(status));
    pipeline.store.channel<Output>('output').on((output) => seen.push(output));
    pipeline.setManifest(numbers);
    await pipeline.load();
    assert.equal(pipeline.store.getState().progress?.stage, 'ready');
    assert.deepEqual(items(await pipeline.run([1, 2])), [12, 14]);
    assert.deepEqual(statuses, ['loading', 'ready', 'running', 'done']);
    assert.deepEqual(items(seen), [12, 14]);
    const { pending, pushed, delivered, error } = pipeline.store.getState();
    assert.deepEqual([pending, pushed, delivered, error], [0, 2, 2, undefined]);
    pipeline.destroy();
  });

  test('who watches hears every node, and changes nothing', async () => {
    const pipeline = new Pipeline();
    const seen: Output[] = [];
    const tapped: string[] = [];
    pipeline.store.channel<Output>('output').on((output) => seen.push(output));
    pipeline.store.channel<Output>('tap').on(({ nodeId, item }) => tapped.push(`${nodeId} ${item}`));
    pipeline.setManifest(numbers);
    pipeline.watch(['m', 'a', 'nowhere']);
    assert.deepEqual(items(await pipeline.run([1])), [12]);
    assert.deepEqual(items(await pipeline.push(2)), [14]);
    assert.deepEqual([items(seen), pipeline.store.getState().delivered], [[12, 14], 1]);
    assert.deepEqual(tapped, ['m 2', 'a 12', 'm 4', 'a 14']);
    pipeline.watch([]);
    await pipeline.run([3]);
    assert.equal(tapped.length, 4);
    pipeline.destroy();
  });

  test('runs are done one after another', async () => {
    const pipeline = new Pipeline();
    pipeline.setManifest(numbers);
    const results = await Promise.all([pipeline.run([1]), pipeline.run([2]), pipeline.run([3])]);
    assert.deepEqual(results.flatMap(items), [12, 14, 16]);
    assert.equal(pipeline.store.getState().status, 'done');
    pipeline.destroy();
  });

  test('a live session: push starts it, an error leaves it, end ends it', async () => {
    const pipeline = new Pipeline();
    pipeline.setManifest(python('if x == 0:\n    raise ValueError("zero")\nreturn 1 / x', '    def flush(self):\n        return "end"\n'));
    assert.deepEqual(items(await pipeline.push(2)), [0.5]);
    assert.ok(pipeline.live);
    await assert.rejects(pipeline.push(0), { code: 'RM3002' });
    assert.deepEqual([pipeline.store.getState().status, pipeline.store.getState().failedNode], ['running', 'p']);
    assert.deepEqual(items(await pipeline.push(4)), [0.25]);
    assert.equal(pipeline.store.getState().error, undefined);
    assert.deepEqual(items(await pipeline.end()), ['end']);
    assert.equal(pipeline.store.getState().status, 'done');
    pipeline.destroy();
  });

  test('a failed run shows its error, the next one removes it', async () => {
    const pipeline = new Pipeline();
    const errors: RmError[] = [];
    pipeline.store.channel<RmError>('error').on((error) => errors.push(error));
    pipeline.setManifest(python('return 1 / x'));
    await assert.rejects(pipeline.run([1, 0]), { code: 'RM3002' });
    assert.deepEqual([pipeline.store.getState().status, pipeline.store.getState().error?.code, pipeline.store.getState().pending], ['error', 'RM3002', 0]);
    assert.deepEqual(items(await pipeline.run([2])), [0.5]);
    assert.deepEqual([pipeline.store.getState().status, pipeline.store.getState().error], ['done', undefined]);
    assert.equal(errors.length, 1);
    pipeline.destroy();
  });

  test('a wrong manifest is the state\u2019s error', async () => {
    const pipeline = new Pipeline();
    assert.throws(() => pipeline.setManifest('{'), { code: 'RM2001' });
    assert.equal(pipeline.store.getState().error?.code, 'RM2001');
    await assert.rejects(pipeline.run([1]), { code: 'RM2002' });
    pipeline.setManifest(numbers);
    assert.equal(pipeline.store.getState().error, undefined);
    assert.deepEqual(items(await pipeline.run([1])), [12]);
    pipeline.destroy();
  });

  test('a broken session is replaced by the next push', async () => {
    const pipeline = new Pipeline();
    pipeline.setManifest(python('if x == 0:\n    import os\n    os._exit(1)\nreturn x'));
    await assert.rejects(pipeline.push(0), { code: 'RM2303' });
    assert.equal(pipeline.store.getState().status, 'error');
    assert.deepEqual(items(await pipeline.push(5)), [5]);
    assert.equal(pipeline.store.getState().status, 'running');
    pipeline.destroy();
  });

  test('stop rejects what waits, and the pipeline can be used again', async () => {
    const pipeline = new Pipeline();
    pipeline.setManifest(numbers);
    const runs = [pipeline.run([1]), pipeline.run([2])];
    pipeline.stop();
    for (const run of runs) await assert.rejects(run, { code: 'RM2304' });
    assert.equal(pipeline.store.getState().error, undefined);
    assert.deepEqual(items(await pipeline.run([3])), [16]);
    pipeline.destroy();
  });

  test('destroyed: nothing works, nothing is told', async () => {
    const pipeline = new Pipeline();
    pipeline.setManifest(numbers);
    const run = pipeline.run([1]);
    pipeline.destroy();
    await assert.rejects(run, { code: 'RM2304' });
    assert.throws(() => pipeline.run([1]), { code: 'RM2306' });
    assert.equal(pipeline.store.getState().status, 'idle');
    pipeline.destroy();
  });

  test('items to several named sources', async () => {
    const pipeline = new Pipeline();
    const add = (id: string, addend: number) => ({ id, node_type: 'AddNode', params: { addend } });
    pipeline.setManifest(graph([add('a', 1), add('b', 2), add('c', 3)]));
    const outputs = await pipeline.run([10], { to: ['a', 'c'] });
    assert.deepEqual(outputs.map(({ nodeId, item }) => [nodeId, item]), [['a', 11], ['c', 13]]);
    const all = await pipeline.run([10], { to: ['c', 'b', 'a'] });
    assert.deepEqual(all.map(({ sequence }) => sequence), [1, 1, 1]);
    pipeline.destroy();
  });
});
