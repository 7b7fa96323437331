import { expect, fixture, html } from '@open-wc/testing';
import { RmError } from '../../core/index.js';
import { consoleErrors, until } from '../internal/testing.js';
import type { RmPipeline } from '../pipeline/pipeline.js';
import type { RmNode } from './node.js';
import '../pipeline/pipeline.js';
import './node.js';
import '../connection/connection.js';

const within = async (content: unknown): Promise<{ pipeline: RmPipeline; node: RmNode }> => {
  const pipeline = await fixture<RmPipeline>(html`<rm-pipeline load="manual">${content}</rm-pipeline>`);
  return { pipeline, node: pipeline.querySelector('rm-node') as RmNode };
};
const text = (node: RmNode, part: string): string => node.shadowRoot?.querySelector(`[part~=${part}]`)?.textContent?.trim() ?? '';

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
