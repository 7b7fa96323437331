import { aTimeout, expect, fixture, html, oneEvent } from '@open-wc/testing';
import { sendKeys } from '@web/test-runner-commands';
import { PipelineStore, type AudioItem } from '../../core/index.js';
import { consoleErrors, until, wav } from '../internal/testing.js';
import type { RmPlayer } from './player.js';
import './player.js';
import '../transcript/transcript.js';

const part = <Found extends HTMLElement>(element: RmPlayer, name: string): Found => element.shadowRoot!.querySelector<Found>(`[part=${name}]`)!;
const sound = (seconds: number, more: Partial<AudioItem> = {}): AudioItem => {
  const samples = Float32Array.from({ length: seconds * 16000 }, (_, index) => Math.sin(index / 10) / 4);
  return { kind: 'audio', samples, sampleRate: 16000, channels: 1, ...more };
};

/** What the browser was asked to start, and when; in seconds of its clock. */
async function started(action: (log: { when: number; offset: number; duration: number; rate: number }[]) => Promise<void>): Promise<void> {
  const log: { when: number; offset: number; duration: number; rate: number }[] = [];
  const original = AudioBufferSourceNode.prototype.start;
  AudioBufferSourceNode.prototype.start = function (when = 0, offset = 0) {
    log.push({ when, offset, duration: this.buffer!.duration, rate: this.playbackRate.value });
    original.call(this, when, offset);
  };
  try {
    await action(log);
  } finally {
    AudioBufferSourceNode.prototype.start = original;
  }
}

let url = '';
before(() => void (url = URL.createObjectURL(wav({ seconds: 30 }))));
after(() => URL.revokeObjectURL(url));

const withFile = async (template = html`<rm-player src=${url}></rm-player>`): Promise<RmPlayer> => {
  const element = await fixture<RmPlayer>(template);
  await until(() => element.duration > 0, 'the duration');
  await element.updateComplete;
  return element;
};

describe('rm-player with a file', () => {
  it('is accessible without sound, with a file, playing, muted', async () => {
    const empty = await fixture<RmPlayer>(html`<rm-player></rm-player>`);
    expect(empty.matches(':state(empty)')).to.equal(true);
    expect(part<HTMLButtonElement>(empty, 'play').disabled).to.equal(true);
    await expect(empty).to.be.accessible();
    const element = await withFile();
    expect(part(element, 'time').textContent).to.equal('0:00 / 0:30');
    await expect(element).to.be.accessible();
    element.muted = true;
    await element.play();
    await element.updateComplete;
    expect(element.matches(':state(playing)')).to.equal(true);
    expect(part(element, 'play').getAttribute('aria-label')).to.equal('Pause');
    expect(part(element, 'mute').getAttribute('aria-label')).to.equal('Unmute');
    await expect(element).to.be.accessible();
  });

  it('plays, tells the time, and pauses', async () => {
    const element = await withFile();
    const times: number[] = [];
    const events: string[] = [];
    for (const type of ['play', 'pause']) element.addEventListener(type, () => events.push(type));
    element.addEventListener('rm-timeupdate', ({ currentTime }) => times.push(currentTime));
    part(element, 'play').click();
    await until(() => times.some((time) => time > 0.15), 'sound');
    part(element, 'play').click();
    await until(() => element.paused && events.length === 2, 'the pause');
    expect(events).to.deep.equal(['play', 'pause']);
    expect([...times].sort((a, b) => a - b)).to.deep.equal(times);
    const { length } = times;
    await aTimeout(250);
    // A seeked or duration event may come late, a clock that goes on would give more.
    expect(times.length - length).to.be.below(2);
  });

  it('seeks by keys, buttons and dragging, unless the page does not want it', async () => {
    const element = await withFile();
    const scrub = part<HTMLInputElement>(element, 'scrub');
    scrub.focus();
    const sought: number[] = [];
    element.addEventListener('rm-seek', ({ time }) => sought.push(time));
    for (const key of ['ArrowRight', 'ArrowUp', 'ArrowLeft', 'PageUp']) await sendKeys({ press: key });
    expect(sought).to.deep.equal([5, 10, 5, 20]);
    expect(scrub.getAttribute('aria-valuetext')).to.match(/ of 0:30$/);
    await sendKeys({ press: 'End' });
    expect(element.currentTime).to.equal(30);
    await sendKeys({ press: 'Home' });
    expect(element.currentTime).to.equal(0);
    const [back, forward] = element.shadowRoot!.querySelectorAll<HTMLElement>('[part=skip]');
    forward!.click();
    expect(element.currentTime).to.equal(15);
    back!.click();
    back!.click();
    expect(element.currentTime).to.equal(0);
    scrub.value = '12';
    scrub.dispatchEvent(new Event('input'));
    await element.updateComplete;
    expect([element.currentTime, part(element, 'time').textContent]).to.deep.equal([0, '0:12 / 0:30']);
    scrub.dispatchEvent(new Event('change'));
    expect(element.currentTime).to.equal(12);
    element.addEventListener('rm-seek', (event) => event.preventDefault());
    forward!.click();
    expect(element.currentTime).to.equal(12);
    element.dir = 'rtl';
    element.addEventListener('rm-seek', ({ time }) => expect(time).to.equal(17), { once: true });
    scrub.focus();
    await sendKeys({ press: 'ArrowLeft' });
  });

  it('has speed, volume and loop, and takes no nonsense for them', async () => {
    const element = await withFile();
    const rate = part<HTMLSelectElement>(element, 'rate');
    rate.value = '1.5';
    rate.dispatchEvent(new Event('change'));
    expect(element.rate).to.equal(1.5);
    element.rate = 0.33;
    await element.updateComplete;
    expect(rate.value).to.equal('0.33');
    for (const value of [NaN, -5, 1e9]) {
      element.rate = value;
      element.volume = value;
      await element.updateComplete;
    }
    element.currentTime = NaN;
    element.currentTime = -3;
    expect([element.currentTime, element.error]).to.deep.equal([0, undefined]);
  });

  it('comes to the end', async () => {
    const short = URL.createObjectURL(wav({ seconds: 0.2 }));
    const element = await withFile(html`<rm-player src=${short} muted></rm-player>`);
    setTimeout(() => void element.play());
    await oneEvent(element, 'ended');
    expect(element.paused).to.equal(true);
    URL.revokeObjectURL(short);
  });

  it('lets others see the sound, but not that of a server that does not allow it', async () => {
    const element = await withFile();
    expect(element.analyser).to.be.instanceOf(AnalyserNode);
    expect(element.analyser).to.equal(element.analyser);
    await element.play();
    const values = new Uint8Array(1024);
    await until(() => (element.analyser!.getByteFrequencyData(values), values.some((value) => value > 100)), 'a sound');
    const other = await fixture<RmPlayer>(html`<rm-player></rm-player>`);
    await consoleErrors(async () => {
      other.src = 'https://elsewhere.invalid/a.mp3';
      await until(() => other.error, 'the failure');
    });
    expect(other.analyser).to.equal(undefined);
  });

  it('shows what cannot be played, once, and tries again', async () => {
    const element = await fixture<RmPlayer>(html`<rm-player></rm-player>`);
    const lines = await consoleErrors(async () => {
      element.src = 'data:audio/wav;base64,AAAA';
      await until(() => element.error, 'the failure');
      await element.play();
      await aTimeout(30);
    });
    expect(lines.length).to.equal(1);
    await element.updateComplete;
    await expect(element).to.be.accessible();
    await consoleErrors(async () => {
      element.src = 'http://[';
      await until(() => element.error?.message.includes('no address'), 'the address');
    });
    expect(element.error?.code).to.equal('RM4302');
    element.src = url;
    await until(() => element.duration === 30, 'the good file');
    expect(element.error).to.equal(undefined);
  });

  it('says that the browser holds the sound back, and plays when it is asked to', async () => {
    const original = HTMLMediaElement.prototype.play;
    HTMLMediaElement.prototype.play = () => Promise.reject(new DOMException('no gesture', 'NotAllowedError'));
    const element = await fixture<RmPlayer>(html`<rm-player autoplay muted></rm-player>`);
    try {
      const lines = await consoleErrors(async () => {
        element.src = url;
        await until(() => element.error, 'the refusal');
      });
      expect(lines.length).to.equal(1);
      expect(element.error?.code).to.equal('RM4303');
      await element.updateComplete;
      await expect(element).to.be.accessible();
    } finally {
      HTMLMediaElement.prototype.play = original;
    }
    part(element, 'play').click();
    await until(() => !element.paused && !element.error, 'the sound');
  });

  it('is silent once it is removed, also while it gets ready', async () => {
    const element = await withFile();
    await element.play();
    const { analyser } = element;
    element.remove();
    await until(() => (analyser!.context as AudioContext).state === 'closed', 'the end of the context');
    expect(element.paused).to.equal(true);
    const other = await fixture<RmPlayer>(html`<rm-player></rm-player>`);
    other.src = url;
    const playing = other.play();
    other.remove();
    await playing;
    expect(other.paused).to.equal(true);
  });

  it('marks the words of a transcript, which seeks in it', async () => {
    const holder = await fixture(html`<div><rm-player id="voice" src=${url} muted></rm-player><rm-transcript for-player="voice"></rm-transcript></div>`);
    const [element, transcript] = [holder.querySelector('rm-player')!, holder.querySelector('rm-transcript')!];
    await until(() => element.duration > 0, 'the file');
    transcript.segments = [{ text: 'one two', start: 0, end: 4, words: [{ text: 'one', start: 0, end: 2 }, { text: 'two', start: 2, end: 4 }] }];
    await transcript.updateComplete;
    transcript.shadowRoot!.querySelectorAll<HTMLElement>('.word')[1]!.click();
    expect(element.currentTime).to.equal(2);
    await until(() => transcript.shadowRoot!.querySelector('[part~=word-current]')?.textContent === 'two', 'the word');
  });
});

describe('rm-player with a stream', () => {
  it('plays blocks without a gap, each on the sample on which the one before ends', async () => {
    const element = await fixture<RmPlayer>(html`<rm-player muted></rm-player>`);
    await started(async (log) => {
      for (let index = 0; index < 5; index += 1) element.push(sound(0.1));
      await element.play();
      element.push(sound(0.05));
      await until(() => log.length === 6, 'all blocks');
      for (const [index, { when }] of log.entries()) {
        if (index > 0) expect(when - log[index - 1]!.when).to.be.closeTo(log[index - 1]!.duration, 1e-9);
      }
      expect(element.duration).to.be.closeTo(0.55, 1e-9);
      await until(() => element.currentTime > 0.5, 'the end of what is there');
      // It waits for more: nobody has said that this was all.
      expect(element.paused).to.equal(false);
      element.push(sound(0.1));
      await until(() => log.length === 7, 'the late block');
    });
    await expect(element).to.be.accessible();
  });

  it('seeks, changes its speed and pauses within what is there', async () => {
    const element = await fixture<RmPlayer>(html`<rm-player muted></rm-player>`);
    await started(async (log) => {
      for (let index = 0; index < 10; index += 1) element.push(sound(1));
      await element.updateComplete;
      await until(() => element.duration === 10, 'the blocks');
      element.currentTime = 4.25;
      await element.play();
      expect([log[0]!.offset, log.length < 6]).to.deep.equal([0.25, true]);
      expect(element.currentTime).to.be.within(4.25, 6);
      const before = log.length;
      element.rate = 2;
      await element.updateComplete;
      expect(log.slice(before).every(({ rate }) => rate === 2)).to.equal(true);
      expect(log.length).to.be.above(before);
      const [first, second] = log.slice(before);
      expect(second!.when - first!.when).to.be.closeTo((1 - first!.offset) / 2, 1e-9);
      element.pause();
      const at = element.currentTime;
      await aTimeout(100);
      expect(element.currentTime).to.equal(at);
      element.currentTime = 99;
      expect(element.currentTime).to.equal(10);
    });
  });

  it('hands on only what sounds soon', async () => {
    const element = await fixture<RmPlayer>(html`<rm-player muted></rm-player>`);
    await started(async (log) => {
      for (let index = 0; index < 300; index += 1) element.push(sound(0.1));
      await element.play();
      expect(log.length).to.be.within(15, 40);
    });
  });

  it('says that the browser holds the sound back, and keeps what arrives', async () => {
    const element = await fixture<RmPlayer>(html`<rm-player autoplay muted></rm-player>`);
    const [state, resume] = [Object.getOwnPropertyDescriptor(BaseAudioContext.prototype, 'state')!, AudioContext.prototype.resume];
    Object.defineProperty(BaseAudioContext.prototype, 'state', { configurable: true, get: () => 'suspended' });
    AudioContext.prototype.resume = async () => {};
    try {
      await consoleErrors(async () => {
        element.push(sound(0.2));
        await until(() => element.error, 'the refusal');
        element.push(sound(0.2));
      });
      expect(element.error?.code).to.equal('RM4303');
    } finally {
      Object.defineProperty(BaseAudioContext.prototype, 'state', state);
      AudioContext.prototype.resume = resume;
    }
    await element.play();
    expect([element.paused, element.error]).to.deep.equal([false, undefined]);
    expect(element.duration).to.be.closeTo(0.4, 1e-9);
  });

  it('shows sound that no browser plays', async () => {
    const element = await fixture<RmPlayer>(html`<rm-player muted></rm-player>`);
    element.push({ ...sound(0.1), channels: 40 });
    await consoleErrors(async () => {
      await element.play();
      await until(() => element.error, 'the failure');
    });
    expect([element.error?.code, element.paused]).to.deep.equal(['RM4302', true]);
  });

  it('takes the sound of its pipeline: ends with the run, and begins anew with the next', async () => {
    const listeners = new Set<any>();
    const holder = await fixture<HTMLElement>(html`<div></div>`);
    holder.addEventListener('context-request', (event: any) => {
      event.stopImmediatePropagation();
      event.callback({ version: 1, element: holder, store: new PipelineStore<any>(), join: () => () => {}, listen: (one: any) => (listeners.add(one), () => listeners.delete(one)), sourcesOf: () => ['n'], nodeIdOf: () => undefined, changed() {}, submit: async () => {}, touch() {}, report() {}, retry() {} });
    });
    const element = document.createElement('rm-player');
    element.muted = element.autoplay = true;
    holder.append(element);
    const tell = (what: string, value?: unknown): void => listeners.forEach((one) => one[what]?.(value));
    tell('reset');
    tell('output', { nodeId: 'n', sequence: 1, item: { text: 'no sound' } });
    tell('output', { nodeId: 'other', sequence: 1, item: sound(1) });
    await element.updateComplete;
    expect(element.matches(':state(empty)')).to.equal(true);
    tell('output', { nodeId: 'n', sequence: 1, item: sound(0.1) });
    setTimeout(() => tell('settled'));
    await oneEvent(element, 'ended');
    expect(element.paused).to.equal(true);
    tell('reset');
    expect(element.duration).to.be.closeTo(0.1, 1e-9);
    tell('output', { nodeId: 'n', sequence: 1, item: sound(0.3) });
    await until(() => Math.abs(element.duration - 0.3) < 1e-9, 'the new sound');
    element.remove();
    expect(listeners.size).to.equal(0);
  });

  it('closes its context when it is removed', async () => {
    const element = await fixture<RmPlayer>(html`<rm-player muted></rm-player>`);
    element.push(sound(1));
    await element.play();
    const context = element.analyser!.context as AudioContext;
    element.remove();
    await until(() => context.state === 'closed', 'the end of the context');
  });
});
