/** What nodes in JavaScript must do in every engine. */
import {
  PipelineRunner, PipelineSession, registerNode,
  type AudioItem, type EngineOptions, type Item, type LogLine, type Manifest, type Metrics, type NodeContext, type NodeDefinition, type NodeTypes, type Output, type SessionOptions,
} from '../../index.js';
import { graph } from './manifests.js';
import { equal, failure, until, type Scenario } from './scenario.js';

/** A host node `h`, with what is given to it by a pass before it and one behind it. */
const chain = graph(
  [{ id: 'a', node_type: 'PassThrough' }, { id: 'h', node_type: 'Host', params: { factor: 3 } }, { id: 'b', node_type: 'PassThrough' }],
  [{ from: 'a', to: 'h' }, { from: 'h', to: 'b' }],
);
const single = graph([{ id: 'h', node_type: 'Host' }]);

const items = (outputs: Output[]): Item[] => outputs.map(({ item }) => item);
const later = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds));
/** Until it is aborted; then it throws the signal's reason, as fetch does. */
const forever = ({ signal }: NodeContext): Promise<never> => new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason as Error)));

const open = (engine: EngineOptions, manifest: Manifest, nodes: NodeTypes, options: SessionOptions = {}): Promise<PipelineSession> =>
  PipelineSession.open(manifest, { ...engine, nodes, ...options });

const host = (process: NodeDefinition['process'], rest: Partial<NodeDefinition> = {}): NodeTypes => ({ Host: { process, ...rest } });

export const hostScenarios: Record<string, Scenario> = {
  'a node in JavaScript is one among the others': async (engine) => {
    const session = await open(engine, chain, host((item, { params }) => (item as number) * (params as { factor: number }).factor));
    equal(items(await session.push(5)), [15], 'the output');
    equal(items(await session.push(2, { to: 'h' })), [6], 'pushed to the node itself');
    await session.close();
  },

  'what it may give: a value, a promise, many, nothing': async (engine) => {
    const given: Record<string, NodeDefinition['process']> = {
      value: () => 'one',
      promise: async () => later(5).then(() => ({ a: 1 })),
      array: () => [1, [2]],
      null: () => null,
      nothing: () => undefined,
      * many() { yield 1; yield undefined as never; yield 2; },
      async * slowly() { yield 1; await later(5); yield 2; },
      iterator: () => new Set(['x', 'y']).values(),
      bytes: () => new Uint8Array([1, 2]),
      later: async () => [3].values(),
    };
    const session = await open(engine, single, host((word, context) => given[word as string]!(word, context)));
    const gave = async (word: string): Promise<Item[]> => items(await session.push(word));
    equal(await gave('value'), ['one']);
    equal(await gave('promise'), [{ a: 1 }]);
    equal(await gave('array'), [[1, [2]]]);
    equal(await gave('null'), [null]);
    equal(await gave('nothing'), []);
    equal(await gave('many'), [1, 2]);
    equal(await gave('slowly'), [1, 2]);
    equal(await gave('iterator'), ['x', 'y']);
    equal(await gave('bytes'), [{ 0: 1, 1: 2 }]);
    equal(await gave('later'), [3]);
    await session.close();
  },

  'items are heard as they are given': async (engine) => {
    let go!: () => void;
    const gate = new Promise<void>((resolve) => (go = resolve));
    const session = await open(engine, chain, host(async function* () {
      yield 1;
      await gate;
      yield 2;
    }));
    const heard: Item[] = [];
    session.on('output', ({ item }) => {
      heard.push(item);
      go();
    });
    equal(items(await session.push(0)), [1, 2], 'outputs');
    equal(heard, [1, 2], 'heard');
    await session.close();
  },

  'a thousand quick items keep their order': async (engine) => {
    const session = await open(engine, chain, host((item) => (item as number) + 1));
    const all = Array.from({ length: 1000 }, (_, index) => index);
    const outputs = await Promise.all(all.map((item) => session.push(item)));
    equal(outputs.flat().map(({ item, sequence }) => [item, sequence]), all.map((item) => [item + 1, item + 1]), 'outputs');
    await session.close();
  },

  'calls of one node do not overlap, those of two do': async (engine) => {
    let now = 0;
    let most = 0;
    const slow: NodeDefinition = {
      async process(item, { nodeId }) {
        now += nodeId === 'h' ? 1 : 0;
        most = Math.max(most, now);
        await later(10);
        now -= nodeId === 'h' ? 1 : 0;
        return item;
      },
    };
    const session = await open(engine, graph([{ id: 'h', node_type: 'Host' }, { id: 'other', node_type: 'Host' }]), { Host: slow });
    await Promise.all([1, 2, 3].map((item) => session.push(item)));
    equal(most, 1, 'calls at once');
    await session.close();
  },

  'a waiting node holds up no other': async (engine) => {
    let go!: () => void;
    const gate = new Promise<void>((resolve) => (go = resolve));
    const session = await open(engine, graph([{ id: 'h', node_type: 'Host' }, { id: 'e', node_type: 'PassThrough' }]), host(() => gate.then(() => 'late')));
    const slow = session.push(1, { to: 'h' });
    equal(items(await session.push(2, { to: 'e' })), [2], 'the other');
    go();
    equal(items(await slow), ['late'], 'the slow one');
    await session.close();
  },

  'the end flushes it': async (engine) => {
    let sum = 0;
    const session = await open(engine, chain, host((item) => void (sum += item as number), { flush: async ({ sequence }) => [sum, sequence].values() }));
    await session.push(1);
    await session.push(2);
    equal(items(await session.end()), [3, 0], 'the sum, and the number of the push');
    await session.close();
  },

  'state, initialize and cleanup are each session\u2019s own': async (engine) => {
    const told: string[] = [];
    const make = (): NodeDefinition => {
      let count = 0;
      return {
        initialize: async ({ nodeId, params }) => void told.push(`initialize ${nodeId} ${JSON.stringify(params)}`),
        process: () => (count += 1),
        cleanup: ({ nodeId }) => void told.push(`cleanup ${nodeId}`),
      };
    };
    for (let time = 0; time < 2; time += 1) {
      const session = await open(engine, chain, { Host: make });
      equal(items(await session.push('x')), [1], 'the count');
      await session.close();
    }
    equal(told, ['initialize h {"factor":3}', 'cleanup h', 'initialize h {"factor":3}', 'cleanup h'], 'told');
  },

  'what it throws is the failure of the item, and the session goes on': async (engine) => {
    const session = await open(engine, chain, host(async function* (item) {
      yield item;
      if (item === 'bad') throw new TypeError('no such word');
    }));
    const heard: Item[] = [];
    session.on('output', ({ item }) => heard.push(item));
    await session.push('good');
    const error = await failure(session.push('bad'));
    equal([error.code, error.nodeId, error.nodeType, error.phase, error.sequence, error.exception], ['RM2310', 'h', 'Host', 'process', 2, 'TypeError'], 'the error');
    equal([error.message.includes('no such word'), error.cause instanceof TypeError], [true, true], error.message);
    equal(items(await session.push('again')), ['again'], 'the next');
    equal(heard, ['good', 'bad', 'again'], 'heard');
    await session.close();
  },

  'also in flush, initialize and cleanup, and what is no error': async (engine) => {
    const boom = (): never => {
      throw new RangeError('boom');
    };
    const flushing = await open(engine, single, host(() => undefined, { flush: boom }));
    const flush = await failure(flushing.end());
    equal([flush.code, flush.nodeId, flush.phase, flush.exception], ['RM2310', 'h', 'flush', 'RangeError'], 'flush');
    await flushing.close();

    let cleaned = 0;
    const cleanup = (): void => void (cleaned += 1);
    const first = await failure(open(engine, single, host(() => undefined, { initialize: boom, cleanup })));
    equal([first.code, first.nodeId, first.nodeType, first.phase, first.exception, cleaned], ['RM2310', 'h', 'Host', 'initialize', 'RangeError', 1], 'initialize');

    const errors: unknown[] = [];
    const last = await open(engine, single, host(() => undefined, { cleanup: boom }));
    last.on('error', ({ code, phase, nodeId }) => errors.push([code, phase, nodeId]));
    await last.close();
    equal(errors, [['RM2310', 'cleanup', 'h']], 'cleanup');

    const text = await open(engine, single, host(() => Promise.reject('just text')));
    equal((await failure(text.push(1))).message.includes('just text'), true, 'a text');
    await text.close();
    const own = await open(engine, single, host(() => Promise.reject(new DOMException('mine', 'AbortError'))));
    equal((await failure(own.push(1))).code, 'RM2310', 'an abort of its own');
    await own.close();
  },

  'an item that cannot be sent is the node\u2019s failure': async (engine) => {
    const wrong: Record<string, unknown> = { function: () => 1, deep: { a: { b: 10n } }, inner: { f: () => 1 }, map: { m: new Map() }, audio: { kind: 'audio', samples: new Float32Array(3), sampleRate: 0, channels: 1 } };
    const session = await open(engine, single, host((name) => (name as string) in wrong ? (wrong[name as string] as Item) : name));
    for (const name of ['function', 'deep', 'map', 'audio']) {
      const error = await failure(session.push(name));
      equal([error.code, error.nodeId], ['RM2307', 'h'], name);
      equal(items(await session.push('fine')), ['fine'], `after ${name}`);
    }
    await session.close();
  },

  'one that never settles meets the time limit, and the session goes on': async (engine) => {
    let reason: unknown;
    const session = await open(engine, chain, host((item, context) => (item === 'stuck' ? forever(context).catch((error: unknown) => {
      reason = error;
      throw error;
    }) : item)), { timeout: 1 });
    const lines: LogLine[] = [];
    session.on('log', (line) => lines.push(line));
    const error = await failure(session.push('stuck'));
    equal([error.code, error.nodeId, error.sequence, session.state], ['RM2301', 'h', 1, 'open'], error.message);
    equal(items(await session.push('fine')), ['fine'], 'the next');
    equal([(reason as Error).name, lines], ['AbortError', []], 'the signal, and nothing said about it');
    await session.close();
  },

  'many that are slow are not taken for one that is stuck': async (engine) => {
    const session = await open(engine, single, host((item) => later(200).then(() => item)), { timeout: 1 });
    equal((await Promise.all(Array.from({ length: 20 }, (_, index) => session.push(index)))).flat().length, 20, 'outputs');
    await session.close();
  },

  'a generator without end meets the limit of output': async (engine) => {
    let ended = false;
    const session = await open(engine, single, host(function* () {
      try {
        for (;;) yield 1;
      } finally {
        ended = true;
      }
    }), { limits: { outputItems: 50 } });
    equal((await failure(session.push(1))).code, 'RM2308', 'the error');
    await session.close();
    await until(() => ended, 'the end of the generator');
  },

  'aborting ends the call and the session': async (engine) => {
    let [called, aborted, cleaned] = [0, 0, 0];
    const nodes = host((_, context) => {
      called += 1;
      return forever(context).catch(() => void (aborted += 1));
    }, { cleanup: () => void (cleaned += 1) });
    const session = await open(engine, single, nodes);
    const pushed = failure(session.push(1));
    await until(() => called === 1, 'the call');
    session.abort();
    equal((await pushed).code, 'RM2304', 'the push');
    await until(() => aborted === 1 && cleaned === 1, 'the node');

    const control = new AbortController();
    const other = await open(engine, single, nodes);
    const cancelled = failure(other.push(1, { signal: control.signal }));
    await until(() => called === 2, 'the call');
    control.abort();
    equal([(await cancelled).code, other.state], ['RM2304', 'failed'], 'a cancelled push');
    await until(() => aborted === 2 && cleaned === 2, 'the node');
    await other.close();
    equal(cleaned, 2, 'cleanups');
  },

  'an initialize that never settles meets the limit, or is cancelled': async (engine) => {
    let aborted = 0;
    const nodes = host(() => undefined, { initialize: (context) => forever(context).catch(() => void (aborted += 1)) });
    const late = await failure(open(engine, single, nodes, { timeout: 0.3 }));
    equal([late.code, late.nodeId, late.phase], ['RM2301', 'h', 'initialize'], late.message);
    const control = new AbortController();
    setTimeout(() => control.abort(), 50);
    equal((await failure(open(engine, single, nodes, { signal: control.signal }))).code, 'RM2304', 'cancelled');
    await until(() => aborted === 2, 'the signals');
  },

  'closing waits for the call': async (engine) => {
    const session = await open(engine, single, host((item) => later(100).then(() => item)));
    const pushed = session.push(1);
    await session.close();
    equal(items(await pushed), [1], 'the output');
  },

  'when the runtime crashes, what waits is answered and told to stop': async (engine) => {
    let aborted = 0;
    let cleaned = 0;
    const source = 'import os\nclass X:\n    def process(self, x):\n        os._exit(1)';
    const session = await open(
      engine,
      graph([{ id: 'h', node_type: 'Host' }, { id: 'x', node_type: 'X' }], [], { user: source }),
      host((_, context) => forever(context).catch(() => void (aborted += 1)), { cleanup: () => void (cleaned += 1) }),
    );
    const waiting = failure(session.push(1, { to: 'h' }));
    equal((await failure(session.push(1, { to: 'x' }))).code, 'RM2303', 'the crash');
    equal((await waiting).code, 'RM2303', 'the one that waited');
    await until(() => aborted === 1 && cleaned === 1, 'the node');
    await session.close();
  },

  'sound comes as it is, with its place, and may be kept': async (engine) => {
    const seen: unknown[] = [];
    const kept: AudioItem[] = [];
    const session = await open(engine, single, host((item, { start, end }) => {
      seen.push([start, end]);
      kept.push(item as AudioItem);
      return kept[0];
    }));
    const sound: AudioItem = { kind: 'audio', samples: new Float32Array([0.5, -0.5]), sampleRate: 2, channels: 1 };
    await session.push(sound);
    const [again] = items(await session.push({ ...sound, samples: new Float32Array(2) }));
    equal([...(again as AudioItem).samples], [0.5, -0.5], 'the first, given twice');
    equal(kept.map(({ samples }) => samples.length), [2, 2], 'what is kept');
    equal(seen, [[0, 1], [1, 2]], 'the places');
    await session.close();
  },

  'metrics, taps and log lines know it': async (engine) => {
    const session = await open(engine, chain, host((item, { log }) => {
      log('warn', `saw ${String(item)}`);
      return [item, item].values();
    }), { taps: ['h'] });
    let metrics: Metrics | undefined;
    const lines: LogLine[] = [];
    session.on('metrics', (latest) => (metrics = latest));
    session.on('log', (line) => lines.push(line));
    equal((await session.push('x')).map(({ nodeId, item }) => [nodeId, item]).sort(), [['b', 'x'], ['b', 'x'], ['h', 'x'], ['h', 'x']], 'outputs');
    await session.end();
    const node = metrics!.node_metrics.find(({ node_id: id }) => id === 'h')!;
    equal([node.items_in, node.items_out, node.error_count], [1, 2, 0], 'metrics');
    equal(lines, [{ level: 'warn', text: 'saw x', nodeId: 'h' }], 'lines');
    await session.close();
  },

  'a whole run, with nodes of the page': async (engine) => {
    const undo = registerNode('Host', { process: (item) => (item as number) * 2 });
    try {
      const runner = new PipelineRunner(engine);
      equal((await runner.run(chain, [1, 2])).outputs, [2, 4], 'outputs');
      equal((await new PipelineRunner({ ...engine, nodes: host(() => 'own') }).run(chain, [1])).outputs, ['own'], 'of the runner itself');
    } finally {
      undo();
    }
    equal((await failure(open(engine, chain, {}))).code, 'RM2004', 'when it is taken back');
  },

  'a Python class of the manifest is nearer than a node of the page': async (engine) => {
    const undo = registerNode('Host', { process: () => 'page' });
    try {
      const session = await PipelineSession.open({ ...single, python: { modules: { user: 'class Host:\n    def process(self, x):\n        return "python"' } } }, engine);
      equal(items(await session.push(1)), ['python'], 'the output');
      await session.close();
    } finally {
      undo();
    }
  },
};
