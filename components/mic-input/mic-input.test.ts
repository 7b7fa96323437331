import { expect, fixture, html, oneEvent } from '@open-wc/testing';
import { sendKeys } from '@web/test-runner-commands';
import { decodeAudio } from '../../core/index.js';
import { micCodes } from '../../core/audio/mic-states.js';
import { consoleErrors, until } from '../internal/testing.js';
import type { RmMicInput } from './mic-input.js';
import type { RmPipeline } from '../pipeline/pipeline.js';
import './mic-input.js';
import '../index.js';

const button = (element: RmMicInput): HTMLButtonElement => element.shadowRoot!.querySelector('.main')!;
const named = (element: RmMicInput, name: string): HTMLElement => element.shadowRoot!.querySelector(`[part="${name}"]`)!;
const shown = (element: RmMicInput): string => element.shadowRoot!.querySelector('#message:not([hidden])')?.textContent?.trim() ?? '';
const recording = (element: RmMicInput): Promise<void> => until(() => element.micState === 'recording', 'the recording');

/** Replaces something of the browser while an action runs. */
async function replaced<Target extends object>(target: Target, values: Record<string, unknown>, action: () => Promise<unknown>): Promise<void> {
  const before = Object.entries(values).map(([name]) => [name, Object.getOwnPropertyDescriptor(target, name)] as const);
  for (const [name, value] of Object.entries(values)) Object.defineProperty(target, name, { configurable: true, writable: true, value });
  try {
    await action();
  } finally {
    for (const [name, descriptor] of before) {
      if (descriptor) Object.defineProperty(target, name, descriptor);
      else delete (target as Record<string, unknown>)[name];
    }
  }
}
const refusing = (name: string): Record<string, unknown> => ({ getUserMedia: async () => Promise.reject(new DOMException('No', name)) });
const answering = (state: PermissionState): Record<string, unknown> => ({ query: async () => Object.assign(new EventTarget(), { state }) });

afterEach(() => localStorage.clear());

describe('rm-mic-input', () => {
  it('records from a press to the next with one button that keeps the focus, and says each time what to do', async () => {
    const element = await fixture<RmMicInput>(html`<rm-mic-input lang="en"></rm-mic-input>`);
    await expect(element).to.be.accessible();
    expect(shown(element)).to.contain('Press the button');
    const states: string[] = [];
    element.addEventListener('rm-mic-state', ({ state }) => states.push(state));
    element.focus();
    const first = button(element);
    await sendKeys({ press: 'Enter' });
    await recording(element);
    await element.updateComplete;
    expect(element.matches(':state(recording)')).to.equal(true);
    expect(shown(element)).to.contain('Press the button again');
    expect(element.stream?.getAudioTracks()[0]?.readyState).to.equal('live');
    expect(element.analyser).to.be.instanceOf(AnalyserNode);
    expect(named(element, 'timer').textContent).to.equal('0:00');
    await expect(element).to.be.accessible();
    const stream = element.stream!;
    await sendKeys({ press: 'Space' });
    await until(() => element.micState === 'idle', 'the end');
    await element.updateComplete;
    expect(element.shadowRoot!.activeElement).to.equal(first);
    expect(stream.getAudioTracks()[0]?.readyState).to.equal('ended');
    expect(element.analyser).to.equal(undefined);
    expect(states).to.deep.equal(['requesting', 'recording', 'idle']);
  });

  it('tells how loud it is, at most twenty times a second, with bubbling events', async () => {
    const box = await fixture<HTMLElement>(html`<div><rm-mic-input></rm-mic-input></div>`);
    const element = box.querySelector('rm-mic-input')!;
    const levels: number[] = [];
    box.addEventListener('rm-level', ({ rms }) => levels.push(rms));
    await element.start();
    const began = performance.now();
    // The fake microphone beeps once a second.
    await until(() => levels.some((rms) => rms > 0.01), 'a beep');
    expect(levels.length).to.be.at.most(((performance.now() - began) / 1000) * 20 + 3);
    await element.stop();
  });

  it('keeps the recording as a file that is its value in a form', async () => {
    const form = await fixture<HTMLFormElement>(html`<form><rm-mic-input name="voice" required lang="en"></rm-mic-input></form>`);
    const element = form.querySelector('rm-mic-input')!;
    expect(form.checkValidity()).to.equal(false);
    await element.start();
    await new Promise((done) => setTimeout(done, 400));
    setTimeout(() => void element.stop());
    const { blob, duration } = (await oneEvent(element, 'rm-recording')) as unknown as { blob: File; duration: number };
    expect(duration).to.be.above(0.1);
    await element.updateComplete;
    expect(form.checkValidity()).to.equal(true);
    expect(new FormData(form).get('voice')).to.equal(blob);
    expect([blob.type, blob.name]).to.deep.equal(['audio/wav', 'recording.wav']);
    const audio = await decodeAudio(blob);
    expect([audio.sampleRate, audio.channels, audio.samples.length]).to.deep.equal([16_000, 1, Math.round(duration * 16_000)]);
    form.reset();
    await element.updateComplete;
    expect(new FormData(form).get('voice')).to.equal(null);
  });

  it('records compressed for long takes, pauses left out', async () => {
    const element = await fixture<RmMicInput>(html`<rm-mic-input record="compressed"></rm-mic-input>`);
    await element.start();
    await new Promise((done) => setTimeout(done, 500));
    setTimeout(() => void element.stop());
    const { blob } = (await oneEvent(element, 'rm-recording')) as unknown as { blob: File };
    expect([blob.type, blob.name]).to.deep.equal(['audio/webm', 'recording.webm']);
    expect((await decodeAudio(blob)).samples.length).to.be.above(1000);
  });

  it('paused, time stands still; muted, there is silence', async () => {
    const element = await fixture<RmMicInput>(html`<rm-mic-input record></rm-mic-input>`);
    await element.start();
    await recording(element);
    await element.updateComplete;
    named(element, 'pause').click();
    await element.updateComplete;
    expect([element.micState, element.hasAttribute('paused'), named(element, 'pause').getAttribute('aria-pressed')]).to.deep.equal(['paused', true, 'true']);
    await element.updateComplete;
    expect(shown(element)).to.contain('Paused');
    await expect(element).to.be.accessible();
    let told = 0;
    element.addEventListener('rm-level', () => (told += 1));
    await new Promise((done) => setTimeout(done, 200));
    expect(told).to.be.at.most(2);
    named(element, 'pause').click();
    named(element, 'mute').click();
    await element.updateComplete;
    expect([element.micState, element.stream?.getAudioTracks()[0]?.enabled]).to.deep.equal(['muted', false]);
    await element.updateComplete;
    expect(shown(element)).to.contain('Muted');
    await expect(element).to.be.accessible();
    await element.stop();
    expect(element.paused).to.equal(false);
  });

  it('stops by itself after max-duration, and after a silence', async () => {
    const limited = await fixture<RmMicInput>(html`<rm-mic-input max-duration="0.3" record></rm-mic-input>`);
    await limited.start();
    const { duration } = (await oneEvent(limited, 'rm-recording')) as unknown as { duration: number };
    expect(duration).to.be.within(0.25, 0.9);
    const silent = await fixture<RmMicInput>(html`<rm-mic-input muted silence-timeout="0.2"></rm-mic-input>`);
    await silent.start();
    await until(() => silent.micState === 'idle', 'the end of the silence');
  });

  it('tells when somebody speaks', async () => {
    const element = await fixture<RmMicInput>(html`<rm-mic-input vad="energy" vad-threshold="0.0005"></rm-mic-input>`);
    const heard: string[] = [];
    for (const type of ['rm-speech-start', 'rm-speech-end'] as const) element.addEventListener(type, ({ time }) => heard.push(`${type} ${time > 0}`));
    await element.start();
    await until(() => heard.length > 0, 'speech');
    await element.stop();
    expect(heard.slice(0, 1)).to.deep.equal(['rm-speech-start true']);
  });

  it('push to talk records while the button or the shortcut is held', async () => {
    const element = await fixture<RmMicInput>(html`<rm-mic-input mode="push-to-talk" shortcut="Control+Shift+Y" lang="en"></rm-mic-input>`);
    await expect(element).to.be.accessible();
    expect(button(element).textContent).to.contain('Hold to talk');
    await until(() => shown(element).startsWith('Hold the button'), 'the sentence');
    expect(button(element).getAttribute('aria-keyshortcuts')).to.equal('Control+Shift+Y');
    element.focus();
    await sendKeys({ down: 'Space' });
    await recording(element);
    expect(shown(element)).to.contain('Let go');
    expect(button(element).getAttribute('aria-pressed')).to.equal('true');
    await sendKeys({ up: 'Space' });
    await until(() => element.micState === 'idle', 'the end');
    button(element).dispatchEvent(new PointerEvent('pointerdown', { bubbles: true }));
    await recording(element);
    button(element).dispatchEvent(new PointerEvent('pointerup', { bubbles: true }));
    await until(() => element.micState === 'idle', 'the end');
    document.body.dispatchEvent(new KeyboardEvent('keydown', { key: 'Y', ctrlKey: true, shiftKey: true, bubbles: true }));
    await recording(element);
    document.body.dispatchEvent(new KeyboardEvent('keyup', { key: 'Y', ctrlKey: true, shiftKey: true, bubbles: true }));
    await until(() => element.micState === 'idle', 'the end');
  });

  it('a shortcut of one letter is not heard while somebody types', async () => {
    const box = await fixture(html`<div><input aria-label="text" /><rm-mic-input shortcut="r"></rm-mic-input></div>`);
    const element = box.querySelector('rm-mic-input')!;
    box.querySelector('input')!.focus();
    await sendKeys({ press: 'r' });
    await new Promise((done) => setTimeout(done, 50));
    expect(element.micState).to.equal('idle');
    box.querySelector('input')!.blur();
    await sendKeys({ press: 'r' });
    await recording(element);
    await element.stop();
  });

  for (const [state, target, values] of [
    ['insecure', globalThis, { isSecureContext: false }],
    ['unsupported', globalThis, { AudioWorkletNode: undefined }],
    ['blocked-by-policy', Document.prototype, { featurePolicy: { allowsFeature: () => false } }],
    ['sandboxed', globalThis, { origin: 'null' }],
    ['no-device', navigator.mediaDevices, refusing('NotFoundError')],
    ['in-use', navigator.mediaDevices, refusing('NotReadableError')],
    ['denied', navigator.mediaDevices, refusing('NotAllowedError')],
    ['dismissed', navigator.mediaDevices, refusing('NotAllowedError')],
  ] as [keyof typeof micCodes, object, Record<string, unknown>][]) {
    it(`${state}: a state, a code, a card that says what to do, one event and one line`, async () => {
      await replaced(navigator.permissions, answering(state === 'denied' ? 'denied' : 'prompt'), () =>
        replaced(target, values, async () => {
          const element = await fixture<RmMicInput>(html`<rm-mic-input></rm-mic-input>`);
          const codes: string[] = [];
          element.addEventListener('rm-error', ({ error }) => codes.push(error.code));
          const lines = await consoleErrors(async () => {
            expect(await element.start()).to.equal(false);
          });
          await element.updateComplete;
          const code = micCodes[state];
          expect([element.micState, element.matches(`:state(${state})`), codes]).to.deep.equal([state, true, [code]]);
          expect(lines.length).to.equal(1);
          expect(lines[0]).to.contain(`${code} in <rm-mic-input>`);
          const card = element.shadowRoot!.querySelector('rm-error')!;
          await until(() => card.shadowRoot?.textContent?.includes(card.error!.hint), 'the hint');
          await expect(element).to.be.accessible();
        }),
      );
    });
  }

  it('a refusal is withdrawn when the visitor allows it in the browser', async () => {
    const status = Object.assign(new EventTarget(), { state: 'denied' });
    await replaced(navigator.permissions, { query: async () => status }, () =>
      replaced(navigator.mediaDevices, refusing('NotAllowedError'), async () => {
        const element = await fixture<RmMicInput>(html`<rm-mic-input></rm-mic-input>`);
        await consoleErrors(() => element.start());
        expect(element.micState).to.equal('denied');
        status.state = 'granted';
        status.dispatchEvent(new Event('change'));
        await element.updateComplete;
        expect([element.micState, element.shadowRoot!.querySelector('rm-error')]).to.deep.equal(['idle', null]);
      }),
    );
  });

  it('a press while the browser asks takes the question back; the late answer is let go', async () => {
    const real = await navigator.mediaDevices.getUserMedia({ audio: true });
    let answer!: (stream: MediaStream) => void;
    await replaced(navigator.mediaDevices, { getUserMedia: () => new Promise((resolve) => (answer = resolve)) }, async () => {
      const element = await fixture<RmMicInput>(html`<rm-mic-input lang="en"></rm-mic-input>`);
      const starting = element.start();
      await until(() => element.micState === 'requesting' && answer, 'the question');
      await element.updateComplete;
      expect(button(element).textContent).to.contain('Cancel');
      expect(shown(element)).to.contain('Allow');
      await expect(element).to.be.accessible();
      button(element).click();
      await until(() => element.micState === 'idle', 'the end');
      answer(real);
      expect(await starting).to.equal(false);
      expect(real.getAudioTracks()[0]?.readyState).to.equal('ended');
    });
  });

  it('a listener may keep it shut', async () => {
    const element = await fixture<RmMicInput>(html`<rm-mic-input></rm-mic-input>`);
    element.addEventListener('rm-record-request', (event) => event.preventDefault());
    expect(await element.start()).to.equal(false);
    expect(element.micState).to.equal('idle');
  });

  it('removed while it records, it delivers the recording and gives the microphone back', async () => {
    const element = await fixture<RmMicInput>(html`<rm-mic-input record></rm-mic-input>`);
    await element.start();
    await new Promise((done) => setTimeout(done, 200));
    const { stream } = element;
    const arrives = oneEvent(element, 'rm-recording');
    element.remove();
    const { blob } = (await arrives) as unknown as { blob: File };
    expect(blob.size).to.be.above(44);
    expect(stream!.getAudioTracks()[0]?.readyState).to.equal('ended');
  });

  it('moved within the page it goes on', async () => {
    const box = await fixture(html`<div><rm-mic-input></rm-mic-input><p></p></div>`);
    const element = box.querySelector('rm-mic-input')!;
    await element.start();
    box.append(element);
    await new Promise((done) => setTimeout(done, 100));
    expect(element.micState).to.equal('recording');
    await element.stop();
  });

  it('when the page goes, so does the microphone', async () => {
    const element = await fixture<RmMicInput>(html`<rm-mic-input></rm-mic-input>`);
    await element.start();
    const { stream } = element;
    dispatchEvent(new PageTransitionEvent('pagehide'));
    expect(stream!.getAudioTracks()[0]?.readyState).to.equal('ended');
    expect(element.micState).to.equal('idle');
  });

  it('knows the microphones, and goes on with the one that is chosen', async () => {
    const element = await fixture<RmMicInput>(html`<rm-mic-input lang="en"></rm-mic-input>`);
    let told = 0;
    element.addEventListener('rm-devices-change', ({ devices }) => (told = devices.length));
    await element.start();
    await until(() => element.devices.length > 0, 'devices');
    expect(told).to.equal(element.devices.length);
    await element.updateComplete;
    const before = element.stream;
    element.deviceId = element.devices.at(-1)!.id;
    await until(() => element.stream !== before, 'the other microphone');
    expect(element.stream!.getAudioTracks()[0]?.getSettings().deviceId).to.equal(element.deviceId);
    expect(before!.getAudioTracks()[0]?.readyState).to.equal('ended');
    let heard = false;
    element.addEventListener('rm-level', () => (heard = true));
    await until(() => heard, 'its sound');
    await element.stop();
  });

  it('an unplugged microphone: the next one takes over; without any the recording ends, is kept, and says why', async () => {
    const element = await fixture<RmMicInput>(html`<rm-mic-input record></rm-mic-input>`);
    await element.start();
    const first = element.stream!;
    first.getAudioTracks()[0]!.dispatchEvent(new Event('ended'));
    await until(() => element.stream !== first, 'the next microphone');
    expect(element.micState).to.equal('recording');
    await new Promise((done) => setTimeout(done, 200));
    const arrives = oneEvent(element, 'rm-recording');
    const lines = await consoleErrors(() =>
      replaced(navigator.mediaDevices, refusing('NotFoundError'), async () => {
        element.stream!.getAudioTracks()[0]!.dispatchEvent(new Event('ended'));
        await arrives;
      }),
    );
    expect([element.micState, element.error?.code, lines.length]).to.deep.equal(['idle', 'RM4108', 1]);
  });

  it('disabled it stops, and takes nothing', async () => {
    const element = await fixture<RmMicInput>(html`<rm-mic-input></rm-mic-input>`);
    await element.start();
    element.disabled = true;
    await until(() => element.micState === 'idle', 'the end');
    expect(await element.start()).to.equal(false);
    await expect(element).to.be.accessible();
  });

  it('in open mode it begins at once where it was allowed before, and else asks nobody', async () => {
    await replaced(navigator.permissions, answering('prompt'), async () => {
      const shy = await fixture<RmMicInput>(html`<rm-mic-input mode="open"></rm-mic-input>`);
      await new Promise((done) => setTimeout(done, 100));
      expect(shy.micState).to.equal('idle');
    });
    await replaced(navigator.permissions, answering('granted'), async () => {
      const open = await fixture<RmMicInput>(html`<rm-mic-input mode="open"></rm-mic-input>`);
      await recording(open);
      await open.stop();
    });
  });

  it('shows hostile words as text', async () => {
    const hostile = '<img src=x onerror="window.hacked=1">';
    const element = await fixture<RmMicInput>(html`<rm-mic-input label=${hostile} strings=${JSON.stringify({ idle: hostile })}></rm-mic-input>`);
    expect(button(element).textContent).to.contain(hostile);
    await until(() => shown(element) === hostile, 'the words');
    expect(element.shadowRoot!.querySelector('img')).to.equal(null);
  });
});

// With the real runtime, from the sources.
describe('rm-mic-input in a pipeline', () => {
  async function place(code: string): Promise<{ pipeline: RmPipeline; mic: RmMicInput }> {
    const box = await fixture<HTMLElement>(html`<div></div>`);
    box.append(document.createRange().createContextualFragment(`<rm-pipeline load="manual"><rm-mic-input record></rm-mic-input><rm-python><script type="text/x-python">\n${code}\n</script></rm-python><rm-output></rm-output></rm-pipeline>`));
    return { pipeline: box.querySelector('rm-pipeline')!, mic: box.querySelector('rm-mic-input')! };
  }

  it('every sample goes in, and the pipeline ends with it', async () => {
    const { pipeline, mic } = await place('class Sum:\n    total = 0\n    gaps = 0\n    def process(self, x):\n        self.gaps += x.start - self.total\n        self.total += len(x.samples)\n    def flush(self):\n        return [self.total, self.gaps]');
    await mic.start();
    await until(() => pipeline.status === 'running', 'the session');
    await new Promise((done) => setTimeout(done, 300));
    const arrives = oneEvent(mic, 'rm-recording');
    await mic.stop();
    const { duration } = (await arrives) as unknown as { duration: number };
    await until(() => pipeline.status === 'done', 'the end');
    expect(pipeline.querySelector('rm-output')!.items).to.deep.equal([[Math.round(duration * 16_000), 0]]);
  });

  it('a session that breaks stops the microphone, with the error in the node', async () => {
    const { pipeline, mic } = await place('import os\nclass P:\n    def process(self, x):\n        os._exit(1)');
    const codes: string[] = [];
    pipeline.addEventListener('rm-error', ({ error }) => codes.push(error.code));
    await consoleErrors(async () => {
      await mic.start();
      await until(() => codes.length > 0 && mic.micState === 'idle', 'the end');
    });
    expect(codes).to.deep.equal(['RM2303']);
    expect(pipeline.querySelector('rm-python')!.error?.code).to.equal('RM2303');
  });

  it('a pipeline that is vetoed or stopped stops it too', async () => {
    const { pipeline, mic } = await place('class P:\n    def process(self, x):\n        return 1');
    pipeline.addEventListener('rm-start-request', (event) => event.preventDefault(), { once: true });
    await mic.start();
    await until(() => mic.micState === 'idle', 'the end');
    await mic.start();
    await until(() => pipeline.status === 'running', 'the session');
    pipeline.stop();
    await until(() => mic.micState === 'idle', 'the end');
    expect(mic.error).to.equal(undefined);
  });
});
