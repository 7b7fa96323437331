import { expect } from '@open-wc/testing';
import { processorName, type FromCapture, type ToCapture } from '../audio/capture-protocol.js';
import { assets } from './assets.js';
import type { Item } from '../wire/items.js';
import { PipelineSession } from './pipeline-session.js';
import { feeds, stoppableFeeds } from './testing/feed.js';
import { python } from './testing/manifests.js';
import { until } from './testing/scenario.js';

const file = async (path: string) => new Uint8Array(await (await fetch(`/${path}`)).arrayBuffer());

describe('a feed in a page', () => {
  for (const [what, run] of Object.entries({ ...feeds, ...stoppableFeeds })) it(`worker: ${what}`, () => run({ engine: 'worker' }, file));
  for (const [what, run] of Object.entries(feeds)) it(`inline: ${what}`, () => run({ engine: 'inline' }, file));
});

/** The worklet itself, at a tone, as a microphone's stream would be. */
async function capture(rate: number): Promise<{ context: AudioContext; node: AudioWorkletNode; told: FromCapture[]; post(message: ToCapture, transfer?: Transferable[]): void }> {
  const context = new AudioContext({ sampleRate: rate });
  await context.audioWorklet.addModule(assets().captureWorklet);
  const tone = new OscillatorNode(context, { frequency: 440 });
  const node = new AudioWorkletNode(context, processorName, { channelCount: 1, channelCountMode: 'explicit' });
  tone.connect(node).connect(context.destination);
  tone.start();
  const told: FromCapture[] = [];
  node.port.onmessage = ({ data }) => told.push(data);
  return { context, node, told, post: (message, transfer = []) => node.port.postMessage(message, transfer) };
}

describe('from the audio thread to the worker', () => {
  for (const rate of [16_000, 48_000]) {
    it(`at ${rate} Hz frames arrive without a gap, and none passes the page`, async () => {
      const session = await PipelineSession.open(python('return [x.start, len(x.samples), x.sample_rate, max(x.samples)]'));
      const frames: [number, number, number, number][] = [];
      session.on('output', ({ item }) => frames.push(item as Item & [number, number, number, number]));
      const { context, told, post } = await capture(rate);
      const { port1, port2 } = new MessageChannel();
      const feed = session.feed(port2, { sampleRate: 16_000 });
      post({ type: 'listen', port: port1, sampleRate: 16_000, channels: 1, length: 320, pool: 100 }, [port1]);
      post({ type: 'pause', paused: false });
      await until(() => frames.length > 15, 'frames');
      post({ type: 'end' });
      const { pushed, lost, samples } = await feed.done;
      expect(lost).to.equal(0);
      expect(frames.length).to.equal(pushed);
      let at = 0;
      for (const [start, length, sampleRate] of frames) {
        expect([start, sampleRate]).to.deep.equal([at, 16_000]);
        at += length;
      }
      expect(at).to.equal(samples);
      expect(Math.max(...frames.map(([, , , peak]) => peak))).to.be.within(0.9, 1.05);
      await until(() => told.at(-1)?.type === 'end', 'the last word');
      // What the audio thread took is what the graph got.
      expect(told.at(-1)!.time * 16_000).to.be.closeTo(samples, 1);
      const levels = told.filter((message) => message.type === 'level');
      expect(levels.at(-1)!.rms).to.be.within(0.65, 0.75);
      expect(levels.length / (told.at(-1)!.time || 1)).to.be.at.most(21);
      await session.end();
      await session.close();
      await context.close();
    });
  }

  it('paused, its time stands still; a graph too slow loses frames and says so', async () => {
    const session = await PipelineSession.open(python('import time\ntime.sleep(0.2)\nreturn x.start'));
    const starts: number[] = [];
    session.on('output', ({ item }) => starts.push(item as number));
    const { context, told, post } = await capture(16_000);
    const { port1, port2 } = new MessageChannel();
    const feed = session.feed(port2, { sampleRate: 16_000 });
    post({ type: 'listen', port: port1, sampleRate: 16_000, channels: 1, length: 320, pool: 2 }, [port1]);
    post({ type: 'pause', paused: false });
    await until(() => starts.length > 2, 'outputs');
    post({ type: 'pause', paused: true });
    await until(() => told.length > 0, 'a level');
    const before = told.length;
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(told.length - before).to.be.at.most(1);
    post({ type: 'end' });
    const { lost, pushed, samples } = await feed.done;
    expect(lost).to.be.above(0);
    expect(samples).to.be.within((pushed + lost - 1) * 320, (pushed + lost) * 320);
    expect(starts.some((start, index) => index > 0 && start - starts[index - 1]! > 320)).to.equal(true);
    await session.close();
    await context.close();
  });
});
