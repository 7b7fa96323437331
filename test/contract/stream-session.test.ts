/** Our end of `--stream`, over the pipes of hosts that are not ours. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { describe, test } from 'node:test';
import { RmError } from '../../core/errors.js';
import type { Manifest } from '../../core/manifest/types.js';
import type { HostAnswer } from '../../core/nodes/types.js';
import { openRequest, type SessionSettings } from '../../core/runtime/instance.js';
import type { SessionListener } from '../../core/runtime/session-calls.js';
import { endFrame, toFrame } from '../../core/runtime/stream/frames.js';
import { StreamSession, type ByteStream } from '../../core/runtime/stream/stream-session.js';
import { graph, numbers, python } from '../../core/runtime/testing/manifests.js';
import type { Item } from '../../core/wire/items.js';
import { spawnNodeWasi, spawnWasmtime } from '../security/hosts.js';
import { missing } from './wasmtime-package.js';

function pipes(child: ReturnType<typeof spawnNodeWasi>): ByteStream {
  const closed = once(child, 'close');
  child.stdin.on('error', () => {});
  child.stderr.resume();
  return {
    write: (bytes) => new Promise((resolve, reject) => child.stdin.write(bytes, (error) => (error ? reject(error) : resolve()))),
    close: () => new Promise((resolve) => child.stdin.end(resolve)),
    chunks: child.stdout,
    reason: () => closed.then(() => new RmError('RM2303', `exit code ${String(child.exitCode)}`)),
  };
}

const failure = async (call: Promise<unknown>): Promise<RmError> => {
  const error: unknown = await call.then(() => undefined, (thrown) => thrown);
  assert.ok(error instanceof RmError, String(error));
  return error;
};

const hosts = [
  { name: 'node:wasi', skip: false as string | false, spawn: spawnNodeWasi },
  { name: 'wasmtime', skip: missing(), spawn: spawnWasmtime },
];

for (const { name, skip, spawn } of hosts) {
  describe(`a session over the pipes of ${name}`, { skip, timeout: 300_000 }, () => {
    const heard: Item[] = [];
    const open = (manifest: Manifest, listener: SessionListener = {}, settings: SessionSettings = {}): Promise<StreamSession> => {
      heard.length = 0;
      return StreamSession.open(pipes(spawn('--stream')), openRequest(manifest, settings), { onOutput: ({ item }) => heard.push(item), ...listener });
    };

    test('items go in one by one; the end gives what was held back, then the metrics', async () => {
      const told: number[] = [];
      const session = await open(python('self.sum = getattr(self, "sum", 0) + x\nreturn x', '    def flush(self):\n        return self.sum'), { onMetrics: (metrics) => told.push(metrics.total_executions) });
      assert.deepEqual([await session.push(1, undefined), await session.push(2, 'p'), heard], [[], [], [1, 2]]);
      const end = session.end();
      assert.deepEqual([await end, heard, told.at(-1)], [[], [1, 2, 3], 2], 'told before the end is');
      assert.equal((await failure(session.push(3, undefined))).code, 'RM2306');
      assert.deepEqual(await session.close(), []);
    });

    test('large items, and what is too large', async () => {
      const session = await open(graph([{ id: 'p', node_type: 'PassThrough' }]));
      const bytes = Uint8Array.from({ length: 3_000_000 }, (_, index) => index % 251);
      await session.push(bytes, undefined);
      assert.deepEqual(Buffer.compare(heard[0] as Uint8Array, bytes), 0);
      assert.equal((await failure(session.push(new Uint8Array(300 * 2 ** 20), undefined))).code, 'RM2307');
      assert.deepEqual(await session.push('on', undefined), []);
      await session.close();
    });

    test('a failure belongs to its item, also of one that is refused', async () => {
      const session = await open(python('return 1 / x'));
      const [zero, one, refused] = [session.push(0, undefined), session.push(1, undefined), session.push(1, 'ghost')];
      assert.deepEqual((await zero).map(({ code, sequence }) => [code, sequence]), [['RM3002', 1]]);
      assert.deepEqual([await one, heard], [[], [1]]);
      assert.deepEqual((await refused).map(({ code, sequence }) => [code, sequence]), [['RM2306', 3]]);
      await session.close();
    });

    test('a manifest that is refused', async () => {
      assert.equal((await failure(open(graph([{ id: 'n', node_type: 'Nowhere' }])))).code, 'RM2004');
    });

    test('failures of the cleanup', async () => {
      const session = await open(python('return x', '    def cleanup(self):\n        raise OSError("still open")'));
      await session.push(1, undefined);
      assert.deepEqual((await session.close()).map(({ code, phase }) => [code, phase]), [['RM3002', 'cleanup']]);
    });

    test('what is under way when the other side ends is rejected, and keeps what came before', async () => {
      const session = await open(python('import os\nyield x\nif x == 2:\n    os._exit(7)'));
      await session.push(1, undefined);
      const error = await failure(session.push(2, undefined));
      assert.deepEqual([error.code, error.message, error.sequence, heard], ['RM2303', 'exit code 7', 2, [1, 2]]);
      assert.equal(await failure(session.push(3, undefined)), session.broken);
      assert.deepEqual(await session.close(), []);
    });

    test('a node of the host is called and answers', async () => {
      const calls: string[] = [];
      let answer: (call: number, said: HostAnswer) => void = () => {};
      const listener: SessionListener = {
        onCall({ call, item }) {
          calls.push(item === undefined ? 'flush' : JSON.stringify(item));
          if (item !== undefined) answer(call, { item: `${item as string} and back` });
          answer(call, { done: true });
        },
      };
      const session = await open(graph([{ id: 'h', node_type: 'Elsewhere' }]), listener, { host: ['Elsewhere'] });
      answer = (call, said) => session.answer(call, said);
      await session.push('there', undefined);
      await session.end();
      assert.deepEqual([calls, heard], [['"there"', 'flush'], ['there and back']]);
      await session.close();
    });
  });
}

test('a node that waits is told as waiting, one that computes is not', { skip: missing() }, async () => {
  const module = 'import asyncio, time\nclass P:\n    async def process(self, x):\n        if x == "compute":\n            end = time.monotonic() + 0.4\n            while time.monotonic() < end:\n                pass\n        elif x == "wait":\n            await asyncio.sleep(0.4)\n        return x';
  let waiting = 0;
  const session = await StreamSession.open(pipes(spawnWasmtime('--stream')), openRequest(graph([{ id: 'p', node_type: 'P' }], [], { user: module }), {}), { onWaiting: () => (waiting += 1) });
  await session.push('quick', undefined);
  await session.push('compute', undefined);
  assert.equal(waiting, 0);
  await session.push('wait', undefined);
  assert.ok(waiting > 0);
  await session.close();
});

test('what is no stream of frames is refused', async () => {
  const text = new TextEncoder().encode('Traceback (most recent call last):\n');
  const stream = (chunks: Uint8Array[]): ByteStream => ({
    write: async () => {},
    close: async () => {},
    chunks: (async function* () {
      await Promise.resolve();
      yield* chunks;
    })(),
    reason: async () => new RmError('RM2303', 'it ended'),
  });
  const opening = (...chunks: Uint8Array[]): Promise<RmError> => failure(StreamSession.open(stream(chunks), openRequest(numbers, {}), {}));
  assert.deepEqual([(await opening(text)).code, (await opening(endFrame)).code, (await opening(toFrame(text))).code], ['RM2306', 'RM2306', 'RM2306']);
  assert.equal((await opening(endFrame.subarray(0, 2))).code, 'RM2303');
});
