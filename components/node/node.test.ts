import { aTimeout, expect, fixture, html } from '@open-wc/testing';
import { RmError, type Metrics, type PipelineState } from '../../core/index.js';
import { consoleErrors, until } from '../internal/testing.js';
import type { RmPipeline } from '../pipeline/pipeline.js';
import type { RmPython } from '../python/python.js';
import type { RmNode } from './node.js';
import '../pipeline/pipeline.js';
import './node.js';
import '../connection/connection.js';
import '../python/python.js';

const within = async (content: unknown): Promise<{ pipeline: RmPipeline; node: RmNode }> => {
  const pipeline = await fixture<RmPipeline>(html`<rm-pipeline load="manual">${content}</rm-pipeline>`);
  return { pipeline, node: pipeline.querySelector('rm-node') as RmNode };
};
const text = (node: RmNode, part: string): string => node.shadowRoot?.querySelector(`[part~=${part}]`)?.textContent?.trim() ?? '';
/** An element whose code is on its way, so that the markup cannot be read yet; and what brings it. */
function late(): [RmPython, () => void] {
  const python = Object.assign(document.createElement('rm-python'), { id: 'p', innerHTML: '<script type="text/x-python">class A:\n    pass</script>' });
  let come!: () => void;
  python.pending = new Promise((resolve) => (come = resolve));
  return [python, come];
}

describe('rm-node', () => {
  it('is invisible, until asked or failing', async () => {
    const { node } = await within(html`<rm-node type="AddNode"></rm-node>`);
    expect(getComputedStyle(node).display).to.equal('none');
    node.show = true;
    await node.updateComplete;
    expect(getComputedStyle(node).display).to.equal('block');
    node.show = false;
    node.error = new RmError('RM2310', 'It failed.');
    await node.updateComplete;
    expect(getComputedStyle(node).display).to.equal('block');
    expect(node.matches(':state(failed)')).to.equal(true);
    await expect(node).to.be.accessible();
  });

  it('shows its name and parameters as a card', async () => {
    const { node } = await within(html`<rm-node show type="MultiplyNode" params='{"factor": 3}' param-note="x"></rm-node>`);
    expect(text(node, 'title')).to.equal('MultiplyNode');
    expect(text(node, 'params')).to.equal('factor 3, note x');
    await expect(node).to.be.accessible();
    const named = await within(html`<rm-node show type="AddNode"><b>Plus</b></rm-node>`);
    expect(text(named.node, 'title')).to.equal('');
    expect(named.node.shadowRoot?.querySelector('slot')?.assignedElements()[0]?.textContent).to.equal('Plus');
  });

  it('keeps parameters in the attribute', async () => {
    const { node, pipeline } = await within(html`<rm-node type="AddNode"></rm-node>`);
    node.params = { addend: 5 };
    expect(node.getAttribute('params')).to.equal('{"addend":5}');
    expect(node.params).to.deep.equal({ addend: 5 });
    await until(() => (pipeline.manifest?.nodes[0]?.params as any)?.addend === 5, 'the manifest to follow');
  });

  it('tells what its node is doing, as rm-graph shows it', async () => {
    const { pipeline, node } = await within(html`<rm-node id="a" type="AddNode"></rm-node><rm-node id="b" type="AddNode"></rm-node>`);
    await until(() => pipeline.manifest, 'the manifest');
    const told: string[] = [];
    const seen: EventTarget[] = [];
    pipeline.addEventListener('rm-node-state', (event) => {
      told.push(`${(event.target as Element).id}: ${event.previous} ${event.state}`);
      seen.push(event.target!);
      expect((event.target as RmNode).matches(`:state(${event.state})`) || event.state === 'idle').to.equal(true);
      expect(event.detail).to.deep.equal({ state: event.state, previous: event.previous });
    });
    const metrics = (...ids: string[]): Metrics => ({ node_metrics: ids.map((id) => ({ node_id: id, execution_count: 1 })) }) as unknown as Metrics;
    const tell = async (state: Partial<PipelineState>): Promise<string[]> => {
      pipeline.store.setState(state);
      await node.updateComplete;
      return told.splice(0);
    };
    expect(await tell({ status: 'running' })).to.deep.equal([]);
    expect(await tell({ metrics: metrics('a') })).to.deep.equal(['a: idle running']);
    expect(await tell({ metrics: metrics('a') })).to.deep.equal([]);
    expect(await tell({ metrics: metrics('a', 'b') })).to.deep.equal(['b: idle running']);
    // Items are held back, nothing else.
    expect(await tell({ status: 'paused' })).to.deep.equal([]);
    expect(await tell({ status: 'running' })).to.deep.equal([]);
    expect(await tell({ failedNode: 'b' })).to.deep.equal(['b: running failed']);
    expect(await tell({ failedNode: undefined, status: 'done' })).to.deep.equal(['a: running done', 'b: failed done']);
    expect(node.nodeState).to.equal('done');
    node.bypass = true;
    await node.updateComplete;
    expect(told.splice(0)).to.deep.equal(['a: done bypassed']);
    expect(node.matches(':state(done)')).to.equal(false);
  });

  it('is idle at once when it leaves its pipeline, whatever that does meanwhile', async () => {
    const { pipeline } = await within(html`<rm-node id="a" type="Echo"></rm-node><rm-node id="b" type="Echo"></rm-node><rm-node id="c" type="Echo"></rm-node>`);
    const other = await fixture<RmPipeline>(html`<rm-pipeline load="manual" id="other"></rm-pipeline>`);
    const [a, b, c] = [...pipeline.querySelectorAll('rm-node')] as [RmNode, RmNode, RmNode];
    await until(() => pipeline.manifest, 'the manifest');
    const working = (): void => pipeline.store.setState({ status: 'running', metrics: { node_metrics: ['a', 'b', 'c'].map((id) => ({ node_id: id, execution_count: 1 })) } as unknown as Metrics });
    working();
    expect([a, b, c].map(({ activity }) => activity)).to.deep.equal(['running', 'running', 'running']);
    a.remove();
    other.append(b);
    working();
    expect([a, b, c].map(({ activity }) => activity)).to.deep.equal(['idle', 'idle', 'running']);
    // From one to the other, which is long in reading what it has.
    const [python, come] = late();
    other.append(python);
    await until(() => pipeline.manifest?.nodes.length === 1, 'the graph without them');
    working();
    c.setAttribute('pipeline', 'other');
    await until(() => c.activity === 'idle', 'the other pipeline');
    working();
    expect(c.activity).to.equal('idle');
    come();
    await until(() => other.manifest?.nodes.length === 3, 'the other graph');
  });

  it('keeps to its own node while the markup is read again', async () => {
    const { pipeline, node } = await within(html`<rm-node id="a" type="Echo"></rm-node><rm-node id="b" type="Echo"></rm-node>`);
    await until(() => pipeline.manifest, 'the manifest');
    const told: string[] = [];
    pipeline.addEventListener('rm-node-state', ({ target, state }) => told.push(`${(target as Element).id} ${state}`));
    const [python, come] = late();
    node.before(python);
    await aTimeout(50);
    pipeline.store.setState({ status: 'running', metrics: { node_metrics: [{ node_id: 'a', execution_count: 1 }] } as unknown as Metrics });
    await node.updateComplete;
    expect(told).to.deep.equal(['a running']);
    come();
    await until(() => pipeline.manifest?.nodes.length === 3, 'the new graph');
  });

  it('is failed while it shows an error, until it is at work again', async () => {
    const { pipeline, node } = await within(html`<rm-node id="a" type="AddNode"></rm-node>`);
    await until(() => pipeline.manifest, 'the manifest');
    const told: string[] = [];
    node.addEventListener('rm-node-state', ({ previous, state }) => told.push(`${previous} ${state}`));
    node.error = new RmError('RM2310', 'It failed.');
    await node.updateComplete;
    pipeline.store.setState({ status: 'running', metrics: { node_metrics: [{ node_id: 'a', execution_count: 1 }] } as unknown as Metrics });
    await node.updateComplete;
    expect(node.matches(':state(error)')).to.equal(true);
    expect(node.matches(':state(failed)')).to.equal(false);
    node.remove();
    await node.updateComplete;
    expect(told).to.deep.equal(['idle failed', 'failed running', 'running failed']);
  });

  it('says nothing of the state it begins with', async () => {
    const pipeline = document.createElement('rm-pipeline');
    pipeline.loadPolicy = 'manual';
    const told: string[] = [];
    pipeline.addEventListener('rm-node-state', ({ state }) => told.push(state));
    const inner = Object.assign(document.createElement('rm-node'), { type: 'AddNode', bypass: true });
    pipeline.append(inner);
    await fixture(html`${pipeline}`);
    await until(() => pipeline.manifest, 'the manifest');
    expect(told).to.deep.equal([]);
    expect(inner.nodeState).to.equal('bypassed');
  });

  it('says that it is in no pipeline', async () => {
    const lines = await consoleErrors(async () => {
      const node = await fixture<RmNode>(html`<rm-node type="AddNode"></rm-node>`);
      await until(() => node.error, 'the error');
      expect(node.error?.code).to.equal('RM1102');
      expect(node.matches(':state(orphan)')).to.equal(true);
      expect(getComputedStyle(node).display).to.equal('block');
    });
    expect(lines.length).to.equal(1);
  });

  it('shows hostile parameters and types as text', async () => {
    const hostile = '<img src=x onerror="window.hacked=1">';
    const { node } = await within(html`<rm-node show type=${hostile} params=${JSON.stringify({ a: hostile })}></rm-node>`);
    expect(text(node, 'title')).to.equal(hostile);
    expect(text(node, 'params')).to.equal(`a ${hostile}`);
    expect(node.shadowRoot?.querySelector('img')).to.equal(null);
  });
});

describe('rm-connection', () => {
  it('is invisible in a pipeline and complains outside of one', async () => {
    const pipeline = await fixture<RmPipeline>(
      html`<rm-pipeline load="manual"><rm-node id="a" type="Echo"></rm-node><rm-node id="b" type="Echo"></rm-node><rm-connection from="a" to="b"></rm-connection></rm-pipeline>`,
    );
    expect(getComputedStyle(pipeline.querySelector('rm-connection')!).display).to.equal('none');
    const lines = await consoleErrors(async () => {
      const alone = await fixture<any>(html`<rm-connection from="a" to="b"></rm-connection>`);
      await until(() => alone.error, 'the error');
      await alone.updateComplete;
      expect(alone.shadowRoot.querySelector('rm-error').error.code).to.equal('RM1102');
      await expect(alone).to.be.accessible();
    });
    expect(lines.length).to.equal(1);
  });
});
