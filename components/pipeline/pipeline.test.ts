import { expect, fixture, html } from '@open-wc/testing';
import type { Manifest } from '../../core/index.js';
import { consoleErrors, until } from '../internal/testing.js';
import type { RmPipeline } from './pipeline.js';
import { toHTML } from './to-html.js';
import '../index.js';

/** As the HTML parser builds it; Lit templates cannot hold a script. */
async function place(markup: string): Promise<RmPipeline> {
  const fragment = document.createRange().createContextualFragment(markup);
  const box = await fixture<HTMLElement>(html`<div></div>`);
  box.append(fragment);
  return box.querySelector('rm-pipeline')!;
}
const edges = (pipeline: RmPipeline): string[] => pipeline.manifest?.connections.map(({ from, to }) => `${from}>${to}`) ?? [];
const ready = (pipeline: RmPipeline) => until(() => pipeline.manifest, 'the manifest');
const errorIn = (element: any): any => element.shadowRoot?.querySelector('rm-error')?.error ?? (element.localName === 'rm-text-input' ? element.error : undefined);

describe('rm-pipeline', () => {
  it('makes a chain of the document order', async () => {
    const pipeline = await place('<rm-pipeline load="manual" name="x"><rm-node type="Echo"></rm-node><div><rm-node id="b" type="Echo"></rm-node></div><rm-node type="Echo"></rm-node></rm-pipeline>');
    await ready(pipeline);
    expect(pipeline.manifest?.metadata.name).to.equal('x');
    expect(edges(pipeline)).to.deep.equal(['n1>b', 'b>n3']);
  });

  it('follows from, to and rm-connection', async () => {
    const pipeline = await place(`<rm-pipeline load="manual">
      <rm-node id="a" type="Echo"></rm-node><rm-node id="b" type="Echo"></rm-node><rm-node id="c" type="Echo" from="a"></rm-node>
      <rm-node id="d" type="Echo" from="b c"></rm-node><rm-connection from="a" to="d"></rm-connection></rm-pipeline>`);
    await ready(pipeline);
    expect(edges(pipeline).sort()).to.deep.equal(['a>b', 'a>c', 'a>d', 'b>d', 'c>d']);
  });

  it('is idle without nodes, accessible, and without a box of its own', async () => {
    const pipeline = await place('<rm-pipeline load="manual"><p slot="poster">Click to begin</p></rm-pipeline>');
    expect(pipeline.status).to.equal('idle');
    expect(pipeline.getAttribute('status')).to.equal('idle');
    expect(pipeline.matches(':state(idle)')).to.equal(true);
    await expect(pipeline).to.be.accessible();
  });

  describe('membership', () => {
    it('takes in nodes that are added, moved and removed', async () => {
      const pipeline = await place('<rm-pipeline load="manual"><rm-node id="a" type="Echo"></rm-node></rm-pipeline>');
      await ready(pipeline);
      const late = Object.assign(document.createElement('rm-node'), { id: 'b', type: 'Echo' });
      late.setAttribute('type', 'Echo');
      pipeline.append(late);
      await until(() => edges(pipeline).join() === 'a>b', 'the late node');
      pipeline.prepend(late);
      await until(() => edges(pipeline).join() === 'b>a', 'the moved node');
      late.remove();
      await until(() => edges(pipeline).join() === '', 'the removed node');
    });

    it('links elements elsewhere by id, also when the pipeline comes later', async () => {
      const box = await fixture<HTMLElement>(html`<div><rm-node pipeline="later" id="x" type="Echo"></rm-node></div>`);
      const pipeline = document.createElement('rm-pipeline');
      pipeline.setAttribute('load', 'manual');
      box.append(pipeline);
      pipeline.id = 'later';
      await until(() => pipeline.manifest?.nodes[0]?.id === 'x', 'the link');
      pipeline.id = 'other';
      await until(() => !pipeline.manifest, 'the link to end');
    });

    it('leaves nodes to the pipeline they name', async () => {
      const box = await fixture<HTMLElement>(html`<div>
        <rm-pipeline id="one" load="manual"><rm-node id="a" type="Echo"></rm-node><rm-node id="b" type="Echo" pipeline="two"></rm-node></rm-pipeline>
        <rm-pipeline id="two" load="manual"></rm-pipeline>
      </div>`);
      const [one, two] = [...box.querySelectorAll('rm-pipeline')];
      await until(() => two?.manifest && one?.manifest, 'both');
      expect(one?.manifest?.nodes.map(({ id }) => id)).to.deep.equal(['a']);
      expect(two?.manifest?.nodes.map(({ id }) => id)).to.deep.equal(['b']);
    });

    it('takes in elements inside the shadow root of another one', async () => {
      const pipeline = await place('<rm-pipeline load="manual"><rm-node id="a" type="Echo"></rm-node><span></span></rm-pipeline>');
      const root = pipeline.querySelector('span')!.attachShadow({ mode: 'open' });
      const inner = document.createElement('rm-node');
      inner.id = 'b';
      inner.setAttribute('type', 'Echo');
      root.append(inner);
      await until(() => edges(pipeline).join() === 'a>b', 'the inner node');
    });

    it('lets a clone be a pipeline of its own', async () => {
      const pipeline = await place('<rm-pipeline load="manual"><rm-node id="a" type="Echo"></rm-node></rm-pipeline>');
      await ready(pipeline);
      pipeline.setAttribute('status', 'running');
      const clone = pipeline.cloneNode(true) as RmPipeline;
      pipeline.after(clone);
      await ready(clone);
      expect(clone.getAttribute('status')).to.equal('idle');
      expect(clone.store).not.to.equal(pipeline.store);
    });

    it('moves a consumer from one pipeline to another', async () => {
      const box = await fixture<HTMLElement>(html`<div>
        <rm-pipeline load="manual"><rm-node type="Echo"></rm-node><rm-output></rm-output></rm-pipeline>
        <rm-pipeline load="manual"><rm-node type="Echo"></rm-node></rm-pipeline>
      </div>`);
      const [one, two] = [...box.querySelectorAll('rm-pipeline')] as [RmPipeline, RmPipeline];
      const output = box.querySelector('rm-output')!;
      await until(() => one.manifest && two.manifest, 'both');
      two.append(output);
      await until(() => two.context.sourcesOf(output).length, 'the new pipeline');
      two.store.channel('output').emit({ nodeId: 'n1', sequence: 1, item: 'from two' });
      one.store.channel('output').emit({ nodeId: 'n1', sequence: 1, item: 'from one' });
      await output.updateComplete;
      expect(output.items).to.deep.equal(['from two']);
    });

    it('says that a link leads nowhere', async () => {
      const lines = await consoleErrors(async () => {
        const box = await fixture<HTMLElement>(html`<div><rm-output pipeline="nowhere"></rm-output></div>`);
        const output = box.querySelector('rm-output')!;
        await until(() => output.error, 'the error');
        await output.updateComplete;
        expect(output.error?.code).to.equal('RM1105');
        expect(output.matches(':state(orphan)')).to.equal(true);
        expect(errorIn(output)?.code).to.equal('RM1105');
      });
      expect(lines.length).to.equal(1);
    });
  });

  describe('damaged markup', () => {
    for (const [what, markup, code, where] of [
      ['params that are no JSON', '<rm-node type="AddNode" params="{addend: 1}"></rm-node>', 'RM2001', 'rm-node'],
      ['a duplicate id', '<rm-node id="a" type="Echo"></rm-node><rm-node id="a" type="Echo"></rm-node>', 'RM1104', 'rm-node:last-of-type'],
      ['a link to nowhere', '<rm-node id="a" type="Echo" from="b"></rm-node>', 'RM1105', 'rm-node'],
      ['a cycle', '<rm-node id="a" type="Echo" from="b"></rm-node><rm-node id="b" type="Echo" from="a"></rm-node>', 'RM2003', ''],
      ['a self-closing node', '<rm-node id="a" type="Echo" /><rm-output></rm-output>', 'RM1103', 'rm-node'],
      ['a self-closing input', '<rm-text-input label="x" /><rm-node id="a" type="Echo"></rm-node>', 'RM1103', 'rm-text-input'],
      ['a node without a type', '<rm-node></rm-node>', 'RM2004', 'rm-node'],
    ] as const) {
      it(`shows ${what} where it is, with one event and one console line`, async () => {
        const events: string[] = [];
        const listener = (event: any): number => events.push(event.error.code);
        document.addEventListener('rm-error', listener);
        const lines = await consoleErrors(async () => {
          const pipeline = await place(`<rm-pipeline load="manual">${markup}</rm-pipeline>`);
          const at = where ? pipeline.querySelector(where)! : pipeline;
          await until(() => errorIn(at), 'the error');
          expect(errorIn(at).code).to.equal(code);
          expect((at as HTMLElement).offsetHeight).to.be.above(0);
          expect(pipeline.status).to.equal('error');
          if (where) expect(errorIn(pipeline)).to.equal(undefined);
          await expect(at).to.be.accessible();
        });
        document.removeEventListener('rm-error', listener);
        expect(events).to.deep.equal([code]);
        expect(lines.length).to.equal(1);
      });
    }

    it('shows the error of a hidden element in its own area', async () => {
      await consoleErrors(async () => {
        const pipeline = await place('<rm-pipeline load="manual"><div hidden><rm-node type="AddNode" params="{"></rm-node></div></rm-pipeline>');
        await until(() => errorIn(pipeline), 'the error');
        expect(errorIn(pipeline).code).to.equal('RM2001');
      });
    });

    it('leaves it to an rm-error that the author placed', async () => {
      await consoleErrors(async () => {
        const pipeline = await place('<rm-pipeline load="manual"><rm-node type="AddNode" params="{"></rm-node><rm-error></rm-error></rm-pipeline>');
        const own = pipeline.querySelector('rm-error')!;
        await until(() => own.error, 'the error');
        await until(() => pipeline.querySelector('rm-node')?.matches(':state(failed)'), 'the mark');
        expect(errorIn(pipeline)).to.equal(undefined);
        expect(errorIn(pipeline.querySelector('rm-node')!)).to.equal(undefined);
      });
    });

    it('shows what the page put into the slot for the code', async () => {
      await consoleErrors(async () => {
        const pipeline = await place(
          '<rm-pipeline load="manual"><rm-node id="a" type="Echo" from="b"></rm-node><rm-node id="b" type="Echo" from="a"></rm-node><p slot="error-RM2003">Round and round</p></rm-pipeline>',
        );
        await until(() => pipeline.shadowRoot?.querySelector('slot[name=error-RM2003]'), 'the slot');
        const slot = pipeline.shadowRoot?.querySelector<HTMLSlotElement>('slot[name=error-RM2003]');
        expect(slot?.assignedElements()[0]?.textContent).to.equal('Round and round');
      });
    });

    it('forgets the error once the markup is mended', async () => {
      await consoleErrors(async () => {
        const pipeline = await place('<rm-pipeline load="manual"><rm-node type="AddNode" params="{"></rm-node></rm-pipeline>');
        const node = pipeline.querySelector('rm-node')!;
        await until(() => node.error, 'the error');
        node.params = { addend: 1 };
        await until(() => pipeline.manifest, 'the manifest');
        expect(node.error).to.equal(undefined);
        expect(pipeline.status).to.equal('idle');
      });
    });
  });

  it('waits for its nodes: an empty pipeline is no error', async () => {
    const lines = await consoleErrors(async () => {
      const pipeline = await place('<rm-pipeline load="eager"></rm-pipeline>');
      await new Promise((done) => setTimeout(done, 50));
      expect(pipeline.status).to.equal('idle');
      const node = document.createElement('rm-node');
      node.setAttribute('type', 'Echo');
      pipeline.append(node);
      await until(() => pipeline.status === 'ready', 'the runtime');
    });
    expect(lines).to.deep.equal([]);
  });

  it('answers to commands of buttons', async () => {
    const pipeline = await place('<rm-pipeline load="manual"><rm-node type="Echo"></rm-node></rm-pipeline>');
    const reasons: string[] = [];
    pipeline.addEventListener('rm-start-request', (event) => {
      reasons.push(event.reason);
      event.preventDefault();
    });
    const give = (command: string) => pipeline.dispatchEvent(Object.assign(new Event('command'), { command }));
    for (const command of ['--load', '--start', '--run']) give(command);
    await until(() => reasons.length === 3, 'the run');
    for (const command of ['--stop', '--other']) give(command);
    expect(reasons).to.deep.equal(['load', 'start', 'run']);
  });

  it('asks before it loads', async () => {
    const pipeline = await place('<rm-pipeline load="manual"><rm-node type="Echo"></rm-node></rm-pipeline>');
    const reasons: string[] = [];
    pipeline.addEventListener('rm-start-request', (event) => {
      reasons.push(event.reason);
      event.preventDefault();
    });
    expect(await pipeline.load()).to.equal(false);
    expect(await pipeline.run(['x'])).to.equal(undefined);
    expect(reasons).to.deep.equal(['load', 'run']);
    expect(pipeline.status).to.equal('idle');
  });

  it('loads a manifest by src, whose params children override', async () => {
    const manifest = { version: 'v1', metadata: { name: 'loaded' }, nodes: [{ id: 'a', node_type: 'AddNode', params: { addend: 1 } }], connections: [] };
    const url = URL.createObjectURL(new Blob([JSON.stringify(manifest)]));
    const pipeline = await place(`<rm-pipeline load="manual" src="${url}"><rm-node id="a" param-addend="7"></rm-node></rm-pipeline>`);
    await ready(pipeline);
    expect(pipeline.manifest?.metadata.name).to.equal('loaded');
    expect(pipeline.manifest?.nodes[0]?.params).to.deep.equal({ addend: 7 });
  });

  it('goes to markup and back', async () => {
    const manifest: Manifest = {
      version: 'v1',
      metadata: { name: 'a "b" <c>', description: 'd' },
      nodes: [
        { id: 'a', node_type: 'AddNode', params: { addend: 1, note: "it's & <b>" } },
        { id: 'b', node_type: 'Echo' },
        { id: 'c', node_type: 'Upper', runtime_hint: 'cpython' },
        { id: 'd', node_type: 'Tricky', is_streaming: true },
        { id: 'e', node_type: 'Echo' },
        { id: 'f', node_type: 'WasiNode', params: { src: 'tool.wasm', args: '--say "a b"', output: 'lines', timeout: 5, files: { '/a': { text: '1' } } } },
        { id: 'g', node_type: 'WasiNode', params: { src: 'tool.wasm', args: ['-n', '3'] } },
      ],
      connections: [{ from: 'a', to: 'b' }, { from: 'a', to: 'c' }, { from: 'b', to: 'd' }, { from: 'c', to: 'd' }],
      python: { modules: { c: 'class Upper:\n    pass\n', d: 'class Tricky:\n    x = "</script>"\n' } },
    };
    const pipeline = await place(toHTML(manifest).replace('<rm-pipeline', '<rm-pipeline load="manual"'));
    await ready(pipeline);
    expect(pipeline.manifest).to.deep.equal(manifest);
    expect(pipeline.toHTML()).to.equal(toHTML(manifest));
    expect(toHTML(manifest)).to.contain('<rm-node id="f" type="WasiNode" src="tool.wasm" args="--say &quot;a b&quot;" output="lines" params=');
  });
});
