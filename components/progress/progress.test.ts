import { aTimeout, expect, fixture, html } from '@open-wc/testing';
import { until } from '../internal/testing.js';
import type { RmProgress } from './progress.js';
import './progress.js';

const bar = (element: RmProgress) => element.shadowRoot?.querySelector('[role=progressbar]');
const shown = (element: RmProgress): boolean => getComputedStyle(element).visibility === 'visible';

describe('rm-progress', () => {
  it('stays out of sight while loading is quick', async () => {
    const element = await fixture<RmProgress>(html`<rm-progress threshold="60"></rm-progress>`);
    expect(shown(element)).to.equal(false);
    element.progress = { loaded: 1, total: 10, stage: 'fetch', cached: false };
    await element.updateComplete;
    expect(shown(element)).to.equal(false);
    await aTimeout(100);
    await element.updateComplete;
    expect(shown(element)).to.equal(true);
    element.progress = { loaded: 10, total: 10, stage: 'ready', cached: false };
    await element.updateComplete;
    expect(shown(element)).to.equal(false);
  });

  it('tells bytes and stage', async () => {
    const element = await fixture<RmProgress>(html`<rm-progress threshold="0" lang="en"></rm-progress>`);
    element.progress = { loaded: 3_250_000, total: 13_000_000, stage: 'fetch', cached: false };
    await aTimeout(20);
    await element.updateComplete;
    expect(bar(element)?.getAttribute('aria-valuenow')).to.equal('25');
    expect(bar(element)?.getAttribute('aria-valuetext')).to.equal('Loading the runtime, 3.3 MB of 13.0 MB');
    expect(element.shadowRoot?.querySelector('[part=detail]')?.textContent).to.equal('3.3 MB of 13.0 MB');
    await expect(element).to.be.accessible();
  });

  it('claims no share where the length is unknown', async () => {
    const element = await fixture<RmProgress>(html`<rm-progress threshold="0" lang="en"></rm-progress>`);
    element.progress = { loaded: 3_250_000, total: undefined, stage: 'fetch', cached: false };
    await aTimeout(20);
    await element.updateComplete;
    expect(bar(element)?.hasAttribute('aria-valuenow')).to.equal(false);
    expect(element.shadowRoot?.querySelector('[part=bar]')?.classList.contains('unknown')).to.equal(true);
    await expect(element).to.be.accessible();
  });

  it('says that the bytes came from the cache, in the element’s language', async () => {
    const element = await fixture<RmProgress>(html`<rm-progress threshold="0" lang="de"></rm-progress>`);
    element.progress = { loaded: 3_250_000, total: 3_250_000, stage: 'compile', cached: true };
    await until(() => element.shadowRoot?.querySelector('[part=detail]')?.textContent?.includes('von'), 'German');
    expect(element.shadowRoot?.querySelector('[part=detail]')?.textContent).to.match(/3,3\sMB von 3,3\sMB, aus dem Cache/);
    expect(element.matches(':state(cached)')).to.equal(true);
  });
});
