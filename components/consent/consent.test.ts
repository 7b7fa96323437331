import { expect, fixture, html, oneEvent } from '@open-wc/testing';
import { sendKeys } from '@web/test-runner-commands';
import { until } from '../internal/testing.js';
import type { RmPipeline } from '../pipeline/pipeline.js';
import type { RmConsent } from './consent.js';
import '../pipeline/pipeline.js';
import '../node/node.js';
import '../text-input/text-input.js';
import '../output/output.js';

// First, because it must not be there yet.
describe('rm-consent that comes late', () => {
  it('holds a pipeline up before it is defined', async () => {
    expect(customElements.get('rm-consent')).to.equal(undefined);
    const box = await fixture<HTMLElement>(html`<div></div>`);
    const pipeline = document.createElement('rm-pipeline') as RmPipeline;
    const node = document.createElement('rm-node');
    node.setAttribute('type', 'Echo');
    pipeline.append(document.createElement('rm-consent'), node);
    box.append(pipeline);
    expect(await pipeline.run(['x'])).to.equal(undefined);
    await until(() => customElements.get('rm-consent'), 'the element');
    await until(() => pipeline.querySelector('rm-consent')!.matches(':state(asked)'), 'the question');
    expect(await pipeline.start()).to.equal(false);
    expect(await pipeline.push('x')).to.equal(false);
    expect(pipeline.status).to.equal('idle');
  });
});

const place = async (consent: unknown): Promise<{ pipeline: RmPipeline; element: RmConsent }> => {
  await import('./consent.js');
  const pipeline = await fixture<RmPipeline>(html`<rm-pipeline load="manual" lang="en">${consent}<rm-text-input label="Text" value="hello"></rm-text-input>
    <rm-node type="PassThrough"></rm-node><rm-output></rm-output></rm-pipeline>`);
  const element = pipeline.querySelector('rm-consent')!;
  await element.updateComplete;
  return { pipeline, element };
};
const button = (element: RmConsent, part: string): HTMLButtonElement | null => element.shadowRoot!.querySelector<HTMLButtonElement>(`[part=${part}]`);
let keys = 0;

describe('rm-consent', () => {
  it('keeps everything still until the visitor agrees, and then does what was asked for', async () => {
    const { pipeline, element } = await place(html`<rm-consent>We count words.</rm-consent>`);
    await expect(element).to.be.accessible();
    expect(await pipeline.load()).to.equal(false);
    await pipeline.querySelector('rm-text-input')!.submit();
    expect(pipeline.status).to.equal('idle');
    const answered = oneEvent(element, 'rm-consent');
    button(element, 'accept')!.focus();
    await sendKeys({ press: 'Enter' });
    const event: any = await answered;
    expect([event.accepted, event.remembered]).to.deep.equal([true, false]);
    await until(() => pipeline.querySelector('rm-output')!.items[0] === 'hello', 'the run that was held up');
    await element.updateComplete;
    expect(element.matches(':state(accepted)')).to.equal(true);
    await expect(element).to.be.accessible();
  });

  it('keeps the microphone of its pipeline shut', async () => {
    await import('../mic-input/mic-input.js');
    const { element } = await place(html`<rm-consent></rm-consent><rm-mic-input></rm-mic-input>`);
    const mic = element.parentElement!.querySelector('rm-mic-input')!;
    await mic.start();
    expect(mic.micState).to.equal('idle');
    element.accept();
    await mic.start();
    await until(() => mic.micState === 'recording', 'the microphone');
    mic.stop();
  });

  it('leads whoever pressed a button to the question', async () => {
    const { pipeline, element } = await place(html`<rm-consent></rm-consent>`);
    pipeline.querySelector('rm-text-input')!.focus();
    await sendKeys({ press: 'Enter' });
    await until(() => element.shadowRoot?.activeElement === button(element, 'accept'), 'the focus');
  });

  it('stays still when declined, and asks again when it is to start', async () => {
    const { pipeline, element } = await place(html`<rm-consent></rm-consent>`);
    button(element, 'decline')!.click();
    await element.updateComplete;
    expect(element.shadowRoot?.querySelector('section')).to.equal(null);
    expect(element.consent).to.equal('declined');
    expect(await pipeline.run(['x'])).to.equal(undefined);
    await element.updateComplete;
    expect(element.shadowRoot?.querySelector('section')).to.not.equal(null);
    element.required = true;
    await element.updateComplete;
    expect(button(element, 'decline')).to.equal(null);
  });

  it('remembers by key and version, until it is withdrawn', async () => {
    const key = `test-${(keys += 1)}`;
    const first = await place(html`<rm-consent key=${key} version="2"></rm-consent>`);
    first.element.accept();
    const heard: any[] = [];
    const listen = (event: Event): void => void heard.push(event);
    document.addEventListener('rm-consent', listen);
    const second = await place(html`<rm-consent key=${key} version="2"></rm-consent>`);
    document.removeEventListener('rm-consent', listen);
    expect(second.element.consent).to.equal('accepted');
    expect(heard.map(({ accepted, remembered }) => [accepted, remembered])).to.deep.equal([[true, true]]);
    const newer = await place(html`<rm-consent key=${key} version="3"></rm-consent>`);
    expect(newer.element.consent).to.equal('asked');
    let stopped = 0;
    second.pipeline.stop = () => void (stopped += 1);
    setTimeout(() => button(second.element, 'revoke')!.click());
    await oneEvent(second.element, 'rm-revoke');
    expect(stopped).to.equal(1);
    expect(await second.pipeline.start()).to.equal(false);
    expect((await place(html`<rm-consent key=${key} version="2"></rm-consent>`)).element.consent).to.equal('asked');
  });

  it('is withdrawn here when it is withdrawn on another tab', async () => {
    const key = `test-${(keys += 1)}`;
    const { pipeline, element } = await place(html`<rm-consent key=${key}></rm-consent>`);
    element.accept();
    let stopped = 0;
    pipeline.stop = () => void (stopped += 1);
    localStorage.removeItem(`rm-consent:${key}`);
    dispatchEvent(new StorageEvent('storage', { key: 'other' }));
    expect(element.consent).to.equal('accepted');
    dispatchEvent(new StorageEvent('storage', { key: `rm-consent:${key}` }));
    expect([element.consent, stopped]).to.deep.equal(['asked', 1]);
  });

  it('trusts nothing that it did not write, and does without storage', async () => {
    for (const text of ['{', 'null', '[]', '{"version": 1, "accepted": true}', '{"version": "1", "accepted": "yes"}']) {
      const key = `test-${(keys += 1)}`;
      localStorage.setItem(`rm-consent:${key}`, text);
      expect((await place(html`<rm-consent key=${key}></rm-consent>`)).element.consent, text).to.equal('asked');
      localStorage.removeItem(`rm-consent:${key}`);
    }
    const { setItem } = Storage.prototype;
    try {
      Storage.prototype.setItem = () => {
        throw new DOMException('full', 'QuotaExceededError');
      };
      const { element } = await place(html`<rm-consent key="full"></rm-consent>`);
      element.accept();
      expect(element.consent).to.equal('accepted');
    } finally {
      Storage.prototype.setItem = setItem;
    }
  });
});
