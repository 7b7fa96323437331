import { expect, fixture, html, oneEvent } from '@open-wc/testing';
import { isAudio, type AudioItem } from '../../core/index.js';
import { accepts } from '../internal/read-file.js';
import { parseSize } from './intake.js';
import { consoleErrors, until, wav } from '../internal/testing.js';
import type { RmFileInput } from './file-input.js';
import './file-input.js';

const texts = (element: RmFileInput, selector: string): (string | undefined)[] =>
  [...(element.shadowRoot?.querySelectorAll(selector) ?? [])].map((one) => one.textContent?.replace(/\s+/g, ' ').trim());
const problems = (element: RmFileInput): string[] => [...(element.shadowRoot?.querySelectorAll('rm-error') ?? [])].map((one) => one.error?.code ?? '');
const transfer = (...files: File[]): DataTransfer => {
  const data = new DataTransfer();
  for (const file of files) data.items.add(file);
  return data;
};

/** What watches drops comes after the element. */
async function takingDrops(): Promise<RmFileInput> {
  const element = await fixture<RmFileInput>(html`<rm-file-input></rm-file-input>`);
  await import('./drops.js');
  await new Promise((done) => setTimeout(done));
  return element;
}

describe('rm-file-input', () => {
  it('is accessible empty, filled, refusing and disabled', async () => {
    await expect(await fixture(html`<rm-file-input></rm-file-input>`)).to.be.accessible();
    await expect(await fixture(html`<rm-file-input disabled label="Sound"></rm-file-input>`)).to.be.accessible();
    const element = await fixture<RmFileInput>(html`<rm-file-input multiple></rm-file-input>`);
    await consoleErrors(() => element.take([wav(), new File([], 'empty.wav', { type: 'audio/wav' })]));
    await element.updateComplete;
    expect(element.matches(':state(ready)')).to.equal(true);
    await expect(element).to.be.accessible();
  });

  it('decodes audio to float samples at the file’s own rate', async () => {
    const element = await fixture<RmFileInput>(html`<rm-file-input lang="en"></rm-file-input>`);
    setTimeout(() => void element.take([wav({ seconds: 0.5, rate: 22050, channels: 2, name: 'stereo.wav' })]));
    const event: any = await oneEvent(element, 'rm-files');
    const item = event.items[0] as AudioItem;
    expect(isAudio(item)).to.equal(true);
    expect([item.sampleRate, item.channels]).to.deep.equal([22050, 2]);
    expect(item.samples.length).to.equal(22050);
    await element.updateComplete;
    expect(texts(element, '.facts')).to.deep.equal(['44.1 kB · 0.5s · 22.05 kHz · stereo']);
    expect(element.files[0]?.name).to.equal('stereo.wav');
  });

  it('takes a drop on itself and marks it while it hovers', async () => {
    const element = await takingDrops();
    const over = new DragEvent('dragover', { dataTransfer: transfer(wav()), bubbles: true, composed: true, cancelable: true });
    element.dispatchEvent(over);
    expect(over.defaultPrevented).to.equal(true);
    await element.updateComplete;
    expect(element.matches(':state(dragging)')).to.equal(true);
    element.dispatchEvent(new DragEvent('drop', { dataTransfer: transfer(wav()), bubbles: true, composed: true, cancelable: true }));
    await oneEvent(element, 'rm-files');
    expect(element.matches(':state(dragging)')).to.equal(false);
    expect(element.files.length).to.equal(1);
  });

  it('takes a drop anywhere with drop="page", and elsewhere not without', async () => {
    const element = await takingDrops();
    const elsewhere = () => new DragEvent('dragover', { dataTransfer: transfer(wav()), bubbles: true, cancelable: true });
    const first = elsewhere();
    document.body.dispatchEvent(first);
    expect(first.defaultPrevented).to.equal(false);
    element.drop = 'page';
    const second = elsewhere();
    document.body.dispatchEvent(second);
    expect(second.defaultPrevented).to.equal(true);
    setTimeout(() => document.body.dispatchEvent(new DragEvent('drop', { dataTransfer: transfer(wav({ name: 'page.wav' })), bubbles: true, cancelable: true })));
    await oneEvent(element, 'rm-files');
    expect(element.files.map(({ name }) => name)).to.deep.equal(['page.wav']);
  });

  it('takes pasted files', async () => {
    const element = await takingDrops();
    setTimeout(() => document.body.dispatchEvent(new ClipboardEvent('paste', { clipboardData: transfer(wav()), bubbles: true, cancelable: true })));
    await oneEvent(element, 'rm-files');
    expect(element.files.length).to.equal(1);
  });

  it('leaves a paste into a text field alone', async () => {
    const box = await fixture(html`<div><rm-file-input></rm-file-input><input /></div>`);
    const paste = new ClipboardEvent('paste', { clipboardData: transfer(wav()), bubbles: true, cancelable: true });
    box.querySelector('input')!.dispatchEvent(paste);
    expect(paste.defaultPrevented).to.equal(false);
  });

  it('opens the dialog by keyboard: the button is a native one', async () => {
    const element = await fixture<RmFileInput>(html`<rm-file-input></rm-file-input>`);
    let opened = 0;
    element.shadowRoot!.querySelector('input')!.addEventListener('click', (event) => {
      event.preventDefault();
      opened += 1;
    });
    element.focus();
    expect(element.shadowRoot?.activeElement?.localName).to.equal('button');
    (element.shadowRoot?.activeElement as HTMLButtonElement).click();
    expect(opened).to.equal(1);
  });

  for (const [what, file, code] of [
    ['an empty file', () => new File([], 'empty.wav', { type: 'audio/wav' }), 'RM4201'],
    ['a renamed PNG', () => new File([Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13)], 'song.wav', { type: 'audio/wav' }), 'RM4202'],
    ['a type that is not accepted', () => new File(['x'], 'x.png', { type: 'image/png' }), 'RM4202'],
    ['a file over the limit', () => wav({ seconds: 2 }), 'RM4203'],
    ['a file cut off in its header', () => new File([wav().slice(0, 30)], 'cut.wav', { type: 'audio/wav' }), 'RM4204'],
  ] as const) {
    it(`refuses ${what} in place, with one event and one console line`, async () => {
      const element = await fixture<RmFileInput>(html`<rm-file-input max-size="50kB"></rm-file-input>`);
      const rejected: string[] = [];
      element.addEventListener('rm-reject', (event) => rejected.push(event.reason));
      const lines = await consoleErrors(() => element.take([file()]));
      await element.updateComplete;
      expect(rejected).to.deep.equal([code]);
      expect(problems(element)).to.deep.equal([code]);
      expect(lines.length).to.equal(1);
      expect(lines[0]).to.contain(`${code} in <rm-file-input>`);
      expect(element.files.length).to.equal(0);
      await expect(element).to.be.accessible();
    });
  }

  it('takes the good ones of several', async () => {
    const element = await fixture<RmFileInput>(html`<rm-file-input multiple></rm-file-input>`);
    await consoleErrors(() => element.take([wav({ name: 'a.wav' }), new File([], 'b.wav'), wav({ name: 'c.wav' })]));
    expect(element.files.map(({ name }) => name)).to.deep.equal(['a.wav', 'c.wav']);
  });

  it('reads text, JSON and bytes as such', async () => {
    const element = await fixture<RmFileInput>(html`<rm-file-input accept="" multiple></rm-file-input>`);
    setTimeout(() => void element.take([new File(['hello'], 'a.txt', { type: 'text/plain' }), new File(['{"a":1}'], 'b.json'), new File([Uint8Array.of(1, 2)], 'c.bin')]));
    const event: any = await oneEvent(element, 'rm-files');
    expect(event.items).to.deep.equal(['hello', { a: 1 }, Uint8Array.of(1, 2)]);
  });

  it('is a form control', async () => {
    const form = await fixture<HTMLFormElement>(html`<form><rm-file-input name="sound" required></rm-file-input></form>`);
    const element = form.querySelector('rm-file-input')!;
    expect(form.checkValidity()).to.equal(false);
    await element.take([wav()]);
    await element.updateComplete;
    expect(form.checkValidity()).to.equal(true);
    expect((new FormData(form).get('sound') as File).name).to.equal('tone.wav');
    form.reset();
    await element.updateComplete;
    expect(new FormData(form).get('sound')).to.equal(null);
  });

  it('stops reading when it is removed', async () => {
    const element = await fixture<RmFileInput>(html`<rm-file-input></rm-file-input>`);
    let told = false;
    element.addEventListener('rm-files', () => (told = true));
    const taking = element.take([wav()]);
    element.remove();
    await taking;
    expect(told).to.equal(false);
  });

  describe('progress', () => {
    interface Told {
      stage: string;
      loaded: number;
      total: number | undefined;
      file: string | undefined;
    }
    const listen = (element: RmFileInput): Told[] => {
      const told: Told[] = [];
      element.addEventListener('rm-progress', ({ stage, loaded, total, file }) => told.push({ stage, loaded, total, file: file?.name }));
      return told;
    };
    /** Reading holds until it is told to go on. */
    const held = (file: File): { file: File; go(): void } => {
      let go!: () => void;
      const gate = new Promise<void>((done) => (go = done));
      const { slice } = file;
      file.slice = (...range) => {
        const part = slice.apply(file, range);
        const read = part.arrayBuffer.bind(part);
        part.arrayBuffer = async () => {
          await gate;
          return read();
        };
        return part;
      };
      return { file, go };
    };

    it('is told of reading, decoding and the end, over all files, and not to those around', async () => {
      const element = await fixture<RmFileInput>(html`<rm-file-input multiple accept="audio/*,.txt"></rm-file-input>`);
      const told = listen(element);
      let outside = 0;
      element.parentElement!.addEventListener('rm-progress', () => (outside += 1));
      const sound = wav({ name: 'a.wav' });
      await consoleErrors(() => element.take([sound, new File(['x'], 'c.png'), new File(['hello'], 'b.txt', { type: 'text/plain' })]));
      const total = sound.size + 5;
      expect(told).to.deep.equal([
        { stage: 'read', loaded: 0, total, file: 'a.wav' },
        { stage: 'read', loaded: sound.size, total, file: 'a.wav' },
        { stage: 'decode', loaded: sound.size, total, file: 'a.wav' },
        { stage: 'read', loaded: sound.size, total, file: 'b.txt' },
        { stage: 'read', loaded: total, total, file: 'b.txt' },
        { stage: 'ready', loaded: total, total, file: undefined },
      ]);
      expect(outside).to.equal(0);
    });

    it('is not told when nothing is read', async () => {
      const element = await fixture<RmFileInput>(html`<rm-file-input></rm-file-input>`);
      const told = listen(element);
      await consoleErrors(() => element.take([new File([], 'empty.wav'), new File(['x'], 'x.png')]));
      expect(told).to.deep.equal([]);
    });

    it('is seen of a file that takes a while, and not of a quick one', async () => {
      const element = await fixture<RmFileInput>(html`<rm-file-input lang="en" accept=""></rm-file-input>`);
      const bars = (): HTMLProgressElement[] => [...element.shadowRoot!.querySelectorAll('progress')];
      let quick = 0;
      const watch = new MutationObserver(() => (quick += bars().length));
      watch.observe(element.shadowRoot!, { subtree: true, childList: true });
      await element.take([new File(['quick'], 'a.txt', { type: 'text/plain' })]);
      watch.disconnect();
      expect(quick).to.equal(0);

      const { file, go } = held(new File([new Uint8Array(9 * 2 ** 20)], 'slow.bin'));
      const taking = element.take([file]);
      await until(() => bars().length === 1, 'the bar');
      expect([bars()[0]!.value, bars()[0]!.max, bars()[0]!.getAttribute('aria-label')]).to.deep.equal([0, file.size, 'slow.bin']);
      expect(texts(element, '.facts')).to.deep.equal(['9.4 MB · reading…']);
      await expect(element).to.be.accessible();
      go();
      await taking;
      await element.updateComplete;
      expect(bars()).to.deep.equal([]);
      expect(texts(element, '.facts')).to.deep.equal(['9.4 MB']);
    });

    it('ends with the reading when the file is removed or the element goes', async () => {
      for (const end of ['button', 'element']) {
        const element = await fixture<RmFileInput>(html`<rm-file-input accept="" required></rm-file-input>`);
        const place = element.parentElement!;
        const told = listen(element);
        const { file, go } = held(new File([new Uint8Array(9 * 2 ** 20)], 'slow.bin'));
        const taking = element.take([file]);
        await until(() => element.shadowRoot!.querySelector('progress'), 'the bar');
        if (end === 'element') element.remove();
        else element.shadowRoot!.querySelector<HTMLButtonElement>('li button')!.click();
        go();
        await taking;
        await element.updateComplete;
        expect(told.map(({ stage, loaded }) => `${stage} ${loaded}`), end).to.deep.equal(['read 0']);
        expect(element.files, end).to.deep.equal([]);
        place.append(element);
        await element.updateComplete;
        expect(element.shadowRoot!.querySelector('li'), end).to.equal(null);
        expect(element.checkValidity(), end).to.equal(false);
        expect(element.matches(':state(loading)'), end).to.equal(false);
      }
    });

    it('leaves alone what was read when the element is moved', async () => {
      const element = await fixture<RmFileInput>(html`<rm-file-input accept=""></rm-file-input>`);
      await element.take([new File(['read'], 'a.txt', { type: 'text/plain' })]);
      element.parentElement!.append(element);
      await element.updateComplete;
      expect(element.files.map(({ name }) => name)).to.deep.equal(['a.txt']);
    });
  });

  it('shows hostile file names as text', async () => {
    const element = await fixture<RmFileInput>(html`<rm-file-input></rm-file-input>`);
    const name = '<img src=x onerror="window.hacked=1">.wav';
    await element.take([wav({ name })]);
    await until(() => texts(element, '.name').length, 'the list');
    expect(texts(element, '.name')).to.deep.equal([name]);
    expect(element.shadowRoot?.querySelector('img')).to.equal(null);
  });
});

describe('what a file input takes', () => {
  it('follows the rules of accept', () => {
    const png = new File([''], 'a.PNG', { type: 'image/png' });
    expect(accepts('', png)).to.equal(true);
    expect(accepts('audio/*, .png', png)).to.equal(true);
    expect(accepts('image/*', png)).to.equal(true);
    expect(accepts('audio/*', png)).to.equal(false);
    expect(accepts('audio/*', new File([''], 'x.mp3'))).to.equal(true);
  });
  it('reads sizes', () => {
    expect([parseSize('10MB'), parseSize('1.5 kB'), parseSize('1KiB'), parseSize('7'), parseSize('much'), parseSize(null)]).to.deep.equal([
      10_000_000, 1500, 1024, 7, undefined, undefined,
    ]);
  });
});
