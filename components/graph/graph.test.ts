import { expect, fixture, html, oneEvent } from '@open-wc/testing';
import { sendKeys } from '@web/test-runner-commands';
import { registerNode, type Manifest, type Metrics } from '../../core/index.js';
import { until } from '../internal/testing.js';
import type { RmPipeline } from '../pipeline/pipeline.js';
import type { RmGraph } from './graph.js';
import '../pipeline/pipeline.js';
import '../node/node.js';
import '../text-input/text-input.js';
import '../output/output.js';
import './graph.js';

/** `diamond(['a', 'b'], 'ab')` */
const manifest = (ids: string[], ...pairs: string[]): Manifest => ({
  version: 'v1',
  metadata: { name: 'm' },
  nodes: ids.map((id) => ({ id, node_type: 'Echo' })),
  connections: pairs.map((pair) => ({ from: pair[0]!, to: pair[1]! })),
});
const diamond = manifest(['a', 'b', 'c', 'd'], 'ab', 'ac', 'bd', 'cd');

const nodes = (element: RmGraph): HTMLElement[] => [...element.shadowRoot!.querySelectorAll<HTMLElement>('[part=node]')];
const node = (element: RmGraph, id: string): HTMLElement => nodes(element).find(({ dataset }) => dataset.id === id)!;
const said = (element: RmGraph, id: string): string => node(element, id).textContent!.replace(/\s+/g, ' ').trim();
const focused = (element: RmGraph): string | undefined => (element.shadowRoot?.activeElement as HTMLElement | null)?.dataset.id;
const place = async (attributes: Partial<RmGraph>, dir = 'ltr'): Promise<RmGraph> => {
  const box = await fixture<HTMLElement>(html`<div dir=${dir} lang="en"><rm-graph></rm-graph></div>`);
  const element = box.querySelector('rm-graph')!;
  Object.assign(element, attributes);
  await element.updateComplete;
  return element;
};
const metrics = (...ids: string[]): Metrics =>
  ({ node_metrics: ids.map((id) => ({ node_id: id, execution_count: 2, avg_duration_us: 1500, items_in: 2, items_out: 1, error_count: 1 })) }) as unknown as Metrics;

describe('rm-graph', () => {
  it('says that there is nothing', async () => {
    const element = await place({});
    expect(element.shadowRoot?.textContent).to.contain('There is no graph yet.');
    expect(element.matches(':state(empty)')).to.equal(true);
    await expect(element).to.be.accessible();
  });

  it('draws a graph forward, without overlaps', async () => {
    const element = await place({ manifest: diamond });
    const boxes = new Map(nodes(element).map((one) => [one.dataset.id, one.getBoundingClientRect()]));
    expect([...boxes.keys()]).to.deep.equal(['a', 'b', 'd', 'c']);
    expect(boxes.get('a')!.right).to.be.below(boxes.get('b')!.left);
    expect(boxes.get('b')!.right).to.be.below(boxes.get('d')!.left);
    expect(boxes.get('b')!.bottom).to.be.below(boxes.get('c')!.top);
    expect(element.shadowRoot?.querySelectorAll('path.edge').length).to.equal(4);
    // The lines end where the nodes are.
    const svg = element.shadowRoot!.querySelector('.edges')!.getBoundingClientRect();
    expect(svg.left).to.be.closeTo(boxes.get('a')!.left, 1);
    expect(svg.right).to.be.closeTo(boxes.get('d')!.right, 1);
    expect(svg.bottom).to.be.closeTo(boxes.get('c')!.bottom, 1);
    await expect(element).to.be.accessible();
  });

  it('runs the other way from right to left', async () => {
    const element = await place({ manifest: diamond, interactive: true }, 'rtl');
    const [a, b] = ['a', 'b'].map((id) => node(element, id).getBoundingClientRect());
    expect(a!.left).to.be.above(b!.right);
    node(element, 'a').focus();
    await sendKeys({ press: 'ArrowLeft' });
    await until(() => focused(element) === 'b', 'the next node');
    await expect(element).to.be.accessible();
  });

  it('says to assistive tools what the picture shows', async () => {
    const element = await place({ manifest: diamond });
    expect(said(element, 'a')).to.equal('aEcho, Node of the runtime, leads to b and c');
    const lists = element.shadowRoot!.querySelectorAll('ul');
    expect(lists[0]!.children.length).to.equal(1);
    expect(lists[1]!.querySelectorAll(':scope > li').length).to.equal(2);
    element.layout = 'list';
    await element.updateComplete;
    expect(element.shadowRoot?.querySelector('.edges')).to.equal(null);
    expect(node(element, 'b').getBoundingClientRect().top).to.be.above(node(element, 'a').getBoundingClientRect().bottom);
    await expect(element).to.be.accessible();
  });

  it('is walked through along the connections, with one stop for Tab', async () => {
    const element = await place({ manifest: diamond, interactive: true });
    await expect(element).to.be.accessible();
    expect(nodes(element).filter(({ tabIndex }) => tabIndex === 0).length).to.equal(1);
    await sendKeys({ press: 'Tab' });
    expect(focused(element)).to.equal('a');
    for (const [key, id] of [['ArrowRight', 'b'], ['ArrowDown', 'c'], ['ArrowRight', 'd'], ['ArrowRight', 'd'], ['ArrowLeft', 'b'], ['Home', 'a'], ['End', 'c'], ['ArrowUp', 'b']] as const) {
      await sendKeys({ press: key });
      await until(() => focused(element) === id, `${id} after ${key}`);
    }
    expect(nodes(element).filter(({ tabIndex }) => tabIndex === 0).map(({ dataset }) => dataset.id)).to.deep.equal(['b']);
    setTimeout(() => void sendKeys({ press: 'Enter' }));
    const chosen: any = await oneEvent(element, 'rm-select');
    expect(chosen.id).to.equal('b');
    await element.updateComplete;
    expect(node(element, 'b').getAttribute('aria-pressed')).to.equal('true');
    expect(element.shadowRoot?.querySelectorAll('path.edge.near').length).to.equal(2);
    await expect(element).to.be.accessible();
    element.layout = 'list';
    await element.updateComplete;
    await until(() => focused(element) === 'b', 'the focus to stay');
    await sendKeys({ press: 'ArrowDown' });
    await until(() => focused(element) === 'd', 'the next of the list');
  });

  it('shows the pipeline with its ends, and nodes of the page as such', async () => {
    const undo = registerNode('Shout', { process: (text) => text });
    const pipeline = await fixture<RmPipeline>(html`<rm-pipeline load="manual" lang="en">
      <rm-text-input label="Words"></rm-text-input><rm-node id="shout" type="Shout"></rm-node><rm-node id="echo" type="Echo"></rm-node>
      <rm-output label="Said"></rm-output><rm-graph></rm-graph></rm-pipeline>`);
    const element = pipeline.querySelector('rm-graph')!;
    await until(() => nodes(element).length === 4, 'the picture');
    undo();
    expect(said(element, 'input:0')).to.equal('WordsInput, leads to shout');
    expect(said(element, 'shout')).to.equal('shoutShout, JavaScript of the page, leads to echo');
    expect(said(element, 'echo')).to.equal('echoEcho, Node of the runtime, leads to Said');
    pipeline.append(document.createElement('rm-output'));
    await until(() => nodes(element).length === 5, 'the new output');
    await expect(element).to.be.accessible();
  });

  it('shows live what nodes do', async () => {
    const pipeline = await fixture<RmPipeline>(html`<rm-pipeline load="manual" lang="en"><rm-node id="a" type="Echo"></rm-node><rm-node id="b" type="Echo"></rm-node>
      <rm-graph live></rm-graph></rm-pipeline>`);
    const element = pipeline.querySelector('rm-graph')!;
    await until(() => nodes(element).length === 2, 'the picture');
    pipeline.store.setState({ status: 'running', metrics: metrics('a') });
    await element.updateComplete;
    expect(node(element, 'a').classList.contains('running')).to.equal(true);
    expect(node(element, 'b').classList.contains('running')).to.equal(false);
    expect(node(element, 'a').querySelector('[part=time]')?.textContent).to.equal('1.5 ms');
    expect(said(element, 'a')).to.contain('working, 1.5 ms per item, 2 items in, 1 out, 1 failed');
    await expect(element).to.be.accessible();
    pipeline.store.setState({ status: 'done' });
    await element.updateComplete;
    expect(node(element, 'a').classList.contains('done')).to.equal(true);
    expect(said(element, 'a')).to.contain('done, 1.5 ms per item');
    expect(said(element, 'b')).not.to.contain('done');
    await expect(element).to.be.accessible();
    pipeline.store.setState({ status: 'error', failedNode: 'b' });
    await element.updateComplete;
    expect(node(element, 'b').classList.contains('failed')).to.equal(true);
    expect(said(element, 'b')).to.contain('failed');
    element.live = false;
    await element.updateComplete;
    expect(element.shadowRoot?.querySelector('[part=time]')).to.equal(null);
  });

  it('draws again in their places what comes back', async () => {
    const element = await place({ manifest: diamond });
    const left = node(element, 'd').getBoundingClientRect().left;
    element.manifest = undefined;
    await element.updateComplete;
    element.manifest = diamond;
    await element.updateComplete;
    expect(node(element, 'd').getBoundingClientRect().left).to.equal(left);
    element.interactive = true;
    await element.updateComplete;
    expect(node(element, 'd').getBoundingClientRect().left).to.equal(left);
  });

  it('draws 200 nodes, scrolls inside itself, and shows names as text', async () => {
    const ids = Array.from({ length: 200 }, (_, index) => `n${index}`);
    const element = await place({ manifest: { ...manifest(ids), connections: ids.slice(1).map((id, index) => ({ from: `n${Math.floor(index / 2)}`, to: id })) } });
    expect(nodes(element).length).to.equal(200);
    element.style.width = '320px';
    expect(element.scrollWidth).to.be.at.most(320);
    element.manifest = { ...manifest(['x']), nodes: [{ id: 'x', node_type: '<img src=x onerror=alert(1)>' }] };
    await element.updateComplete;
    expect(element.shadowRoot?.querySelector('img')).to.equal(null);
    expect(said(element, 'x')).to.contain('<img src=x onerror=alert(1)>');
  });
});
