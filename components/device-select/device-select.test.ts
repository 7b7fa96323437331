import { expect, fixture, html } from '@open-wc/testing';
import { sendKeys } from '@web/test-runner-commands';
import { until } from '../internal/testing.js';
import '../mic-input/mic-input.js';
import type { RmDeviceSelect } from './device-select.js';
import './device-select.js';

const control = (element: RmDeviceSelect): HTMLSelectElement => element.shadowRoot!.querySelector('select')!;
const options = (element: RmDeviceSelect): string[] => [...control(element).options].map(({ text }) => text);

/** Gives a list of devices in place of the browser's. */
async function withDevices(devices: Partial<MediaDeviceInfo>[], action: (change: (next: Partial<MediaDeviceInfo>[]) => void) => Promise<unknown>): Promise<void> {
  let list = devices;
  const { mediaDevices } = navigator;
  Object.defineProperty(mediaDevices, 'enumerateDevices', { configurable: true, value: async () => list });
  try {
    await action((next) => {
      list = next;
      mediaDevices.dispatchEvent(new Event('devicechange'));
    });
  } finally {
    delete (mediaDevices as Partial<MediaDevices>).enumerateDevices;
  }
}
const desk = { kind: 'audioinput', deviceId: 'a', label: 'Desk' } as const;
const head = { kind: 'audioinput', deviceId: 'b', label: 'Headset' } as const;
const loud = { kind: 'audiooutput', deviceId: 'c', label: 'Room' } as const;

afterEach(() => localStorage.clear());

describe('rm-device-select', () => {
  it('lists what there is, the default first, and follows what is plugged in', () =>
    withDevices([{ kind: 'audioinput', deviceId: 'default', label: 'Default' }, desk, loud], async (change) => {
      const element = await fixture<RmDeviceSelect>(html`<rm-device-select lang="en"></rm-device-select>`);
      await until(() => options(element).length === 2, 'the list');
      expect(options(element)).to.deep.equal(['System default', 'Desk']);
      await expect(element).to.be.accessible();
      change([desk, head, loud]);
      await until(() => options(element).length === 3, 'the new one');
      element.kind = 'audiooutput';
      await until(() => options(element)[1] === 'Room', 'loudspeakers');
      await expect(element).to.be.accessible();
    }));

  it('devices without names are numbered', () =>
    withDevices([{ ...desk, label: '' }, { ...head, label: '' }], async () => {
      const element = await fixture<RmDeviceSelect>(html`<rm-device-select lang="en"></rm-device-select>`);
      await until(() => options(element).length === 3, 'the list');
      expect(options(element)).to.deep.equal(['System default', 'Microphone 1', 'Microphone 2']);
      expect(element.matches(':state(unnamed)')).to.equal(true);
    }));

  it('gives the choice to the microphone it names, tells it, and remembers it', () =>
    withDevices([desk, head], async () => {
      const box = await fixture(html`<div><rm-mic-input id="mic"></rm-mic-input><rm-device-select for="mic" remember></rm-device-select></div>`);
      const element = box.querySelector('rm-device-select')!;
      const told: unknown[] = [];
      element.addEventListener('rm-change', (event) => told.push(event.value));
      await until(() => options(element).length === 3, 'the list');
      element.focus();
      expect(element.shadowRoot!.activeElement).to.equal(control(element));
      await sendKeys({ press: 'h' });
      await until(() => box.querySelector('rm-mic-input')!.deviceId === 'b', 'the choice');
      expect(told).to.deep.equal(['b']);
      const next = await fixture<RmDeviceSelect>(html`<rm-device-select remember></rm-device-select>`);
      await until(() => control(next).value === 'b', 'what was remembered');
    }));

  it('a chosen device that is gone is said to be', () =>
    withDevices([desk], async (change) => {
      const element = await fixture<RmDeviceSelect>(html`<rm-device-select value="b" lang="en"></rm-device-select>`);
      await until(() => element.matches(':state(gone)'), 'the state');
      expect(element.shadowRoot!.querySelector('[part=hint]')?.textContent).to.contain('not connected');
      await expect(element).to.be.accessible();
      change([desk, head]);
      await until(() => control(element).value === 'b', 'its return');
      expect(element.shadowRoot!.querySelector('[part=hint]')).to.equal(null);
    }));

  it('without any, and disabled, it still has its default', () =>
    withDevices([], async () => {
      const element = await fixture<RmDeviceSelect>(html`<rm-device-select disabled lang="en"></rm-device-select>`);
      await until(() => element.matches(':state(empty)'), 'the state');
      expect(options(element)).to.deep.equal(['System default']);
      await expect(element).to.be.accessible();
    }));

  it('shows hostile names as text, and stops listening when it is removed', () =>
    withDevices([{ ...desk, label: '<img src=x onerror=1>' }], async (change) => {
      const element = await fixture<RmDeviceSelect>(html`<rm-device-select></rm-device-select>`);
      await until(() => options(element).length === 2, 'the list');
      expect(options(element)[1]).to.equal('<img src=x onerror=1>');
      element.remove();
      change([desk, head]);
      await new Promise((done) => setTimeout(done, 20));
      expect(options(element).length).to.equal(2);
    }));
});
