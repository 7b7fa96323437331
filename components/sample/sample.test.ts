import { expect, fixture, html, oneEvent } from '@open-wc/testing';
import { isAudio } from '../../core/index.js';
import { consoleErrors, wav } from '../internal/testing.js';
import type { RmSample } from './sample.js';
import '../file-input/file-input.js';
import './sample.js';

describe('rm-sample', () => {
  it('is accessible and named by its content', async () => {
    const element = await fixture<RmSample>(html`<rm-sample src="x.wav">Speech</rm-sample>`);
    await expect(element).to.be.accessible();
    await expect(await fixture(html`<rm-sample label="Music" disabled></rm-sample>`)).to.be.accessible();
  });

  it('fetches and decodes with one click', async () => {
    const url = URL.createObjectURL(wav({ seconds: 0.2 }));
    const element = await fixture<RmSample>(html`<rm-sample src=${url}></rm-sample>`);
    setTimeout(() => element.shadowRoot?.querySelector('button')?.click());
    const event: any = await oneEvent(element, 'rm-files');
    expect(isAudio(event.items[0])).to.equal(true);
    URL.revokeObjectURL(url);
  });

  it('fills the file input it stands in', async () => {
    const url = URL.createObjectURL(wav({ seconds: 0.2 }));
    const input = await fixture<any>(html`<rm-file-input><span slot="hint"><rm-sample src=${url}></rm-sample></span></rm-file-input>`);
    await input.querySelector('rm-sample').use();
    expect(input.files.length).to.equal(1);
    URL.revokeObjectURL(url);
  });

  it('shows a missing file in place', async () => {
    const element = await fixture<RmSample>(html`<rm-sample src="/no/such/file.wav"></rm-sample>`);
    const lines = await consoleErrors(() => element.use());
    await element.updateComplete;
    expect(element.shadowRoot?.querySelector('rm-error')?.error?.code).to.equal('RM1002');
    expect(element.matches(':state(error)')).to.equal(true);
    expect(lines.length).to.equal(1);
    await expect(element).to.be.accessible();
  });
});
