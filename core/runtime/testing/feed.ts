/** What a feed of sound must do in every engine. */
import { stream } from '../../audio/testing/stream.js';
import { Pipeline, PipelineSession, type RmError } from '../../index.js';
import { graph, python } from './manifests.js';
import { equal, failure, ok, type Scenario } from './scenario.js';

const format = { sampleRate: 16_000, channels: 1, length: 320, pool: 50 };
const annotate = python('return {"start": x.start, "length": len(x.samples)}');
const counting = graph([{ id: 'p', node_type: 'P' }], [], { user: 'class P:\n    def initialize(self):\n        self.samples = 0\n        self.gaps = 0\n        self.at = 0\n    def process(self, x):\n        self.gaps += x.start - self.at\n        self.at = x.start + len(x.samples)\n        self.samples += len(x.samples)\n    def flush(self):\n        return {"samples": self.samples, "gaps": self.gaps}' });

export const feeds: Record<string, Scenario> = {
  'frames go through the graph in order, with their places, and the last word ends it': async (engine) => {
    const session = await PipelineSession.open(annotate, engine);
    const heard: unknown[] = [];
    session.on('output', ({ item, start }) => heard.push([item, start]));
    const { port1, port2 } = new MessageChannel();
    const feed = session.feed(port2, { sampleRate: 16_000 });
    await stream(port1, 16_000, format, { seconds: 0.05 });
    const counts = await feed.done;
    equal(heard, [[{ start: 0, length: 320 }, 0], [{ start: 320, length: 320 }, 0.02], [{ start: 640, length: 160 }, 0.04]]);
    equal(counts, { pushed: 3, pending: 0, lost: 0, failed: 0, samples: 800 });
    await session.end();
    await session.close();
  },

  'it leads where it is told, and other items go in meanwhile': async (engine) => {
    const two = graph([{ id: 'a', node_type: 'PassThrough' }, { id: 'b', node_type: 'PassThrough' }]);
    const session = await PipelineSession.open(two, engine);
    const heard = new Set<string>();
    session.on('output', ({ nodeId, item }) => heard.add(`${nodeId} ${typeof item}`));
    const { port1, port2 } = new MessageChannel();
    const feed = session.feed(port2, { sampleRate: 16_000, to: ['b'] });
    const sent = stream(port1, 16_000, format, { seconds: 1 });
    await session.push('text', { to: 'a' });
    await sent;
    await feed.done;
    equal([...heard].sort(), ['a string', 'b object']);
    await session.close();
  },

  'of a failure that repeats only the first is told; the feed goes on': async (engine) => {
    const session = await PipelineSession.open(python('if x.start > 320:\n    raise ValueError("loud")\nreturn 1'), engine);
    const errors: RmError[] = [];
    session.on('error', (error) => errors.push(error));
    const { port1, port2 } = new MessageChannel();
    const feed = session.feed(port2, { sampleRate: 16_000 });
    await stream(port1, 16_000, format, { seconds: 0.2 });
    const { pushed, failed } = await feed.done;
    equal([pushed, failed, errors.map(({ code, nodeId }) => [code, nodeId])], [10, 8, [['RM3002', 'p']]]);
    equal(session.state, 'open');
    await session.close();
  },

  'a graph slower than time: what finds no buffer is lost, counted, and leaves a gap that nodes see': async (engine) => {
    const slow = python('import time\ntime.sleep(0.02)\nself.at = getattr(self, "at", 0)\ngap = x.start - self.at\nself.at = x.start + len(x.samples)\nreturn gap');
    const session = await PipelineSession.open(slow, engine);
    let gaps = 0;
    session.on('output', ({ item }) => (gaps += item as number));
    const { port1, port2 } = new MessageChannel();
    const feed = session.feed(port2, { sampleRate: 16_000 });
    // Two seconds at once, and room for 8 frames.
    await stream(port1, 16_000, { ...format, pool: 8 }, { seconds: 2, ahead: Infinity });
    const { pushed, lost, samples } = await feed.done;
    equal(pushed + lost, 100, 'frames');
    equal(pushed, 8, 'under way at once');
    equal(samples, 32_000, 'samples');
    ok(gaps >= 0 && gaps <= lost * 320, `gaps of ${gaps} samples`);
    await session.close();
  },

  'stop: the sender hears it, what came is done': async (engine) => {
    const session = await PipelineSession.open(annotate, engine);
    const { port1, port2 } = new MessageChannel();
    const feed = session.feed(port2, { sampleRate: 16_000, onProgress: ({ pushed }) => pushed > 1 && feed.stop() });
    await stream(port1, 16_000, { ...format, pool: 4 }, { seconds: 3600 });
    const { pushed, pending } = await feed.done;
    ok(pushed > 0 && pushed < 180_000, `${pushed} frames`);
    equal(pending, 0);
    await session.end();
    await session.close();
  },

  'a session that breaks ends the feed with the error, and tells the sender': async (engine) => {
    const session = await PipelineSession.open(python('import os\nif x.start > 0:\n    os._exit(3)\nreturn 1'), engine);
    const errors: RmError[] = [];
    session.on('error', (error) => errors.push(error));
    const { port1, port2 } = new MessageChannel();
    const feed = session.feed(port2, { sampleRate: 16_000 });
    const sent = stream(port1, 16_000, format, { seconds: 1 });
    equal((await failure(feed.done)).code, 'RM2303', 'the end');
    await sent;
    equal(session.state, 'failed');
    equal(errors.map(({ code }) => code), ['RM2303']);
    equal((await failure(Promise.resolve().then(() => session.feed(new MessageChannel().port1, { sampleRate: 16_000 })))).code, 'RM2306', 'the next feed');
    await session.close();
  },

  'an unknown node is told at once': async (engine) => {
    const session = await PipelineSession.open(annotate, engine);
    const { port1, port2 } = new MessageChannel();
    const feed = session.feed(port2, { sampleRate: 16_000, to: 'nobody' });
    await stream(port1, 16_000, format, { seconds: 1 });
    equal((await failure(feed.done)).code, 'RM2306', 'the end');
    equal(session.state, 'open');
    await session.close();
  },

  'the end of the session ends the feed': async (engine) => {
    const session = await PipelineSession.open(counting, engine);
    const { port1, port2 } = new MessageChannel();
    const feed = session.feed(port2, { sampleRate: 16_000, onProgress: ({ pushed }) => void (pushed > 0 && ended === undefined && (ended = session.end())) });
    let ended: ReturnType<typeof session.end> | undefined;
    await stream(port1, 16_000, { ...format, pool: 4 }, { seconds: 3600 });
    const { pushed } = await feed.done;
    equal((await ended!).map(({ item }) => item), [{ samples: pushed * 320, gaps: 0 }]);
    await session.close();
  },

  'a feed that begins while the session before it ends waits for that': async (engine) => {
    const pipeline = new Pipeline(undefined, engine);
    pipeline.setManifest(counting);
    const sums: unknown[] = [];
    pipeline.store.channel<{ item: unknown }>('output').on(({ item }) => sums.push(item));
    for (let count = 0; count < 3; count += 1) {
      const { port1, port2 } = new MessageChannel();
      const sent = stream(port1, 16_000, format, { seconds: 0.1 });
      const feed = await pipeline.feed(port2, { sampleRate: 16_000 });
      await sent;
      await feed.done;
      void pipeline.end();
    }
    await pipeline.start();
    equal(sums, Array(3).fill({ samples: 1600, gaps: 0 }), 'the sums');
    equal(pipeline.store.getState().status, 'running', 'the status');
    pipeline.destroy();
  },

  'a pipeline has it as a live session, and counts it': async (engine) => {
    const pipeline = new Pipeline(undefined, engine);
    pipeline.setManifest(counting);
    const { port1, port2 } = new MessageChannel();
    const sent = stream(port1, 16_000, format, { seconds: 2 });
    const feed = await pipeline.feed(port2, { sampleRate: 16_000 });
    equal(pipeline.store.getState().status, 'running');
    await sent;
    await feed.done;
    const { pushed, pending } = pipeline.store.getState();
    equal([pushed, pending], [100, 0]);
    equal((await pipeline.end()).map(({ item }) => item), [{ samples: 32_000, gaps: 0 }]);
    pipeline.destroy();
  },
};

/** Where what runs can be stopped. */
export const stoppableFeeds: Record<string, Scenario> = {
  'a node that computes for ever is ended in time, though nothing else is asked': async (engine) => {
    const session = await PipelineSession.open(python('while True:\n    print("on and on")'), { ...engine, timeout: 0.5 });
    const { port1, port2 } = new MessageChannel();
    const feed = session.feed(port2, { sampleRate: 16_000 });
    void stream(port1, 16_000, format, { seconds: 0.1 });
    equal((await failure(feed.done)).code, 'RM2301', 'the end');
    equal(session.state, 'failed');
    port1.close();
  },

  'a feed that is silent, or waits longer than the limit, is not ended': async (engine) => {
    const session = await PipelineSession.open(python('import asyncio\nreturn asyncio.sleep(0.6, 1)'), { ...engine, timeout: 1.5 });
    const { port1, port2 } = new MessageChannel();
    const feed = session.feed(port2, { sampleRate: 16_000 });
    await new Promise((resolve) => setTimeout(resolve, 1700));
    await stream(port1, 16_000, format, { seconds: 0.1 });
    equal((await feed.done).failed, 0);
    await session.close();
  },
};
