import { expect, fixture, html } from '@open-wc/testing';
import { sendKeys } from '@web/test-runner-commands';
import type { LogLine, Metrics } from '../../core/index.js';
import { until } from '../internal/testing.js';
import type { RmPipeline } from '../pipeline/pipeline.js';
import type { RmInspector } from './inspector.js';
import { tabNames } from './panels.js';
import '../pipeline/pipeline.js';
import '../node/node.js';
import '../output/output.js';
import './inspector.js';

const inside = (element: RmInspector, selector: string): HTMLElement | null => element.shadowRoot!.querySelector<HTMLElement>(selector);
const panel = (element: RmInspector): HTMLElement => inside(element, '[role=tabpanel]:not([hidden])')!;
const text = (element: RmInspector): string => panel(element).textContent!.replace(/\s+/g, ' ').trim();
const place = async (attributes = html`<rm-inspector open></rm-inspector>`): Promise<{ pipeline: RmPipeline; element: RmInspector }> => {
  const pipeline = await fixture<RmPipeline>(html`<rm-pipeline load="manual" lang="en"><rm-node id="a" type="MultiplyNode" params='{"factor": 2}'></rm-node>
    <rm-node id="b" type="AddNode" params='{"addend": 1}'></rm-node><rm-output></rm-output>${attributes}</rm-pipeline>`);
  const element = pipeline.querySelector('rm-inspector')!;
  await until(() => pipeline.manifest, 'the manifest');
  await element.updateComplete;
  return { pipeline, element };
};
const show = async (element: RmInspector, tab: string): Promise<void> => {
  element.tab = tab;
  await element.updateComplete;
};

describe('rm-inspector', () => {
  it('is fetched when it is opened', async () => {
    const { element } = await place(html`<rm-inspector></rm-inspector>`);
    expect(inside(element, '[role=tablist]')).to.equal(null);
    await expect(element).to.be.accessible();
    inside(element, '[part=toggle]')!.focus();
    await sendKeys({ press: 'Enter' });
    await until(() => inside(element, '[role=tablist]'), 'the tabs');
    expect(inside(element, '[part=toggle]')?.getAttribute('aria-expanded')).to.equal('true');
    expect(element.matches(':state(open)')).to.equal(true);
  });

  it('has tabs that the keyboard reaches, each accessible', async () => {
    const { element } = await place();
    inside(element, '[role=tab]')!.focus();
    for (const name of [...tabNames.slice(1), tabNames[0]]) {
      await sendKeys({ press: 'ArrowRight' });
      await until(() => element.shadowRoot?.activeElement?.id === `tab-${name}`, name);
      expect(panel(element).id).to.equal(inside(element, `#tab-${name}`)!.getAttribute('aria-controls'));
      await expect(element).to.be.accessible();
    }
    await sendKeys({ press: 'End' });
    await until(() => element.tab === 'environment', 'the last tab');
    await sendKeys({ press: 'Home' });
    await until(() => element.tab === 'graph', 'the first tab');
    expect(element.shadowRoot?.querySelectorAll('[role=tab][tabindex="0"]').length).to.equal(1);
  });

  it('shows what leaves each node, and changes nothing by that', async () => {
    const { pipeline, element } = await place();
    await show(element, 'taps');
    expect(text(element)).to.contain('from the next start');
    const results: unknown[] = [];
    pipeline.addEventListener('rm-result', ({ item }) => results.push(item));
    const outputs = await pipeline.run([1, 2, 3]);
    expect(outputs?.map(({ item }) => item)).to.deep.equal([3, 5, 7]);
    expect(results).to.deep.equal([3, 5, 7]);
    expect(pipeline.store.getState().delivered).to.equal(3);
    const tapped = (): string[] => [...panel(element).querySelectorAll('section')].map((one) => [...one.querySelectorAll('h4, p, li')].map((part) => part.textContent).join(' '));
    await until(() => tapped().join() === 'a Items: 3 6 4 2,b Items: 3 7 5 3', 'the items');
    inside(element, '[aria-pressed]')!.click();
    await pipeline.run([9]);
    await element.updateComplete;
    expect(tapped()[0]).to.equal('a Items: 3 6 4 2');
    expect(inside(element, '[aria-pressed]')!.getAttribute('aria-pressed')).to.equal('true');
    await expect(element).to.be.accessible();
    await show(element, 'timings');
    expect(text(element)).to.match(/^Node InOut.* a 11\S/);
    await expect(element).to.be.accessible();
    await show(element, 'memory');
    expect(text(element)).to.match(/Memory of the runtime\d+\.\d MB/);
    await expect(element).to.be.accessible();
  });

  it('keeps messages while another tab is shown, as text', async () => {
    const { pipeline, element } = await place();
    await show(element, 'manifest');
    pipeline.store.channel<LogLine>('log').emit({ level: 'warn', text: '<b>quiet</b>', nodeId: 'a' });
    await show(element, 'messages');
    const log = panel(element).querySelector('rm-log')!;
    await until(() => log.shadowRoot?.querySelector('[part=message]')?.textContent === '<b>quiet</b>', 'the line');
  });

  it('shows and copies the manifest and the environment', async () => {
    const { element } = await place();
    await show(element, 'manifest');
    expect(JSON.parse(inside(element, 'pre')!.textContent!).nodes.length).to.equal(2);
    await show(element, 'environment');
    expect(text(element)).to.contain('WebAssembly').and.to.contain('none since the inspector is there');
    const event = new SecurityPolicyViolationEvent('securitypolicyviolation', { effectiveDirective: 'script-src', blockedURI: 'wasm-eval', violatedDirective: 'script-src', documentURI: 'x', originalPolicy: 'x', disposition: 'enforce', statusCode: 200 });
    document.dispatchEvent(event);
    await element.updateComplete;
    expect(text(element)).to.contain('script-src: wasm-eval');
    const original = navigator.clipboard.writeText;
    const copied: string[] = [];
    try {
      navigator.clipboard.writeText = async (report) => void copied.push(report);
      panel(element).querySelector('button')!.click();
      await until(() => copied.length === 1, 'the report');
      expect(copied[0]).to.contain('Engine: worker');
      navigator.clipboard.writeText = async () => Promise.reject(new Error('no'));
      panel(element).querySelector('button')!.click();
      await until(() => inside(element, 'textarea'), 'the report to copy by hand');
      await expect(element).to.be.accessible();
    } finally {
      navigator.clipboard.writeText = original;
    }
  });

  it('has the tabs that are asked for, and stops tapping when it leaves', async () => {
    const { pipeline, element } = await place(html`<rm-inspector open tabs="timings taps nonsense"></rm-inspector>`);
    expect([...element.shadowRoot!.querySelectorAll('[role=tab]')].map(({ textContent }) => textContent)).to.deep.equal(['Timings', 'Taps']);
    expect(text(element)).to.equal('Nothing has run yet.');
    const asked: (readonly string[])[] = [];
    pipeline.watch = (ids) => void asked.push(ids);
    await show(element, 'taps');
    pipeline.store.setState({ metrics: { node_metrics: [] } as unknown as Metrics });
    await element.updateComplete;
    expect(asked).to.deep.equal([['a', 'b']]);
    element.remove();
    expect(asked).to.deep.equal([['a', 'b'], []]);
  });

  it('says so where there is no pipeline', async () => {
    const element = await fixture<RmInspector>(html`<rm-inspector open tabs="manifest"></rm-inspector>`);
    await element.updateComplete;
    expect(text(element)).to.equal('There is no pipeline to look into.');
    await expect(element).to.be.accessible();
  });
});
