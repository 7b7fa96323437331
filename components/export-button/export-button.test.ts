import { expect, fixture, html, oneEvent } from '@open-wc/testing';
import { sendKeys } from '@web/test-runner-commands';
import { consoleErrors, until } from '../internal/testing.js';
import type { RmExportButton } from './export-button.js';
import type { RmExportEvent } from './events.js';
import './export-button.js';
import '../transcript/transcript.js';

const part = <Found extends HTMLElement>(element: RmExportButton, name: string): Found => element.shadowRoot!.querySelector<Found>(`[part=${name}]`)!;

/** A transcript with a line, and a button for it. */
async function pair(button = html`<rm-export-button for="talk"></rm-export-button>`): Promise<RmExportButton> {
  const holder = await fixture(html`<div><rm-transcript id="talk"></rm-transcript>${button}</div>`);
  const transcript = holder.querySelector('rm-transcript')!;
  transcript.segments = [{ text: 'Hello', start: 0, end: 1 }];
  await transcript.updateComplete;
  return holder.querySelector('rm-export-button')!;
}

/** Keeps the browser from saving, and tells what it would have. */
async function exported(element: RmExportButton, act: () => unknown): Promise<RmExportEvent> {
  element.addEventListener('rm-export', (event) => event.preventDefault(), { once: true });
  setTimeout(act);
  return (await oneEvent(element, 'rm-export')) as unknown as RmExportEvent;
}

async function replaced(name: string, value: unknown, action: () => Promise<void>): Promise<void> {
  Object.defineProperty(navigator, name, { configurable: true, value });
  try {
    await action();
  } finally {
    delete (navigator as any)[name];
  }
}

describe('rm-export-button', () => {
  it('is accessible with and without a choice of formats', async () => {
    await expect(await pair()).to.be.accessible();
    await expect(await pair(html`<rm-export-button for="talk" format="srt" small disabled></rm-export-button>`)).to.be.accessible();
    await expect(await pair(html`<rm-export-button for="talk" format="srt" action="share"><b slot="label">Send it</b></rm-export-button>`)).to.be.accessible();
  });

  it('makes the file of the format that is chosen by keys', async () => {
    const element = await pair();
    part(element, 'format').focus();
    await sendKeys({ press: 'ArrowDown' });
    await sendKeys({ press: 'Tab' });
    expect(element.shadowRoot!.activeElement).to.equal(part(element, 'button'));
    const event = await exported(element, () => sendKeys({ press: 'Enter' }));
    expect([event.action, event.format, event.file.name, event.file.type]).to.deep.equal(['download', 'srt', 'transcript.srt', 'application/x-subrip']);
    expect(await event.file.text()).to.equal('1\n00:00:00,000 --> 00:00:01,000\nHello\n');
  });

  it('finds the transcript it stands in', async () => {
    const transcript = await fixture<any>(html`<rm-transcript><rm-export-button slot="toolbar" format="txt"></rm-export-button></rm-transcript>`);
    transcript.add('Inside');
    await transcript.updateComplete;
    const element = transcript.querySelector('rm-export-button');
    expect(await (await exported(element, () => element.export())).file.text()).to.equal('Inside\n');
  });

  it('saves under a name no file system refuses', async () => {
    const element = await pair(html`<rm-export-button for="talk" format="txt" filename="../..\\a:b\u202e?"></rm-export-button>`);
    const clicked: HTMLAnchorElement[] = [];
    const original = HTMLAnchorElement.prototype.click;
    HTMLAnchorElement.prototype.click = function () {
      clicked.push(this);
    };
    try {
      await element.export();
    } finally {
      HTMLAnchorElement.prototype.click = original;
    }
    const [saved] = clicked;
    expect(saved?.download).to.equal('_.._a_b__.txt');
    expect(await (await fetch(saved!.href)).text()).to.equal('Hello\n');
    await until(() => fetch(saved!.href).then(() => false, () => true), 'the address to be released');
  });

  it('copies, and shows that it may not', async () => {
    const element = await pair(html`<rm-export-button for="talk" format="txt" action="copy"></rm-export-button>`);
    let copied = '';
    await replaced('clipboard', { writeText: async (text: string) => void (copied = text) }, () => element.export());
    expect(copied).to.equal('Hello\n');
    await replaced('clipboard', { writeText: () => Promise.reject(new Error('no')) }, async () => void (await consoleErrors(() => element.export())));
    expect(element.error?.code).to.equal('RM4301');
    await element.updateComplete;
    await expect(element).to.be.accessible();
  });

  it('shares as what the browser shares, and shows that it does not', async () => {
    const element = await pair(html`<rm-export-button for="talk" format="srt" action="share"></rm-export-button>`);
    const shared: string[] = [];
    await replaced('canShare', ({ files }: { files: File[] }) => files[0]!.type === 'text/plain', () =>
      replaced('share', async ({ files }: { files: File[] }) => void shared.push(files[0]!.name), () => element.export()),
    );
    expect(shared).to.deep.equal(['transcript.srt.txt']);
    await replaced('canShare', () => true, () => replaced('share', () => Promise.reject(new DOMException('', 'AbortError')), () => element.export()));
    expect(element.error).to.equal(undefined);
    await replaced('canShare', undefined, async () => void (await consoleErrors(() => element.export())));
    expect(element.error?.code).to.equal('RM4304');
  });

  it('shows that there is nothing to export, or no such format', async () => {
    const element = await fixture<RmExportButton>(html`<rm-export-button for="nobody"></rm-export-button>`);
    expect((await consoleErrors(() => element.export())).length).to.equal(1);
    expect(element.error?.code).to.equal('RM1105');
    const other = await pair(html`<rm-export-button for="talk" format=${'docx' as never}></rm-export-button>`);
    await consoleErrors(() => other.export());
    expect(other.error?.code).to.equal('RM4305');
  });

  it('does nothing while it is disabled, and nothing more once it is removed', async () => {
    const element = await pair(html`<rm-export-button for="talk" format="txt" disabled></rm-export-button>`);
    let told = 0;
    element.addEventListener('rm-export', () => (told += 1));
    await element.export();
    element.disabled = false;
    const exporting = element.export();
    element.remove();
    await exporting;
    expect(told).to.equal(0);
  });
});
