/** What a run, a failing one and one that is stopped must do in every engine and host. */
import { PipelineRunner, PipelineSession, decodeAudio, type EngineOptions, type Item, type LogLine } from '../../index.js';
import { graph, numbers, python } from './manifests.js';
import { improperEnds } from './recursion.js';
import { equal, failure, ok, type Scenario } from './scenario.js';
import { speechIn } from './speech.js';

const run = async (engine: EngineOptions, manifest: Parameters<PipelineRunner['run']>[0], ...inputs: Item[]): Promise<Item[]> =>
  (await new PipelineRunner(engine).run(manifest, inputs)).outputs;

const attempt = (code: string): string => `try:\n    ${code}\nexcept BaseException as error:\n    return type(error).__name__\nreturn "reached"`;

/** Milliseconds after which a call that was stopped has surely gone on by itself. */
const soon = 10_000;

export const batch: Record<string, Scenario> = {
  'numbers go through two Rust nodes': async (engine) => {
    equal(await run(engine, numbers, 5, 7, 3), [20, 24, 16]);
  },

  'every kind of item goes through Python and back': async (engine) => {
    const items: Item[] = [true, 3, 2.5, 'Größe ☃', [1, 'a'], { a: { b: [] } }];
    equal(await run(engine, python('return x'), ...items), items);
    const [sound] = await run(engine, python('return x'), { kind: 'audio', samples: new Float32Array([0, 0.5, -1, 1]), sampleRate: 8000, channels: 2 });
    equal([...(sound as { samples: Float32Array }).samples], [0, 0.5, -1, 1], 'The sound');
    const [bytes] = await run(engine, graph([{ id: 'p', node_type: 'PassThrough' }]), new Uint8Array([1, 2, 255]));
    equal([...(bytes as Uint8Array)], [1, 2, 255], 'What came back of the bytes');
  },

  'state stays between items, and what is held back comes at the end': async (engine) => {
    const sum = python('self.seen = getattr(self, "seen", 0) + x\nreturn None', '    def flush(self):\n        return {"sum": self.seen}\n');
    equal(await run(engine, sum, 2, 3), [{ sum: 5 }]);
  },

  'what is wrong with a manifest or its Python is said before it runs': async (engine) => {
    const refused = (manifest: Parameters<PipelineRunner['run']>[0]): ReturnType<typeof failure> => failure(run(engine, manifest, 1));
    equal((await refused('{')).code, 'RM2001');
    equal((await refused(graph([{ id: 'x', node_type: 'NoSuchThing' }]))).nodeType, 'NoSuchThing');
    const { code, position } = await refused(graph([{ id: 'p', node_type: 'P' }], [], { user: 'class P:\n    def process(self, x)\n        return x\n' }));
    equal([code, position], ['RM3001', { module: 'user', line: 2, column: 25 }], 'The error');
    equal((await refused(graph([{ id: 'p', node_type: 'P' }], [], { user: 'import torch\nclass P:\n    pass' }))).code, 'RM3003');
  },

  'an exception names its place, and the next item goes through': async (engine) => {
    const session = await PipelineSession.open(python('if x < 0:\n    raise ValueError("negative")\nreturn x'), engine);
    const { code, nodeId, exception, traceback } = await failure(session.push(-1));
    equal([code, nodeId, exception, traceback?.[0]?.line], ['RM3002', 'p', 'ValueError', 4], 'The error');
    equal((await session.push(3)).map(({ item }) => item), [3]);
    await session.close();
  },

  'printed lines arrive as lines of their node': async (engine) => {
    const lines: LogLine[] = [];
    await new PipelineRunner(engine).run(python('print("one\\ntwo", x)\nreturn x'), ['ö'], { onLog: (line) => lines.push(line) });
    equal(lines, [{ level: 'info', text: 'one', nodeId: 'p' }, { level: 'info', text: 'two ö', nodeId: 'p' }]);
  },

  'steps can be traced': async (engine) => {
    equal(await run({ ...engine, trace: true }, numbers, 1), [12]);
  },

  'sessions side by side share neither names nor state': async (engine) => {
    const sessions = await Promise.all(['one', 'two', 'three'].map((text) => PipelineSession.open(python(`return "${text}"`), engine)));
    const answers = await Promise.all(sessions.map((session) => session.push(0)));
    equal(answers.flat().map(({ item }) => item), ['one', 'two', 'three']);
    await Promise.all(sessions.map((session) => session.close()));
  },

  'a pipeline reaches no file, environment, network or process of the host': async (engine) => {
    for (const code of [
      'open("/etc/passwd").read()',
      'open("/usr/lib/python3.13/../../../etc/passwd").read()',
      'open("/usr/lib/python3.13/x", "w").write("x")',
      'import urllib.request; urllib.request.urlopen("http://127.0.0.1:9/")',
      'import socket; socket.create_connection(("127.0.0.1", 9))',
      'import subprocess; subprocess.run(["ls"])',
    ]) {
      const [outcome] = await run(engine, python(attempt(code)), 0);
      ok(outcome !== 'reached', code);
    }
    equal(await run(engine, python('import os\nreturn dict(os.environ)'), 0), [{}], 'The environment');
  },

  'a module outside of the snapshot comes from the library': async (engine) => {
    const source = 'import getopt\nclass P:\n    def process(self, x):\n        return getopt.getopt(x, "a:")[0]';
    const manifest = graph([{ id: 'p', node_type: 'P' }], [], { user: source });
    equal(await run(engine, manifest, ['-a', 'b']), [[['-a', 'b']]]);
    const { exitCode, stderr } = await new PipelineRunner(engine).command(JSON.stringify({ manifest, input_data: [['-a', 'b']] }));
    equal(exitCode, 0, stderr);
  },

  'SileroVAD has its weights and hears where speech begins': async (engine, file) => {
    const recording = await decodeAudio(new Blob([await file('docs/media/speech.wav')]));
    for (const nodeType of ['EnergyVAD', 'SileroVAD'] as const) {
      const events = await speechIn(recording, nodeType, engine);
      equal([events[0]?.type, events.at(-1)?.type], ['speech_start', 'speech_end'], nodeType);
      // Half a second of silence comes before the recording.
      const total = 0.5 + recording.samples.length / recording.sampleRate;
      ok(events[0]!.time >= 0.45 && events[0]!.time < 1.5, JSON.stringify(events[0]));
      ok(events.every(({ time }, index) => time <= total + 1e-6 && (index === 0 || time >= events[index - 1]!.time)), JSON.stringify(events));
    }
  },

  'recursion without end is a Python exception': async (engine, file) => {
    equal(await improperEnds(new TextDecoder().decode(await file('core/runtime/testing/recursion.py')), { ...engine, timeout: 120 }), {}, 'What did not end properly');
  },

  'time.sleep lasts as long as asked, by the clocks of both sides': async (engine) => {
    const began = performance.now();
    const [slept] = await run(engine, python('import time\nbegan = time.monotonic()\ntime.sleep(0.2)\nreturn time.monotonic() - began'), 0);
    ok((slept as number) >= 0.199, `Python slept ${String(slept)} s`);
    ok(performance.now() - began >= 199, `It took ${performance.now() - began} ms`);
  },

  'sleeping ends with the time limit': async (engine) => {
    const session = await PipelineSession.open(python('import time\ntime.sleep(60)'), { ...engine, timeout: 1 });
    const began = performance.now();
    equal((await failure(session.push(1))).code, 'RM2301');
    ok(performance.now() - began < soon, 'It slept on.');
    equal(session.state, 'failed');
    await session.close();
  },

  'a session that is aborted, or whose signal is, answers at once what waits': async (engine) => {
    const waiting = python('import asyncio\nreturn asyncio.sleep(25, x)');
    const began = performance.now();
    const session = await PipelineSession.open(waiting, engine);
    const answer = failure(session.push(1));
    setTimeout(() => session.abort(), 50);
    equal((await answer).code, 'RM2304', 'The error of abort()');
    const other = await PipelineSession.open(waiting, engine);
    const cancelled = failure(other.push(1, { signal: AbortSignal.timeout(50) }));
    // A signal of time says so.
    equal((await cancelled).code, 'RM2301', 'The error of the signal');
    equal(other.state, 'failed');
    await other.close();
    ok(performance.now() - began < soon * 2, 'It waited on.');
    equal(await run(engine, numbers, 1), [12], 'The next run');
  },
};

/** What only an engine can do that is not on the caller's thread. */
export const stoppable: Record<string, Scenario> = {
  'a loop without end is stopped by the time limit, and the next run works': async (engine) => {
    const session = await PipelineSession.open(python('while x:\n    pass\nreturn "fine"'), { ...engine, timeout: 3 });
    equal((await session.push(0)).map(({ item }) => item), ['fine']);
    equal((await failure(session.push(1))).code, 'RM2301');
    equal(session.state, 'failed');
    await session.close();
    equal(await run(engine, numbers, 1), [12], 'The next run');
  },

  'a loop without end is stopped by abort()': async (engine) => {
    const session = await PipelineSession.open(python('while True:\n    pass'), engine);
    const answer = failure(session.push(1));
    setTimeout(() => session.abort(), 100);
    equal((await answer).code, 'RM2304');
  },

  'sessions that share a worker have a state of their own, and one that goes harms no other': async (engine) => {
    const open = (manifest: Parameters<typeof PipelineSession.open>[0]): Promise<PipelineSession> => PipelineSession.open(manifest, { ...engine, runtime: 'shared' });
    const counter = python('import builtins\nbuiltins.total = getattr(builtins, "total", 0) + x\nreturn builtins.total');
    const [one, two, goes] = await Promise.all([open(counter), open(counter), open(python('import asyncio\nreturn asyncio.sleep(25, x)'))]);
    const answer = failure(goes.push(1));
    equal((await Promise.all([one.push(1), two.push(10)])).flat().map(({ item }) => item), [1, 10]);
    goes.abort();
    equal((await answer).code, 'RM2304');
    equal((await Promise.all([one.push(1), two.push(10)])).flat().map(({ item }) => item), [2, 20]);
    await Promise.all([one.close(), two.close()]);
  },
};
