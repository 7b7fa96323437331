import { readdirSync } from 'node:fs';
import { test, type CDPSession, type Page } from '@playwright/test';
import { expect, open, script } from './support.js';

/** Counts what a page holds that no garbage collector takes; call before it is opened. */
async function count(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const live = { workers: 0, contexts: new Set<AudioContext>(), tracks: new Set<MediaStreamTrack>(), intervals: new Set<number>(), urls: new Set<string>() };
    const watched = <Class extends typeof Worker | typeof AudioContext>(constructor: Class, tell: (made: InstanceType<Class>) => unknown): Class =>
      new Proxy(constructor, {
        construct(target, given) {
          const made = Reflect.construct(target, given) as InstanceType<Class>;
          tell(made);
          return made;
        },
      });
    const ended = new WeakSet<Worker>();
    const { terminate } = Worker.prototype;
    Worker.prototype.terminate = function () {
      if (!ended.has(this)) live.workers -= 1;
      ended.add(this);
      terminate.call(this);
    };
    window.Worker = watched(Worker, () => (live.workers += 1));
    window.AudioContext = watched(AudioContext, (context) => live.contexts.add(context));
    const { mediaDevices } = navigator;
    const ask = mediaDevices.getUserMedia.bind(mediaDevices);
    mediaDevices.getUserMedia = async (wanted) => {
      const stream = await ask(wanted);
      for (const track of stream.getTracks()) live.tracks.add(track);
      return stream;
    };
    const { setInterval: set, clearInterval: clear } = window;
    Object.assign(window, {
      setInterval: (...given: Parameters<typeof set>) => {
        const id = Number(set(...given));
        live.intervals.add(id);
        return id;
      },
      clearInterval: (id: number) => {
        live.intervals.delete(id);
        clear(id);
      },
    });
    const { createObjectURL, revokeObjectURL } = URL;
    URL.createObjectURL = (what) => {
      const url = createObjectURL.call(URL, what);
      live.urls.add(url);
      return url;
    };
    URL.revokeObjectURL = (url) => {
      live.urls.delete(url);
      revokeObjectURL.call(URL, url);
    };
    Object.assign(window, {
      held: () => ({
        workers: live.workers,
        contexts: [...live.contexts].filter(({ state }) => state !== 'closed').length,
        tracks: [...live.tracks].filter(({ readyState }) => readyState === 'live').length,
        intervals: live.intervals.size,
        urls: live.urls.size,
      }),
    });
  });
}

async function weigh(page: Page, session: CDPSession): Promise<{ nodes: number; listeners: number; heap: number }> {
  // Twice: what a first collection finalises, a second one frees.
  for (let pass = 0; pass < 2; pass += 1) {
    await session.send('HeapProfiler.collectGarbage');
    await page.waitForTimeout(50);
  }
  const { metrics } = await session.send('Performance.getMetrics');
  const of = (name: string): number => metrics.find((metric) => metric.name === name)!.value;
  return { nodes: of('Nodes'), listeners: of('JSEventListeners'), heap: of('JSHeapUsedSize') };
}

const tags = readdirSync('dist/components').filter((name) => name.endsWith('.js')).map((name) => `rm-${name.slice(0, -3)}`);
const inPipeline = tags.filter((tag) => !['rm-pipeline', 'rm-node', 'rm-python', 'rm-connection', 'rm-text-input', 'rm-embed'].includes(tag));

test('a hundred pipelines with every element, started and removed, leave nothing behind', async ({ page }) => {
  test.setTimeout(240_000);
  await count(page);
  await open(page, '<main></main>', { policy: '' });
  const session = await page.context().newCDPSession(page);
  await session.send('Performance.enable');
  await session.send('HeapProfiler.enable');

  const round = (times: number): Promise<void> =>
    page.evaluate(
      async ({ times, inner }) => {
        for (let time = 0; time < times; time += 1) {
          const range = document.createRange();
          const box = document.createElement('div');
          box.append(range.createContextualFragment(inner));
          document.querySelector('main')!.append(box);
          await Promise.all([...box.querySelectorAll('*')].map(({ localName }) => localName.startsWith('rm-') && customElements.whenDefined(localName)));
          const pipeline = box.querySelector('rm-pipeline')!;
          const results = await pipeline.run(['a']);
          if (results?.[0]?.item !== 'A') throw new Error(`no result: ${JSON.stringify(results)} ${pipeline.store.getState().error?.message}`);
          box.remove();
          // An element that only moves comes back within two frames.
          await new Promise((done) => setTimeout(done, 60));
        }
      },
      {
        times,
        inner: `<rm-pipeline><rm-text-input></rm-text-input>
          <rm-python id="up">${script('class Up:\n    def process(self, x):\n        return x.upper()')}</rm-python>
          <rm-node id="same" type="PassThroughNode" show></rm-node>
          ${inPipeline.filter((tag) => tag !== 'rm-consent').map((tag) => `<${tag}></${tag}>`).join('')}
        </rm-pipeline>`,
      },
    );

  await round(8);
  const before = await weigh(page, session);
  await round(100);
  const after = await weigh(page, session);
  const held = await page.evaluate(() => (window as unknown as { held(): Record<string, number> }).held());
  // One worker waits for the next session, for a minute.
  expect(held).toEqual({ workers: expect.any(Number), contexts: 0, tracks: 0, intervals: 0, urls: 0 });
  expect(held.workers).toBeLessThanOrEqual(1);
  test.info().annotations.push({ type: 'measured', description: JSON.stringify({ before, after }) });
  expect(after.nodes - before.nodes, 'nodes').toBeLessThan(100);
  expect(after.listeners - before.listeners, 'listeners').toBeLessThan(100);
  expect((after.heap - before.heap) / 1e6, 'MB of heap').toBeLessThan(2);
});
