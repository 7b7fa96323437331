import { aTimeout, expect, fixture, html } from '@open-wc/testing';
import { emulateMedia, sendKeys } from '@web/test-runner-commands';
import { encodeWav, PipelineStore } from '../../core/index.js';
import { consoleErrors, until } from '../internal/testing.js';
import { RmLevelEvent } from '../mic-input/events.js';
import type { RmWaveform } from './waveform.js';
import './waveform.js';
import '../player/player.js';

const base = (element: RmWaveform): HTMLElement => element.shadowRoot!.querySelector<HTMLElement>('[part=base]')!;
const canvasOf = (element: RmWaveform): HTMLCanvasElement => element.shadowRoot!.querySelector('canvas')!;

/** How many pixels of a column are not of the ground; its place is a share of the width. */
function drawn(element: RmWaveform, place: number): number {
  const canvas = canvasOf(element);
  if (canvas.width === 0) return 0;
  // Four columns, so that the gap between two bars is no silence.
  const { data } = canvas.getContext('2d', { willReadFrequently: true })!.getImageData(Math.min(canvas.width - 5, Math.floor(place * canvas.width)), 0, 4, canvas.height);
  const [red, green, blue] = [data[0]!, data[1]!, data[2]!];
  let count = 0;
  for (let at = 0; at < data.length; at += 4) if (Math.abs(data[at]! - red) + Math.abs(data[at + 1]! - green) + Math.abs(data[at + 2]! - blue) > 30) count += 1;
  return count;
}

/** An element that is heard, as a microphone is, and how often it was looked at. */
function microphone(loudness = 0.8): HTMLElement & { looks: number } {
  const element = document.createElement('div') as unknown as HTMLElement & { looks: number; analyser: unknown };
  element.id = 'mic';
  element.looks = 0;
  element.analyser = {
    fftSize: 256,
    frequencyBinCount: 128,
    getFloatTimeDomainData: (to: Float32Array) => ((element.looks += 1), to.fill(loudness)),
    getByteFrequencyData: (to: Uint8Array) => to.fill(200),
  };
  return element;
}

async function live(template: unknown, source: HTMLElement = microphone()): Promise<RmWaveform> {
  const holder = await fixture<HTMLElement>(html`<div>${source}${template}</div>`);
  return holder.querySelector('rm-waveform')!;
}

/** Half silence, half a loud tone. */
const recording = (seconds = 4): string => {
  const samples = Float32Array.from({ length: seconds * 8000 }, (_, at) => (at < seconds * 4000 ? 0 : Math.sin(at / 3) * 0.9));
  return URL.createObjectURL(new Blob([encodeWav({ kind: 'audio', samples, sampleRate: 8000, channels: 1 })], { type: 'audio/wav' }));
};

let url = '';
before(() => void (url = recording()));
after(() => URL.revokeObjectURL(url));

describe('rm-waveform, live', () => {
  it('is an image with a name in every mode', async () => {
    for (const mode of ['scroll', 'static', 'bars', 'spectrogram'] as const) {
      const element = await fixture<RmWaveform>(html`<rm-waveform mode=${mode} interactive></rm-waveform>`);
      expect(base(element).getAttribute('role')).to.equal('img');
      await expect(element).to.be.accessible();
    }
  });

  it('draws what its source sounds like, the newest at the end', async () => {
    for (const mode of ['scroll', 'bars', 'spectrogram']) {
      const element = await live(html`<rm-waveform source="mic" mode=${mode}></rm-waveform>`);
      await until(() => drawn(element, mode === 'bars' ? 0.1 : 0.99) > 40, mode);
      expect(element.matches(':state(active)')).to.equal(true);
    }
  });

  it('draws silence as a line', async () => {
    const element = await live(html`<rm-waveform source="mic"></rm-waveform>`, microphone(0));
    await until(() => drawn(element, 0.99) > 0, 'the line');
    expect(drawn(element, 0.99)).to.be.below(20);
  });

  it('runs the other way where text does', async () => {
    const element = await live(html`<rm-waveform source="mic" dir="rtl"></rm-waveform>`);
    await until(() => drawn(element, 0) > 40, 'the beginning');
    expect(drawn(element, 0.9)).to.equal(0);
  });

  it('draws the levels of its source, or of the pipeline around it', async () => {
    const plain = document.createElement('div');
    plain.id = 'mic';
    const element = await live(html`<rm-waveform source="mic"></rm-waveform>`, plain);
    const holder = await fixture<HTMLElement>(html`<div></div>`);
    holder.addEventListener('context-request', (event: any) => {
      event.stopImmediatePropagation();
      event.callback({ version: 1, element: holder, store: new PipelineStore<any>(), join: () => () => {}, listen: () => () => {} });
    });
    const other = document.createElement('rm-waveform');
    const inner = document.createElement('div');
    holder.append(inner, other);
    inner.dispatchEvent(new RmLevelEvent({ rms: NaN, peak: NaN, clipping: false }));
    await until(() => {
      plain.dispatchEvent(new RmLevelEvent({ rms: 0.5, peak: 0.9, clipping: false }));
      inner.dispatchEvent(new RmLevelEvent({ rms: 0.5, peak: 0.9, clipping: true }));
      return drawn(element, 0.99) > 40 && drawn(other, 0.99) > 40;
    }, 'the levels');
    element.mode = 'bars';
    await until(() => (plain.dispatchEvent(new RmLevelEvent({ rms: 0.5, peak: 0.9, clipping: false })), drawn(element, 0.98) > 40), 'bars of levels');
    await until(() => !element.matches(':state(active)'), 'the end of the sound');
  });

  it('rests while it is out of sight, hidden or removed', async () => {
    const source = microphone();
    const element = await live(html`<rm-waveform source="mic"></rm-waveform>`, source);
    await until(() => source.looks > 2, 'pictures');
    const still = async (): Promise<boolean> => {
      const { looks } = source;
      await aTimeout(150);
      return source.looks === looks;
    };
    element.hidden = true;
    await until(still, 'rest while hidden');
    element.hidden = false;
    const { looks } = source;
    await until(() => source.looks > looks, 'pictures again');
    element.style.setProperty('margin-top', '9000px');
    await until(still, 'rest out of sight');
    element.style.removeProperty('margin-top');
    await until(async () => !(await still()), 'pictures once more');
    element.remove();
    await until(still, 'rest when removed');
  });

  it('is calm where the visitor wants little motion', async () => {
    await emulateMedia({ reducedMotion: 'reduce' });
    try {
      const source = microphone();
      const element = await live(html`<rm-waveform source="mic"></rm-waveform>`, source);
      await until(() => drawn(element, 0.1) > 40, 'bars');
      const before = source.looks;
      await aTimeout(1000);
      expect(source.looks - before).to.be.below(6);
    } finally {
      await emulateMedia({ reducedMotion: 'no-preference' });
    }
  });

  it('finds a source that comes later, and lets go of one that goes', async () => {
    const element = await fixture<RmWaveform>(html`<rm-waveform source="mic"></rm-waveform>`);
    const source = microphone();
    document.body.append(source);
    await until(() => source.looks > 1, 'the source');
    source.remove();
    await aTimeout(50);
    const { looks } = source;
    await aTimeout(150);
    expect(source.looks).to.equal(looks);
    element.remove();
  });
});

describe('rm-waveform, of a recording', () => {
  it('draws it whole: silence first, then sound', async () => {
    const element = await fixture<RmWaveform>(html`<rm-waveform mode="static" src=${url}></rm-waveform>`);
    await until(() => drawn(element, 0.75) > 40, 'the sound');
    expect(drawn(element, 0.25)).to.be.within(1, 20);
    await expect(element).to.be.accessible();
    element.mode = 'spectrogram';
    await until(() => drawn(element, 0.25) === 0 && drawn(element, 0.75) > 2, 'the spectrogram');
    element.mode = 'static';
    element.regions = [{ start: 0.5, end: 1.5 }, { start: 3, end: 1 }, null as never];
    const pixel = (place: number): string => String(canvasOf(element).getContext('2d')!.getImageData(place * canvasOf(element).width, 1, 1, 1).data);
    await until(() => pixel(0.25) !== pixel(0.05), 'the region');
  });

  it('is a slider over its player', async () => {
    const holder = await fixture(html`<div><rm-player id="voice" src=${url} muted></rm-player><rm-waveform source="voice" mode="static" interactive></rm-waveform></div>`);
    const [player, element] = [holder.querySelector('rm-player')!, holder.querySelector('rm-waveform')!];
    await until(() => base(element).getAttribute('role') === 'slider' && drawn(element, 0.75) > 40, 'the slider');
    await until(() => player.duration === 4, 'the player');
    await expect(element).to.be.accessible();
    const sought: number[] = [];
    element.addEventListener('rm-seek', ({ time }) => sought.push(Math.round(time * 100) / 100));
    base(element).focus();
    for (const key of ['End', 'ArrowLeft', 'ArrowRight', 'Home', 'PageUp']) await sendKeys({ press: key });
    expect(sought).to.deep.equal([4, 0, 4, 0, 0.4]);
    expect(player.currentTime).to.be.closeTo(0.4, 0.01);
    await element.updateComplete;
    expect(base(element).getAttribute('aria-valuetext')).to.equal('0:00 of 0:04');
    const { left, width, top } = base(element).getBoundingClientRect();
    base(element).dispatchEvent(new PointerEvent('pointerdown', { clientX: left + width / 2, clientY: top + 5, bubbles: true, pointerId: 99 }));
    base(element).dispatchEvent(new PointerEvent('pointermove', { clientX: left + width * 0.75, bubbles: true }));
    base(element).dispatchEvent(new PointerEvent('pointerup', { bubbles: true }));
    base(element).dispatchEvent(new PointerEvent('pointermove', { clientX: left, bubbles: true }));
    expect(sought.slice(-2)).to.deep.equal([2, 3]);
    const cursor = element.shadowRoot!.querySelector<HTMLElement>('.cursor')!;
    await until(() => cursor.style.getPropertyValue('inset-inline-start') === '75%', 'the cursor');
    element.addEventListener('rm-seek', (event) => event.preventDefault());
    await sendKeys({ press: 'Home' });
    expect(player.currentTime).to.equal(3);
  });

  it('draws the stream of a player', async () => {
    const holder = await fixture(html`<div><rm-player id="stream" muted></rm-player><rm-waveform source="stream" mode="static"></rm-waveform></div>`);
    const [player, element] = [holder.querySelector('rm-player')!, holder.querySelector('rm-waveform')!];
    player.push({ kind: 'audio', samples: new Float32Array(8000).fill(0.8), sampleRate: 8000, channels: 1 });
    await until(() => drawn(element, 0.5) > 40, 'the stream');
  });

  it('shows why it cannot be drawn, and tries again', async () => {
    const element = await fixture<RmWaveform>(html`<rm-waveform mode="static" src="/no/such.wav"></rm-waveform>`);
    const lines = await consoleErrors(async () => until(() => element.error, 'the failure'));
    expect(lines.length).to.equal(1);
    expect(element.error?.code).to.equal('RM1002');
    await element.updateComplete;
    await expect(element).to.be.accessible();
    await consoleErrors(async () => {
      element.error = undefined;
      element.src = 'data:audio/wav,nothing';
      await until(() => element.error, 'the other failure');
    });
    expect(element.error?.code).to.match(/^RM42/);
    element.error = undefined;
    element.src = url;
    await until(() => drawn(element, 0.75) > 40, 'the sound');
  });

  it('forgets what it fetched for nothing', async () => {
    const element = await fixture<RmWaveform>(html`<rm-waveform mode="static" src=${url}></rm-waveform>`);
    element.src = '/no/such.wav';
    element.remove();
    await aTimeout(100);
    expect(element.error).to.equal(undefined);
  });
});
