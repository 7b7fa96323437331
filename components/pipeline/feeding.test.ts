import { expect, fixture, html } from '@open-wc/testing';
import { stream } from '../../core/audio/testing/stream.js';
import { consoleErrors, until } from '../internal/testing.js';
import type { RmPipeline } from './pipeline.js';
import '../index.js';

const format = { sampleRate: 16_000, channels: 1, length: 320, pool: 50 };

async function place(code: string, attributes = ''): Promise<{ pipeline: RmPipeline; input: HTMLElement; items: () => readonly unknown[] }> {
  const markup = `<rm-pipeline load="manual"><rm-text-input label="n" ${attributes}></rm-text-input><rm-node id="a" type="PassThrough"></rm-node><rm-python id="b"><script type="text/x-python">\n${code}\n</script></rm-python><rm-output></rm-output></rm-pipeline>`;
  const box = await fixture<HTMLElement>(html`<div></div>`);
  box.append(document.createRange().createContextualFragment(markup));
  const pipeline = box.querySelector('rm-pipeline')!;
  return { pipeline, input: box.querySelector('rm-text-input')!, items: () => box.querySelector('rm-output')!.items };
}

const summing = 'class Sum:\n    total = 0\n    def process(self, x):\n        self.total += len(x.samples)\n    def flush(self):\n        return self.total';

// With the real runtime, from the sources.
describe('sound into rm-pipeline', () => {
  it('opens a session for it, and ends that with it', async () => {
    const { pipeline, input, items } = await place(summing);
    const statuses: string[] = [];
    pipeline.addEventListener('rm-status', ({ status }) => statuses.push(status));
    const { port1, port2 } = new MessageChannel();
    const sent = stream(port1, 16_000, format, { seconds: 0.5 });
    const feed = await pipeline.context.feed(port2, { sampleRate: 16_000 }, input);
    await sent;
    expect((await feed!.done).samples).to.equal(8000);
    await until(() => pipeline.status === 'done', 'the end');
    expect(items()).to.deep.equal([8000]);
    expect(statuses).to.deep.equal(['loading', 'ready', 'running', 'done']);
  });

  it('goes into the session that is live, which outlives it, and to the node it names', async () => {
    const { pipeline, input, items } = await place(summing, 'to="b"');
    await pipeline.start();
    for (const seconds of [0.1, 0.2]) {
      const { port1, port2 } = new MessageChannel();
      const feed = await pipeline.context.feed(port2, { sampleRate: 16_000 }, input);
      await stream(port1, 16_000, format, { seconds });
      await feed!.done;
      expect(pipeline.status).to.equal('running');
    }
    await pipeline.end();
    expect(items()).to.deep.equal([4800]);
  });

  it('shows what fails in the node that failed, once, and goes on', async () => {
    const { pipeline, input } = await place('class P:\n    def process(self, x):\n        raise ValueError("too loud")');
    const errors: string[] = [];
    pipeline.addEventListener('rm-error', ({ error, target }) => errors.push(`${error.code} ${(target as Element).id}`));
    const { port1, port2 } = new MessageChannel();
    const lines = await consoleErrors(async () => {
      const feed = await pipeline.context.feed(port2, { sampleRate: 16_000 }, input);
      await stream(port1, 16_000, format, { seconds: 0.2 });
      expect((await feed!.done).failed).to.equal(10);
      await until(() => errors.length > 0, 'the error');
    });
    expect(errors).to.deep.equal(['RM3002 b']);
    expect(lines.length).to.equal(1);
  });

  it('a session that breaks ends it', async () => {
    const { pipeline, input } = await place('import os\nclass P:\n    def process(self, x):\n        os._exit(1)');
    const { port1, port2 } = new MessageChannel();
    await consoleErrors(async () => {
      const feed = await pipeline.context.feed(port2, { sampleRate: 16_000 }, input);
      void stream(port1, 16_000, format, { seconds: 0.2 });
      const code = await feed!.done.then(() => 'none', (error) => error.code);
      expect(code).to.equal('RM2303');
      await until(() => pipeline.status === 'error', 'the error');
    });
  });

  it('does not begin when a listener vetoes it, nor when the markup is wrong', async () => {
    const { pipeline, input } = await place(summing);
    pipeline.addEventListener('rm-start-request', (event) => event.preventDefault(), { once: true });
    expect(await pipeline.context.feed(new MessageChannel().port1, { sampleRate: 16_000 }, input)).to.equal(undefined);
    const broken = await place('class 1:');
    await consoleErrors(async () => {
      expect(await broken.pipeline.context.feed(new MessageChannel().port1, { sampleRate: 16_000 }, broken.input)).to.equal(undefined);
    });
  });
});
