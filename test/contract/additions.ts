/** Cases of the kit's own, for every host of the command door: what the original lacked or got wrong. */
import type { Case } from '../../core/runtime/testing/contract.js';

const node = (id: string, node_type: string, more: object = {}): object => ({ id, node_type, ...more });
const manifest = (nodes: object[], connections: [string, string][] = []): object => ({
  version: 'v1',
  metadata: { name: 'addition' },
  nodes,
  connections: connections.map(([from, to]) => ({ from, to })),
});

const one = (name: string, python: string, input_data: unknown[], expect: Partial<Case['expect']>, rest: object = {}): Case => ({
  name,
  python,
  stdin: { manifest: manifest([node('n', 'Author')]), input_data, ...rest },
  requires: [],
  profile: 'kit',
  expect: { exit: 'stderr' in expect ? 1 : 0, ...(!('stderr' in expect) && { status: 'success' }), ...expect },
});

const asyncio = `
import asyncio
class Author:
    async def process(self, x):
        queue, event, seen = asyncio.Queue(), asyncio.Event(), []
        async def produce():
            for n in range(3):
                await asyncio.sleep(0.002)
                await queue.put(n)
            event.set()
        task = asyncio.create_task(produce())
        seen.append(await asyncio.gather(queue.get(), asyncio.sleep(0.001, 'slept'), queue.get()))
        await event.wait()
        try:
            await asyncio.wait_for(asyncio.Event().wait(), 0.005)
        except TimeoutError:
            seen.append('timeout')
        try:
            async with asyncio.timeout(0.005):
                await asyncio.sleep(60)
        except TimeoutError:
            seen.append('expired')
        endless = asyncio.create_task(asyncio.sleep(60))
        await asyncio.sleep(0)
        endless.cancel()
        try:
            await endless
        except asyncio.CancelledError:
            seen.append('cancelled')
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(asyncio.sleep(0.001 * n, n)) for n in (3, 1, 2)]
        return seen + [[t.result() for t in tasks], task.done()]
`;

const lifecycle = `
import asyncio
class Author:
    async def initialize(self):
        await asyncio.sleep(0)
        self.seen = []
    def process(self, x):
        self.seen.append(x)
        for n in range(x):
            yield [x, n]
    async def flush(self):
        await asyncio.sleep(0)
        return self.seen
    async def cleanup(self):
        await asyncio.sleep(0)
        print('cleaned')
`;

export const additions: Case[] = [
  one('asyncio without sockets', asyncio, [1], { outputs: [[0, 'slept', 1], 'timeout', 'expired', 'cancelled', [3, 1, 2], true] }),
  one('generators, flush and coroutines around them', lifecycle, [1, 2], { outputs: [[1, 0], [2, 0], [2, 1], [1, 2]] }),
  one('a limit of items', 'class Author:\n    def process(self, x):\n        while True:\n            yield x', [1], { stderr: 'gave more than 5 items' }, { limits: { output_items: 5 } }),
  one('a limit of bytes', 'class Author:\n    def process(self, x):\n        return "x" * 100', [1], { stderr: 'more than 50 bytes' }, { limits: { output_bytes: 50 } }),
  one('a limit of depth', 'class Author:\n    def process(self, x):\n        return [[[x]]]', [1], { stderr: 'nested 3 levels deep, more than 2' }, { limits: { depth: 2 } }),
  one('a limit of memory', 'class Author:\n    def process(self, x):\n        return len(bytearray(300 * 2**20))', [1], { stderr: 'MemoryError' }, { limits: { memory_bytes: 200 * 2 ** 20 } }),
  one('a limit of an item’s time', 'import asyncio\nclass Author:\n    async def process(self, x):\n        await asyncio.sleep(60)', [1], { stderr: 'The item took longer than 0.05 s' }, { limits: { item_seconds: 0.05 } }),
  one('a limit of the run’s time', 'import time\nclass Author:\n    def process(self, x):\n        time.sleep(0.02)\n        return x', [1, 2, 3, 4, 5, 6], { stderr: 'The run took longer than 0.05 s' }, { limits: { run_seconds: 0.05 } }),
  one('a pickle is refused', 'class Author:\n    def process(self, x):\n        return x', [{ __pickled__: true, data: 'gASVBQAAAAAAAABLAS4=', type: 'int' }], { stderr: '[Pp]ickle' }),
  {
    ...one('pairs of two branches', '', [1, 2], { outputs: [[1, 10], [2, 20]] }),
    python: null,
    stdin: {
      manifest: manifest([node('s', 'PassThrough'), node('m', 'MultiplyNode', { params: { factor: 10 } }), node('z', 'PassThrough', { join: 'zip' })], [['s', 'z'], ['s', 'm'], ['m', 'z']]),
      input_data: [1, 2],
    },
  },
  { ...one('input that is cut off', '', [], { stderr: 'Failed to parse input: EOF' }), python: null, stdin: '{"manifest": {"version": "v1", "nod' },
];
