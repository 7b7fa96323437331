import { expect, fixture, html } from '@open-wc/testing';
import { until } from '../internal/testing.js';
import { late, loadOnSight } from './on-sight.js';

describe('elements that are loaded on sight', () => {
  it('are defined once they are in the page, in a shadow root too', async () => {
    expect([...late].filter((tag) => customElements.get(tag))).to.deep.equal([]);
    loadOnSight();
    await fixture(html`<rm-status></rm-status>`);
    await until(() => customElements.get('rm-status'), 'rm-status');
    expect(customElements.get('rm-log')).to.equal(undefined);
    const host = await fixture(html`<div></div>`);
    host.attachShadow({ mode: 'open' }).append(document.createElement('rm-log'));
    // A root that was attached later shows with the next change of the page.
    host.parentElement!.append(host);
    await until(() => customElements.get('rm-log'), 'rm-log');
  });
});
