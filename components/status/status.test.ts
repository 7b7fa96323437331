import { expect, fixture, html } from '@open-wc/testing';
import { until } from '../internal/testing.js';
import type { RmPipeline } from '../pipeline/pipeline.js';
import type { RmStatus } from './status.js';
import '../pipeline/pipeline.js';
import './status.js';

const statuses = ['idle', 'loading', 'ready', 'running', 'paused', 'done', 'error'] as const;
const word = (element: RmStatus): string => element.shadowRoot?.querySelector('[part=text]')?.textContent?.trim() ?? '';

describe('rm-status', () => {
  it('follows its pipeline', async () => {
    const pipeline = await fixture<RmPipeline>(html`<rm-pipeline load="manual"><rm-status></rm-status></rm-pipeline>`);
    const element = pipeline.querySelector('rm-status')!;
    expect(word(element)).to.equal('Not started');
    pipeline.store.setState({ status: 'running' });
    await element.updateComplete;
    expect(word(element)).to.equal('Running');
    expect(element.matches(':state(running)') && !element.matches(':state(idle)')).to.equal(true);
    element.remove();
    await element.updateComplete;
    expect(element.status).to.equal('idle');
  });

  it('is accessible in every state and variant, and says the same in all', async () => {
    for (const variant of ['text', 'dot', 'badge'] as const) {
      const element = await fixture<RmStatus>(html`<rm-status variant=${variant}></rm-status>`);
      for (const status of statuses) {
        element.status = status;
        await element.updateComplete;
        expect(element.shadowRoot?.querySelector(`slot[name=${status}]`)).to.not.equal(null);
        expect(word(element)).to.not.equal('');
      }
      await expect(element).to.be.accessible();
    }
  });

  it('takes words of the page', async () => {
    const element = await fixture<RmStatus>(html`<rm-status strings='{"ready": "Go!"}'><b slot="running">On air</b></rm-status>`);
    element.status = 'ready';
    await element.updateComplete;
    await until(() => word(element) === 'Go!', 'the page\u2019s word');
    element.status = 'running';
    await element.updateComplete;
    const slot = element.shadowRoot?.querySelector('slot');
    expect(slot?.assignedElements()[0]?.textContent).to.equal('On air');
  });
});
