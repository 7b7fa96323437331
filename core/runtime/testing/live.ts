/** What a live session must do in every engine: each scenario throws when it does not. */
import { PipelineSession, RmError, type EngineOptions, type Item, type Metrics, type SessionOptions } from '../../index.js';
import { graph, python } from './manifests.js';
import { equal, failure, type Scenario } from './scenario.js';

const twoNodes = graph(
  [{ id: 'slow', node_type: 'Slow' }, { id: 'fast', node_type: 'Fast' }],
  [],
  { user: 'import asyncio\nseen = []\nclass Slow:\n    async def process(self, x):\n        while 2 not in seen:\n            await asyncio.sleep(0.01)\n        return x\nclass Fast:\n    def process(self, x):\n        seen.append(x)\n        return x' },
);

/** Gives each item that a node under a limit makes of the word it gets. */
const limited = `
import asyncio
class P:
    def process(self, x):
        if x == "many":
            return (n for n in range(10**9))
        if x == "large":
            return "x" * 2000
        if x == "deep":
            return [[[[[1]]]]]
        if x == "hungry":
            return len(bytearray(500 * 2**20))
        if x == "list":
            grown = []
            while True:
                grown.append(bytearray(2**20))
        if x == "waits":
            return asyncio.sleep(60)
        return x
`;

const open = (manifest: Parameters<typeof PipelineSession.open>[0], engine: EngineOptions, options: SessionOptions = {}): Promise<PipelineSession> =>
  PipelineSession.open(manifest, { ...engine, ...options });

export const live: Record<string, Scenario> = {
  'a node that awaits holds up no other, nor later pushes': async (engine) => {
    const session = await open(twoNodes, engine);
    const heard: string[] = [];
    session.on('output', ({ nodeId, item }) => heard.push(`${nodeId} ${String(item)}`));
    const both = session.push(1);
    const later = session.push(2, { to: 'fast' });
    await later;
    await both;
    equal(heard, ['fast 1', 'fast 2', 'slow 1'], 'heard');
    await session.close();
  },

  'outputs are heard as soon as they exist': async (engine) => {
    const session = await open(python('import time\nfor n in range(3):\n    yield n\n    time.sleep(0.1)'), engine);
    const times: number[] = [];
    session.on('output', () => times.push(performance.now()));
    await session.push(0);
    const answered = performance.now();
    equal(times.length, 3, 'outputs');
    if (answered - times[0]! < 200) throw new Error(`The first output came only ${answered - times[0]!} ms before the answer.`);
    await session.close();
  },

  'the end waits for what awaits, and flushes behind it': async (engine) => {
    const source = 'import asyncio\nclass A:\n    async def process(self, x):\n        await asyncio.sleep(0.05)\n        return x\nclass Sum:\n    total = 0\n    def process(self, x):\n        self.total += x\n    def flush(self):\n        return self.total';
    const session = await open(graph([{ id: 'a', node_type: 'A' }, { id: 's', node_type: 'Sum' }], [{ from: 'a', to: 's' }], { user: source }), engine);
    const pushes = [1, 2, 3].map((number) => session.push(number));
    equal((await session.end()).map(({ item }) => item), [6], 'the sum');
    await Promise.all(pushes);
    await session.close();
  },

  'a limit is an error of its own, and the session goes on': async (engine) => {
    const limits = { outputItems: 50, outputBytes: 1000, depth: 4, memory: 200 * 2 ** 20 };
    const manifest = graph([{ id: 'p', node_type: 'P' }], [], { user: limited });
    const session = await open(manifest, engine, { limits });
    const hasty = await open(manifest, engine, { timeout: 1 });
    const expected = { many: 'RM2308', large: 'RM2308', deep: 'RM2309', hungry: 'RM2302', list: 'RM2302', waits: 'RM2301' };
    for (const [word, code] of Object.entries(expected)) {
      const one = word === 'waits' ? hasty : session;
      const error = await failure(one.push(word));
      equal([error.code, error.nodeId], [code, 'p'], word);
      equal((await one.push('fine')).map(({ item }) => item), ['fine'], `after ${word}`);
    }
    equal((await failure(session.push([[[[[1]]]]]))).code, 'RM2309', 'a deep input');
    await Promise.all([session.close(), hasty.close()]);
  },

  'the time of a run ends the session, and nothing waits for ever': async (engine) => {
    const session = await open(python('import time\ntime.sleep(x)\nreturn x'), engine, { limits: { run: 1 } });
    const results = await Promise.allSettled([0, 0.6, 0.6, 0.6, 0.6].map((seconds) => session.push(seconds)));
    const codes = results.map((result) => (result.status === 'fulfilled' ? 'ok' : RmError.from(result.reason).code));
    equal([codes[0], codes.includes('RM2301'), codes.at(-1)], ['ok', true, 'RM2306'], 'the answers');
    await session.close();
  },

  'metrics are told while items flow and at the end': async (engine) => {
    const session = await open(python('return x'), engine);
    let metrics: Metrics | undefined;
    session.on('metrics', (latest) => (metrics = latest));
    for (let number = 0; number < 10; number += 1) await session.push('abc');
    await session.end();
    const [node] = metrics!.node_metrics;
    equal([metrics!.pipeline_id, metrics!.total_executions], ['test', 10], 'the pipeline');
    equal([node!.node_id, node!.items_in, node!.items_out, node!.bytes_in, node!.error_count], ['p', 10, 10, 30, 0], 'the node');
    if (!(metrics!.peak_memory_bytes! > 1e7)) throw new Error(`${String(metrics!.peak_memory_bytes)} bytes of memory`);
    await session.close();
  },

  'what came out before a crash is kept; the error names node and item': async (engine) => {
    const session = await open(
      graph([{ id: 's', node_type: 'PassThrough' }, { id: 'p', node_type: 'P' }], [{ from: 's', to: 'p' }], { user: 'import os\nclass P:\n    def process(self, x):\n        yield x\n        yield x + 1\n        if x == 10:\n            os._exit(9)' }),
      engine,
    );
    const heard: Item[] = [];
    session.on('output', ({ item }) => heard.push(item));
    await session.push(1);
    const error = await failure(session.push(10));
    equal([error.code, error.nodeId, error.sequence], ['RM2303', 'p', 2], 'the error');
    equal(heard, [1, 2, 10, 11], 'heard');
    equal(session.state, 'failed');
    await session.close();
    const next = await open(python('return x'), engine);
    equal((await next.push(1)).length, 1, 'outputs of the next session');
    await next.close();
  },

  'what waits when the runtime crashes is answered too': async (engine) => {
    const source = 'import asyncio, os\nclass W:\n    async def process(self, x):\n        await asyncio.sleep(30)\nclass X:\n    def process(self, x):\n        os._exit(1)';
    const session = await open(graph([{ id: 'w', node_type: 'W' }, { id: 'x', node_type: 'X' }], [], { user: source }), engine);
    const waiting = failure(session.push(1, { to: 'w' }));
    equal((await failure(session.push(1, { to: 'x' }))).nodeId, 'x', 'the node');
    equal((await waiting).code, 'RM2303', 'the one that waited');
    await session.close();
  },

  'sound has its place in time, and gives it on': async (engine) => {
    const session = await open(python('return {"frame": x.start}'), engine);
    const sound = { kind: 'audio' as const, samples: new Float32Array(1600), sampleRate: 16_000, channels: 1 };
    const told = [await session.push(sound), await session.push(sound), await session.push({ ...sound, start: 16_000 })].flat();
    equal(told.map(({ start, end, item }) => [start, end, item]), [[0, 0.1, { frame: 0 }], [0.1, 0.2, { frame: 1600 }], [1, 1.1, { frame: 16_000 }]], 'outputs');
    equal((await failure(session.push({ ...sound, start: -1 }))).code, 'RM2307', 'a wrong start');
    await session.close();
  },
};
