/** An hour of a microphone, as fast as it goes: from the framer over its port into a live session. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { stream } from '../audio/testing/stream.js';
import type { Metrics } from '../wire/metrics.js';
import { PipelineSession } from './pipeline-session.js';
import { graph } from './testing/manifests.js';

setFlagsFromString('--expose_gc');
const collect = runInNewContext('gc') as () => void;
const megabytes = (bytes: number): number => bytes / 2 ** 20;

const hour = 3600;
const rate = 16_000;
/** A second of speech in every ten. */
const speech = (index: number): number => (index % (10 * rate) < rate ? 0.3 * Math.sin(index / 5) : 0);

test('an hour of sound: memory stays flat, and samples are time to the last one', { timeout: 120_000 }, async () => {
  const manifest = graph([{ id: 'vad', node_type: 'EnergyVAD', params: { hangover_ms: 300 } }]);
  const session = await PipelineSession.open(manifest, { engine: 'inline', timeout: 120 });
  const starts: number[] = [];
  let metrics: Metrics | undefined;
  session.on('metrics', (latest) => (metrics = latest));
  const marks: { minutes: number; heap: number; wasm: number }[] = [];
  session.on('output', ({ item }) => {
    const { type, time } = item as { type: string; time: number };
    if (type !== 'speech_start') return;
    starts.push(time);
    if (starts.length % 60 !== 1) return;
    collect();
    marks.push({ minutes: time / 60, heap: megabytes(process.memoryUsage().heapUsed), wasm: megabytes(metrics?.peak_memory_bytes ?? 0) });
  });

  const { port1, port2 } = new MessageChannel();
  const feed = session.feed(port2, { sampleRate: rate });
  await stream(port1, rate, { sampleRate: rate, channels: 1, length: 320, pool: 500 }, { seconds: hour, sample: speech });
  const counts = await feed.done;
  await session.end();
  await session.close();

  assert.deepEqual(counts, { pushed: 180_000, pending: 0, lost: 0, failed: 0, samples: hour * rate });
  assert.equal(starts.length, hour / 10);
  // What was heard in the last minute is where it was said: no drift.
  starts.forEach((time, index) => assert.ok(Math.abs(time - index * 10) <= 0.06, `speech ${index} began at ${time} s`));
  const [, early] = marks;
  const last = marks.at(-1)!;
  assert.ok(last.minutes - early!.minutes > 30);
  assert.ok(last.heap - early!.heap < 2, `the heap grew from ${early!.heap} to ${last.heap} MB`);
  assert.equal(last.wasm, early!.wasm);
});
