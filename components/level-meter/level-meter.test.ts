import { expect, fixture, html } from '@open-wc/testing';
import { RmLevelEvent } from '../mic-input/events.js';
import { until } from '../internal/testing.js';
import type { RmLevelMeter } from './level-meter.js';
import '../index.js';
import './level-meter.js';

const meter = (element: RmLevelMeter): HTMLElement => element.shadowRoot!.querySelector('[role=meter]')!;
const bar = (element: RmLevelMeter): number => Number(meter(element).style.getPropertyValue('--_level'));
const say = (from: Element, rms: number, peak = rms, clipping = peak >= 1): void => void from.dispatchEvent(new RmLevelEvent({ rms, peak, clipping }));
/** Levels as a microphone tells them, until something is so. */
async function hum(from: Element, rms: number, enough: () => boolean): Promise<void> {
  const timer = setInterval(() => say(from, rms), 50);
  try {
    await until(enough, `what ${rms} brings`);
  } finally {
    clearInterval(timer);
  }
}

describe('rm-level-meter', () => {
  it('shows the level of the element it names, also one that comes later, and of no other', async () => {
    const box = await fixture<HTMLElement>(html`<div><rm-level-meter source="late" lang="en"></rm-level-meter><p></p></div>`);
    const element = box.querySelector('rm-level-meter')!;
    await expect(element).to.be.accessible();
    expect(meter(element).getAttribute('aria-valuetext')).to.equal('no sound');
    say(box.querySelector('p')!, 0.5);
    expect(bar(element)).to.equal(0);
    box.querySelector('p')!.id = 'late';
    await until(() => (say(box.querySelector('p')!, 0.1), bar(element) > 0), 'the level');
    // -20 dB of 60.
    expect(bar(element)).to.be.closeTo(0.667, 0.01);
    await element.updateComplete;
    expect([meter(element).getAttribute('aria-valuenow'), meter(element).getAttribute('aria-valuetext')]).to.deep.equal(['67', '67%']);
    await expect(element).to.be.accessible();
    await until(() => bar(element) === 0, 'the end: no level for a while');
    await element.updateComplete;
    expect(element.matches(':state(active)')).to.equal(false);
  });

  it('without a name, it shows what is heard in its pipeline', async () => {
    const box = await fixture<HTMLElement>(html`<div><rm-pipeline load="manual"><p></p><rm-level-meter></rm-level-meter></rm-pipeline></div>`);
    const element = box.querySelector('rm-level-meter')!;
    say(box.querySelector('p')!, 1);
    expect(bar(element)).to.equal(1);
  });

  it('tells assistive tools at most twice a second, and whether it was too loud in between', async () => {
    const box = await fixture<HTMLElement>(html`<div><p id="s"></p><rm-level-meter source="s" lang="en"></rm-level-meter></div>`);
    const element = box.querySelector('rm-level-meter')!;
    const source = box.querySelector('p')!;
    let changes = 0;
    new MutationObserver((records) => (changes += records.filter(({ attributeName }) => attributeName === 'aria-valuenow').length)).observe(meter(element), { attributes: true });
    let level = 0;
    const began = performance.now();
    const timer = setInterval(() => say(source, (level += 0.01), 0.9, level > 0.05 && level < 0.08), 30);
    await until(() => meter(element).getAttribute('aria-valuetext')?.includes('too loud'), 'the warning');
    clearInterval(timer);
    expect(changes).to.be.at.most(2 + (performance.now() - began) / 500);
  });

  it('peaks stay for a while', async () => {
    const box = await fixture<HTMLElement>(html`<div><p id="s"></p><rm-level-meter source="s" peak-hold="200"></rm-level-meter></div>`);
    const element = box.querySelector('rm-level-meter')!;
    const source = box.querySelector('p')!;
    const peak = (): number => Number(meter(element).style.getPropertyValue('--_peak'));
    say(source, 0.1, 1);
    say(source, 0.1, 0.1);
    expect(peak()).to.equal(1);
    await hum(source, 0.1, () => peak() < 1);
    element.peakHold = 0;
    await element.updateComplete;
    expect(element.shadowRoot!.querySelector('.peak')).to.equal(null);
  });

  it('says once when the source is on and nothing is heard', async function () {
    this.timeout(10_000);
    const box = await fixture<HTMLElement>(html`<div><p id="s"></p><rm-level-meter source="s" low-warning lang="en"></rm-level-meter></div>`);
    const element = box.querySelector('rm-level-meter')!;
    const silences: number[] = [];
    element.addEventListener('rm-silence', ({ seconds }) => silences.push(seconds));
    await hum(box.querySelector('p')!, 0.0001, () => element.matches(':state(silent)'));
    await element.updateComplete;
    expect(silences.length).to.equal(1);
    expect(silences[0]).to.be.at.least(3);
    expect(element.shadowRoot!.querySelector('[part=hint]')?.textContent).to.contain('Hardly anything');
    await expect(element).to.be.accessible();
    await hum(box.querySelector('p')!, 0.1, () => !element.matches(':state(silent)'));
  });

  it('vertical, removed, and with another source', async () => {
    const box = await fixture<HTMLElement>(html`<div><p id="a"></p><b id="b"></b><rm-level-meter source="a" orientation="vertical"></rm-level-meter></div>`);
    const element = box.querySelector('rm-level-meter')!;
    await expect(element).to.be.accessible();
    expect(meter(element).getBoundingClientRect().height).to.be.above(50);
    element.source = 'b';
    await element.updateComplete;
    say(box.querySelector('p')!, 0.5);
    expect(bar(element)).to.equal(0);
    say(box.querySelector('b')!, 0.5);
    expect(bar(element)).to.be.above(0);
    element.remove();
    say(box.querySelector('b')!, 1);
    expect(bar(element)).to.equal(0);
  });
});
