import { expect, fixture, html } from '@open-wc/testing';
import { registerNode } from '../../core/index.js';
import { forgetModules } from '../../core/runtime/module.js';
import { consoleErrors, until } from '../internal/testing.js';
import type { RmPython } from '../python/python.js';
import type { RmPipeline } from './pipeline.js';
import '../index.js';

async function place(markup: string): Promise<RmPipeline> {
  const fragment = document.createRange().createContextualFragment(markup);
  const box = await fixture<HTMLElement>(html`<div></div>`);
  box.append(fragment);
  return box.querySelector('rm-pipeline')!;
}
const python = (code: string, attributes = ''): string => `<rm-python ${attributes}><script type="text/x-python">\n${code}\n</script></rm-python>`;
const errorIn = (element: Element): any => element.shadowRoot?.querySelector('rm-error')?.error;

// With the real runtime, from the sources.
describe('rm-pipeline with the runtime', () => {
  it('runs by itself, with what the inputs hold, and again when the markup changes', async () => {
    const pipeline = await place(`<rm-pipeline autorun><rm-text-input type="numbers" label="n" value="1 2"></rm-text-input>
      <rm-node type="MultiplyNode" params='{"factor":10}'></rm-node><rm-node type="AddNode" param-addend="1"></rm-node><rm-output></rm-output></rm-pipeline>`);
    const output = pipeline.querySelector('rm-output')!;
    const statuses: string[] = [];
    const results: unknown[] = [];
    pipeline.addEventListener('rm-status', (event) => statuses.push(event.status));
    pipeline.addEventListener('rm-result', (event) => results.push(event.item));
    await until(() => pipeline.status === 'done', 'the run', 20_000);
    expect(output.items).to.deep.equal([11, 21]);
    expect(results).to.deep.equal([11, 21]);
    expect(statuses).to.deep.equal(['loading', 'ready', 'running', 'done']);
    expect(pipeline.getAttribute('status')).to.equal('done');
    pipeline.querySelector('rm-node')!.params = { factor: 100 };
    await until(() => output.items.length === 2 && output.items[0] === 101, 'the second run');
    expect(output.items).to.deep.equal([101, 201]);
  });

  it('sends the input to the node it names, and listens in the middle', async () => {
    const pipeline = await place(`<rm-pipeline load="manual"><rm-node id="a" type="AddNode" params='{"addend":1}'></rm-node>
      <rm-node id="b" type="AddNode" params='{"addend":10}'></rm-node><rm-text-input to="b" type="number" label="n" value="5"></rm-text-input>
      <rm-output from="a"></rm-output><rm-output></rm-output></rm-pipeline>`);
    const [middle, last] = [...pipeline.querySelectorAll('rm-output')];
    await pipeline.querySelector('rm-text-input')!.submit();
    expect(last?.items).to.deep.equal([15]);
    expect(middle?.items).to.deep.equal([]);
    await pipeline.run([1]);
    expect(middle?.items).to.deep.equal([2]);
    expect(last?.items).to.deep.equal([12]);
  });

  it('gives an output that comes later its part of the next run', async () => {
    const pipeline = await place(`<rm-pipeline load="manual"><rm-node id="a" type="AddNode" params='{"addend":1}'></rm-node>
      <rm-node id="b" type="AddNode" params='{"addend":10}'></rm-node><rm-output></rm-output></rm-pipeline>`);
    await pipeline.run([1]);
    const late = document.createElement('rm-output');
    late.setAttribute('from', 'a');
    pipeline.append(late);
    await late.updateComplete;
    await pipeline.run([1]);
    expect(late.items).to.deep.equal([2]);
  });

  it('holds items back while it is paused, and goes on where it was', async () => {
    const pipeline = await place(`<rm-pipeline load="manual"><rm-node type="AddNode" params='{"addend":1}'></rm-node><rm-output></rm-output></rm-pipeline>`);
    const output = pipeline.querySelector('rm-output')!;
    pipeline.pause();
    expect(pipeline.status).to.equal('idle');
    await pipeline.start();
    await pipeline.push(1);
    pipeline.pause();
    expect(pipeline.status).to.equal('paused');
    const later = pipeline.push(2);
    await new Promise((done) => setTimeout(done, 50));
    expect(output.items).to.deep.equal([2]);
    pipeline.resume();
    expect(await later).to.equal(true);
    expect(output.items).to.deep.equal([2, 3]);
    expect(pipeline.status).to.equal('running');

    pipeline.pause();
    const never = pipeline.push(3);
    await new Promise((done) => setTimeout(done, 20));
    pipeline.stop();
    expect(await never).to.equal(false);
    expect(pipeline.status).to.equal('ready');
    expect(await pipeline.run([10])).to.have.length(1);
  });

  it('keeps the state of nodes in a live session only', async () => {
    const pipeline = await place(`<rm-pipeline load="manual"><rm-node type="Echo"></rm-node><rm-output path="/counter"></rm-output></rm-pipeline>`);
    const output = pipeline.querySelector('rm-output')!;
    await pipeline.start();
    await pipeline.push('x');
    await pipeline.push('y');
    await pipeline.end();
    expect(output.items).to.deep.equal([1, 2]);
    await pipeline.run(['z']);
    await output.updateComplete;
    expect(output.items).to.deep.equal([1]);
  });

  it('shows a syntax error where the code is, with the place in the author’s text', async () => {
    const lines = await consoleErrors(async () => {
      const pipeline = await place(`<rm-pipeline load="manual">${python('    class A:\n        def process(self, x)\n            return x', 'id="p"')}</rm-pipeline>`);
      await pipeline.run(['x']);
      const element = pipeline.querySelector('rm-python')!;
      await until(() => errorIn(element), 'the error');
      const error = errorIn(element);
      expect(error.code).to.equal('RM3001');
      expect(error.position).to.include({ line: 2, column: 29 });
      await until(() => errorIn(element) && element.shadowRoot?.querySelector('rm-error')?.shadowRoot?.querySelector('.row.marked'), 'the line');
      expect(element.shadowRoot?.querySelector('rm-error')?.shadowRoot?.querySelector('.row.marked')?.textContent).to.contain('def process(self, x)');
      expect(errorIn(pipeline)).to.equal(undefined);
      await expect(pipeline).to.be.accessible();
    });
    expect(lines.length, lines.join('\n')).to.equal(1);
  });

  it('shows an exception with the author’s frames only, and goes on after it is mended', async () => {
    await consoleErrors(async () => {
      const code = 'class A:\n    def process(self, x):\n        return self.half(x)\n\n    def half(self, x):\n        return x / 0';
      const pipeline = await place(`<rm-pipeline load="manual">${python(code)}<rm-output></rm-output></rm-pipeline>`);
      const element = pipeline.querySelector<RmPython>('rm-python')!;
      await pipeline.run([4]);
      const error = errorIn(element);
      expect(error.code).to.equal('RM3002');
      expect(error.exception).to.equal('ZeroDivisionError');
      expect(error.traceback.map((frame: any) => `${frame.function}:${frame.line}`)).to.deep.equal(['A.process:3', 'A.half:6']);
      element.source = code.replace('/ 0', '/ 2');
      await pipeline.run([4]);
      await element.updateComplete;
      expect(pipeline.querySelector('rm-output')?.items).to.deep.equal([2]);
      expect(errorIn(element)).to.equal(undefined);
      expect(element.matches(':state(failed)')).to.equal(false);
    });
  });

  it('tells what each node is doing, and when Python is ready', async () => {
    const pipeline = await place(`<rm-pipeline load="manual">${python('class Twice:\n    def process(self, x):\n        return x * 2', 'id="p"')}
      ${python('class Left:\n    pass', 'id="q" disabled')}<rm-node id="r" type="Echo" bypass></rm-node><rm-output></rm-output></rm-pipeline>`);
    const told: string[] = [];
    for (const type of ['rm-node-state', 'rm-python-ready', 'rm-python-error'] as const) {
      pipeline.addEventListener(type, (event) => told.push([(event.target as Element).id, ...Object.values(event.detail)].join(' ')));
    }
    await pipeline.run([2]);
    await until(() => told.length === 3, 'the end of the run');
    expect(told).to.deep.equal(['p p Twice', 'p running idle', 'p done running']);
    await pipeline.start();
    await pipeline.push(3);
    await until(() => told.at(-1) === 'p running idle', 'the node at work');
    await pipeline.end();
    await until(() => told.at(-1) === 'p done running', 'the end');
    expect(told.slice(3)).to.deep.equal(['p idle done', 'p p Twice', 'p running idle', 'p done running']);
  });

  it('tells of failures of Python, once and where in the author’s text they are', async () => {
    await consoleErrors(async () => {
      const broken = '  class A:\n      def process(self, x)\n          return x';
      const raising = '  class A:\n      def process(self, x):\n          if x == 1:\n              raise ValueError("one")\n          return x';
      const pipeline = await place(`<rm-pipeline load="manual">${python(broken, 'id="p"')}<rm-output></rm-output></rm-pipeline>`);
      const element = pipeline.querySelector<RmPython>('rm-python')!;
      const failures: unknown[] = [];
      const states: string[] = [];
      const errors: unknown[] = [];
      document.addEventListener('rm-python-error', ({ target, error, traceback, line, column }) => failures.push([(target as Element).id, error.code, traceback.map((frame) => frame.line), line, column]));
      pipeline.addEventListener('rm-error', ({ error }) => errors.push(error.code));
      pipeline.addEventListener('rm-node-state', ({ state }) => states.push(state));
      await pipeline.run([1]);
      await until(() => failures.length, 'the syntax error');
      expect(failures).to.deep.equal([['p', 'RM3001', [], 2, 27]]);
      element.source = raising;
      await pipeline.run([1]);
      await until(() => failures.length === 2, 'the exception');
      expect(failures[1]).to.deep.equal(['p', 'RM3002', [4], 4, undefined]);
      // A typographic quote is found before anything runs.
      element.source = 'class A:\n    name = “x”';
      await until(() => failures.length === 3, 'the damage');
      expect(failures[2]).to.deep.equal(['p', 'RM1106', [], 2, 12]);
      element.source = raising;
      await pipeline.run([2]);
      expect(failures).to.have.length(3);
      expect(errors).to.deep.equal(['RM3001', 'RM3002', 'RM1106']);
      await until(() => states.at(-1) === 'done', 'the good end');
      expect(states[0]).to.equal('failed');
      expect(states.every((state, index) => state !== states[index - 1])).to.equal(true);
    });
  });

  it('names the line of the element that failed when another one’s code was under way', async () => {
    await consoleErrors(async () => {
      const pipeline = await place(`<rm-pipeline load="manual">${python('class Helper:\n    def process(self, x):\n        return x\n\ndef fail():\n    raise ValueError("x")', 'id="helper"')}
        ${python('class Caller:\n    def process(self, x):\n        import helper\n        helper.fail()', 'id="caller"')}</rm-pipeline>`);
      const failures: unknown[] = [];
      pipeline.addEventListener('rm-python-error', ({ target, line }) => failures.push([(target as Element).id, line]));
      await pipeline.run([1]);
      await until(() => failures.length, 'the exception');
      expect(failures).to.deep.equal([['caller', 4]]);
      const caller = pipeline.querySelector<RmPython>('#caller')!;
      const marked = (): unknown[] => [...caller.shadowRoot!.querySelectorAll('.row.failed')].map((row) => row.textContent?.trim());
      caller.show = true;
      await caller.updateComplete;
      expect(marked()).to.deep.equal(['helper.fail()']);
      // The class of the second is defined by code of the first alone: no line of its own was under way.
      failures.length = 0;
      pipeline.querySelector<RmPython>('#helper')!.source = 'class Base:\n    def process(self, x):\n        raise ValueError("x")';
      caller.source = 'from helper import Base\n\nclass Caller(Base):\n    pass';
      await pipeline.run([1], ['caller']);
      await until(() => failures.length, 'the exception in the other code');
      expect(failures).to.deep.equal([['caller', undefined]]);
      await caller.updateComplete;
      expect([caller.error?.traceback?.length, ...marked()]).to.deep.equal([1]);
    });
  });

  it('names an unknown node type at its node', async () => {
    await consoleErrors(async () => {
      const pipeline = await place('<rm-pipeline load="manual"><rm-node id="x" type="NoSuchNode"></rm-node></rm-pipeline>');
      await pipeline.run(['x']);
      expect(errorIn(pipeline.querySelector('rm-node')!)?.code).to.equal('RM2004');
    });
  });

  it('stops an endless loop at its limit, and runs again', async () => {
    await consoleErrors(async () => {
      const pipeline = await place(
        `<rm-pipeline load="manual" timeout="1">${python('class A:\n    def process(self, x):\n        while x == "loop":\n            pass\n        return x')}<rm-output></rm-output></rm-pipeline>`,
      );
      await pipeline.load();
      const started = performance.now();
      await pipeline.run(['loop']);
      expect(performance.now() - started).to.be.below(15_000);
      expect(pipeline.store.getState().error?.code).to.equal('RM2301');
      await pipeline.run(['fine']);
      expect(pipeline.querySelector('rm-output')?.items).to.deep.equal(['fine']);
      expect(pipeline.status).to.equal('done');
    });
  });

  it('keeps the limits of its attribute, and says which one was passed at the node', async () => {
    await consoleErrors(async () => {
      const pipeline = await place(
        `<rm-pipeline load="manual" limits='{"outputItems": 3}'>${python('class A:\n    def process(self, x):\n        yield from range(x)')}<rm-output></rm-output></rm-pipeline>`,
      );
      await pipeline.run([5]);
      expect(errorIn(pipeline.querySelector('rm-python')!)?.code).to.equal('RM2308');
      expect(pipeline.querySelector('rm-output')?.items, 'what came before').to.deep.equal([0, 1, 2]);
      pipeline.limits = { outputItems: 10 };
      await pipeline.updateComplete;
      await pipeline.run([5]);
      expect(pipeline.querySelector('rm-output')?.items).to.deep.equal([0, 1, 2, 3, 4]);
      expect(pipeline.store.getState().metrics?.node_metrics[0]?.items_out).to.equal(5);
    });
  });

  it('stops on request without an error', async () => {
    const lines = await consoleErrors(async () => {
      const pipeline = await place(`<rm-pipeline load="manual">${python('class A:\n    def process(self, x):\n        while True:\n            pass')}</rm-pipeline>`);
      await pipeline.load();
      const run = pipeline.run(['x']);
      await until(() => pipeline.status === 'running', 'the run');
      pipeline.stop();
      await run;
      expect(pipeline.status).to.equal('ready');
      expect(errorIn(pipeline)).to.equal(undefined);
    });
    expect(lines).to.deep.equal([]);
  });

  it('frees its worker when it is removed while running', async () => {
    const workers = { live: 0 };
    const { Worker: Native } = globalThis;
    globalThis.Worker = class extends Native {
      constructor(...parameters: ConstructorParameters<typeof Worker>) {
        super(...parameters);
        workers.live += 1;
      }
      override terminate(): void {
        workers.live -= 1;
        super.terminate();
      }
    };
    try {
      const lines = await consoleErrors(async () => {
        const pipeline = await place(`<rm-pipeline load="manual">${python('class A:\n    def process(self, x):\n        while True:\n            pass')}</rm-pipeline>`);
        const before = workers.live;
        const run = pipeline.run(['x']);
        await until(() => pipeline.status === 'running' && workers.live > before, 'the run');
        pipeline.remove();
        expect(await run).to.equal(undefined);
        await until(() => workers.live <= before, 'the worker to end');
        expect(pipeline.status).to.equal('idle');
      });
      expect(lines).to.deep.equal([]);
    } finally {
      globalThis.Worker = Native;
    }
  });

  it('keeps running when it is moved', async () => {
    const pipeline = await place(`<rm-pipeline load="manual"><rm-node type="Echo"></rm-node><rm-output path="/counter"></rm-output></rm-pipeline>`);
    await pipeline.start();
    await pipeline.push('a');
    const box = document.createElement('section');
    pipeline.before(box);
    box.append(pipeline);
    await new Promise((done) => setTimeout(done, 100));
    await pipeline.push('b');
    expect(pipeline.querySelector('rm-output')?.items).to.deep.equal([1, 2]);
  });

  it('shows that the runtime is missing, and tries again when asked', async () => {
    const lines = await consoleErrors(async () => {
      const pipeline = await place('<rm-pipeline load="manual" base="/nowhere/"><rm-node type="Echo"></rm-node></rm-pipeline>');
      expect(await pipeline.load()).to.equal(false);
      await pipeline.updateComplete;
      expect(errorIn(pipeline)?.code).to.match(/^RM10/);
      expect(pipeline.status).to.equal('error');
      await expect(pipeline).to.be.accessible();
    });
    expect(lines.length, lines.join('\n')).to.equal(1);
  });

  it('does not replace a live session that broke in passing: the error stays until somebody asks for another', async () => {
    const pipeline = await place(`<rm-pipeline load="manual" timeout="1">${python('class A:\n    def process(self, x):\n        while x == "loop":\n            pass\n        return x')}<rm-output></rm-output></rm-pipeline>`);
    const output = pipeline.querySelector('rm-output')!;
    const lines = await consoleErrors(async () => {
      expect(await pipeline.start()).to.equal(true);
      expect(await pipeline.push('a')).to.equal(true);
      // A stream: some of it is on its way when the session breaks.
      const pushes = [pipeline.push('loop')];
      const stream = setInterval(() => pushes.push(pipeline.push('lost')), 1);
      await until(() => pipeline.status === 'error', 'the end');
      await new Promise((done) => setTimeout(done, 100));
      clearInterval(stream);
      expect(new Set(await Promise.all(pushes))).to.deep.equal(new Set([false]));
      expect(pipeline.status).to.equal('error');
      expect(output.items).to.deep.equal(['a']);
      const card = pipeline.querySelector('rm-python')!.shadowRoot!.querySelector('rm-error') ?? pipeline.shadowRoot!.querySelector('rm-error')!;
      [...card.shadowRoot!.querySelectorAll('button')].find(({ textContent }) => textContent?.includes('Try again'))!.click();
      await until(() => pipeline.status === 'running', 'the next session');
      expect(await pipeline.push('b')).to.equal(true);
      expect(output.items).to.deep.equal(['b']);
    });
    expect(lines.length, lines.join('\n')).to.equal(1);
  });

  it('runs nodes of the page, and shows their failures where they are', async () => {
    const undo = registerNode('Shout', {
      process(text, { params }) {
        if (text === 'quiet') throw new RangeError('no voice');
        return `${String(text).toUpperCase()}${(params as { mark: string }).mark}`;
      },
    });
    try {
      const pipeline = await place(`<rm-pipeline load="manual"><rm-node type="Shout" param-mark="!"></rm-node><rm-output></rm-output></rm-pipeline>`);
      await pipeline.run(['hi']);
      expect(pipeline.querySelector('rm-output')!.items).to.deep.equal(['HI!']);
      await consoleErrors(async () => {
        await pipeline.run(['quiet']);
        const node = pipeline.querySelector('rm-node')!;
        await until(() => errorIn(node), 'the error');
        expect([errorIn(node).code, errorIn(node).exception, errorIn(node).nodeType]).to.deep.equal(['RM2310', 'RangeError', 'Shout']);
        expect(errorIn(node).message).to.contain('no voice');
      });
    } finally {
      undo();
    }
  });

  it('runs a program of the page as a node', async () => {
    const programs = new URL('../../core/nodes/testing/', import.meta.url).href;
    const pipeline = await place(`<rm-pipeline load="manual"><rm-node type="WasiNode" src="${programs}upper.wasm" output="lines"></rm-node><rm-output></rm-output></rm-pipeline>`);
    const output = pipeline.querySelector('rm-output')!;
    await pipeline.run(['one\ntwo']);
    expect(output.items).to.deep.equal(['ONE', 'TWO']);
    pipeline.querySelector('rm-node')!.setAttribute('src', `${programs}args.wasm`);
    pipeline.querySelector('rm-node')!.setAttribute('args', '--say "a b"');
    await until(() => JSON.stringify(pipeline.manifest).includes('args.wasm'), 'the change');
    await pipeline.run(['x']);
    expect(output.items).to.deep.equal(['args.wasm\0--say\0a b\0']);
    await consoleErrors(async () => {
      const node = pipeline.querySelector('rm-node')!;
      node.setAttribute('src', `${programs}missing.wasm`);
      await until(() => JSON.stringify(pipeline.manifest).includes('missing.wasm'), 'the change');
      await pipeline.run(['x']);
      await until(() => errorIn(node), 'the error');
      expect([errorIn(node).code, errorIn(node).message]).to.deep.equal(['RM1002', `${programs}missing.wasm answered 404 Not Found.`]);
    });
  });

  it('finds the program of a fetched manifest beside it', async () => {
    const manifest = new URL('../../core/nodes/testing/upper.json', import.meta.url).href;
    const pipeline = await place(`<rm-pipeline load="manual" src="${manifest}"><rm-output></rm-output></rm-pipeline>`);
    await pipeline.run(['beside']);
    expect(pipeline.querySelector('rm-output')!.items).to.deep.equal(['BESIDE']);
  });

  it('tries again by itself when the browser is back online', async () => {
    const pipeline = await place('<rm-pipeline load="manual"><rm-node type="Echo"></rm-node><rm-output path="/counter"></rm-output></rm-pipeline>');
    const online = Object.getOwnPropertyDescriptor(Navigator.prototype, 'onLine')!;
    const lines = await consoleErrors(async () => {
      const native = globalThis.fetch;
      Object.defineProperty(navigator, 'onLine', { value: false, configurable: true });
      globalThis.fetch = () => Promise.reject(new TypeError('Failed to fetch'));
      forgetModules();
      try {
        expect(await pipeline.run(['x'])).to.equal(undefined);
        await pipeline.updateComplete;
        expect(errorIn(pipeline)?.code).to.equal('RM1006');
      } finally {
        globalThis.fetch = native;
        Object.defineProperty(navigator, 'onLine', { get: () => online.get!.call(navigator) as boolean, configurable: true });
      }
      dispatchEvent(new Event('online'));
      await until(() => pipeline.querySelector('rm-output')!.items.length === 1, 'the run', 20_000);
      expect(errorIn(pipeline)).to.equal(undefined);
    });
    expect(lines.length, lines.join('\n')).to.equal(1);
  });

  it('tells what its nodes did', async () => {
    const pipeline = await place(`<rm-pipeline load="manual"><rm-node id="a" type="AddNode" params='{"addend":1}'></rm-node></rm-pipeline>`);
    const told: number[] = [];
    pipeline.addEventListener('rm-metrics', ({ metrics }) => told.push(metrics.total_executions));
    expect(pipeline.metrics).to.equal(undefined);
    await pipeline.run([1, 2, 3]);
    expect(told.at(-1)).to.equal(3);
    expect(pipeline.metrics?.node_metrics[0]).to.include({ node_id: 'a', items_in: 3, items_out: 3 });
  });

  it('ends a node that gives more than max-items', async () => {
    const pipeline = await place(`<rm-pipeline load="manual" max-items="5">${python('class Endless:\n    def process(self, x):\n        while True:\n            yield x')}</rm-pipeline>`);
    expect(await pipeline.run([1])).to.equal(undefined);
    expect(pipeline.store.getState().error?.code).to.equal('RM2308');
    pipeline.maxItems = 10;
    await pipeline.updateComplete;
    pipeline.querySelector('rm-python')!.querySelector('script')!.textContent = 'class Few:\n    def process(self, x):\n        yield from range(8)';
    expect((await pipeline.run([1]))?.length).to.equal(8);
  });

  it('shares a worker when it is told to, and says when it does not know how', async () => {
    const shared = '<rm-pipeline load="manual" runtime="shared"><rm-node type="AddNode" param-addend="1"></rm-node></rm-pipeline>';
    const box = (await place(`${shared}${shared}`)).parentElement!;
    const pipelines = [...box.querySelectorAll('rm-pipeline')];
    expect((await Promise.all(pipelines.map((pipeline) => pipeline.run([1])))).map((outputs) => outputs?.[0]?.item)).to.deep.equal([2, 2]);
    pipelines[0]!.setAttribute('runtime', 'ours');
    await pipelines[0]!.updateComplete;
    await consoleErrors(async () => void (await pipelines[0]!.run([1])));
    expect(pipelines[0]!.store.getState().error?.code).to.equal('RM5015');
    expect((await pipelines[1]!.run([1]))?.[0]?.item).to.equal(2);
  });

  it('goes on outside of the page when it is kept alive', async () => {
    const counter = python('class Counter:\n    count = 0\n    def process(self, x):\n        self.count += x\n        return self.count');
    const pipeline = await place(`<rm-pipeline load="manual" keep-alive>${counter}</rm-pipeline>`);
    const results: unknown[] = [];
    pipeline.addEventListener('rm-result', ({ item }) => results.push(item));
    const box = pipeline.parentElement!;
    await pipeline.push(1);
    pipeline.remove();
    await new Promise((done) => setTimeout(done, 100));
    await pipeline.push(2);
    box.append(pipeline);
    await new Promise((done) => setTimeout(done, 100));
    await pipeline.push(3);
    expect(results).to.deep.equal([1, 3, 6]);
    pipeline.keepAlive = false;
    pipeline.remove();
    await until(() => pipeline.status === 'idle', 'its end');
  });
});
