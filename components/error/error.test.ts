import { expect, fixture, html, oneEvent } from '@open-wc/testing';
import { RmError } from '../../core/index.js';
import { rememberSource } from '../internal/error-source.js';
import { until } from '../internal/testing.js';
import type { RmErrorElement } from './error.js';
import './error.js';

const show = async (error: RmError, attributes = html`<rm-error></rm-error>`): Promise<RmErrorElement> => {
  const element = await fixture<RmErrorElement>(attributes);
  element.error = error;
  await until(() => element.shadowRoot?.querySelector('.icon svg'), 'the details of the error');
  return element;
};
const text = (element: Element, part: string): string => element.shadowRoot?.querySelector(`[part~=${part}]`)?.textContent?.replace(/\s+/g, ' ').trim() ?? '';

describe('rm-error', () => {
  it('shows nothing without an error, and is accessible', async () => {
    const element = await fixture<RmErrorElement>(html`<rm-error></rm-error>`);
    expect(element.offsetHeight).to.equal(0);
    expect(element.matches(':state(error)')).to.equal(false);
    await expect(element).to.be.accessible();
  });

  it('says what happened and what to do', async () => {
    const element = await show(new RmError('RM1002', 'x.wasm answered 404.', { nodeId: 'a', nodeType: 'AddNode', phase: 'process', sequence: 3 }));
    expect(text(element, 'code')).to.equal('RM1002');
    expect(text(element, 'message')).to.equal('x.wasm answered 404.');
    expect(text(element, 'hint')).to.contain('base URL');
    expect(text(element, 'content')).to.contain('In AddNode “a”, while it processed an item, item 3');
    expect(element.matches(':state(error)')).to.equal(true);
    await expect(element).to.be.accessible();
  });

  it('announces once: the alert holds the message and the hint only', async () => {
    const element = await show(new RmError('RM1002', 'x'));
    const alert = element.shadowRoot?.querySelector('[role=alert]');
    expect(alert?.querySelector('button')).to.equal(null);
    expect(alert?.textContent).to.contain('x');
  });

  it('shows the author’s frames, the last one first', async () => {
    const element = await show(
      new RmError('RM3002', "ValueError: bad", {
        traceback: [
          { module: 'm', function: 'process', line: 4, source: '    return self.parse(x)' },
          { module: 'm', function: 'parse', line: 9, source: '    raise ValueError("bad")' },
        ],
      }),
    );
    const frames = [...(element.shadowRoot?.querySelectorAll('.frames li') ?? [])].map((frame) => frame.textContent?.replace(/\s+/g, ' ').trim());
    expect(frames).to.deep.equal(['line 9, in parse raise ValueError("bad")', 'line 4, in process return self.parse(x)']);
    await expect(element).to.be.accessible();
  });

  it('shows the line of a syntax error with a caret under the column', async () => {
    const error = new RmError('RM3001', "expected ':'", { position: { module: 'm', line: 2, column: 29 } });
    rememberSource(error, { text: '    class A:\n        def process(self, x)\n            return x\n', label: 'Code' });
    const element = await show(error);
    const rows = [...(element.shadowRoot?.querySelectorAll('.source .row') ?? [])].map((row) => row.lastElementChild?.textContent);
    // The indentation the shown lines share is cut, the caret moves with it.
    expect(rows[0]).to.equal('class A:');
    expect(rows[1]).to.equal('    def process(self, x)');
    expect(rows[2]?.indexOf('▲')).to.equal(24);
    await expect(element).to.be.accessible();
  });

  it('offers a retry only where it can help', async () => {
    const retry = (element: RmErrorElement) => [...(element.shadowRoot?.querySelectorAll('button') ?? [])].find((button) => button.textContent?.includes('Try again'));
    expect(retry(await show(new RmError('RM3001', 'x')))).to.equal(undefined);
    expect(retry(await show(new RmError('RM2004', 'x')))).to.equal(undefined);
    const element = await show(new RmError('RM1001', 'x'));
    setTimeout(() => retry(element)?.click());
    const event: any = await oneEvent(element, 'rm-retry');
    expect(event.error.code).to.equal('RM1001');
  });

  it('can be dismissed, until the next error', async () => {
    const element = await show(new RmError('RM1001', 'first'), html`<rm-error dismissible></rm-error>`);
    const button = [...(element.shadowRoot?.querySelectorAll('button') ?? [])].at(-1);
    button?.click();
    await element.updateComplete;
    expect(text(element, 'message')).to.equal('');
    element.error = new RmError('RM1001', 'second');
    await element.updateComplete;
    expect(text(element, 'message')).to.equal('second');
  });

  it('copies a report, by hand where the clipboard is closed', async () => {
    const element = await show(new RmError('RM1001', 'the message'));
    const original = Object.getOwnPropertyDescriptor(Navigator.prototype, 'clipboard')!;
    Object.defineProperty(Navigator.prototype, 'clipboard', { configurable: true, get: () => ({ writeText: () => Promise.reject(new Error('no')) }) });
    try {
      [...(element.shadowRoot?.querySelectorAll('button') ?? [])].find((button) => button.textContent?.includes('Copy'))?.click();
      await new Promise((done) => setTimeout(done));
      await element.updateComplete;
      expect(element.shadowRoot?.querySelector('textarea')?.value).to.contain('the message');
    } finally {
      Object.defineProperty(Navigator.prototype, 'clipboard', original);
    }
  });

  it('says what to do in the language of the page', async () => {
    const of = async (error: RmError) => {
      const box = await fixture(html`<div lang="de"><rm-error .error=${error}></rm-error></div>`);
      const element = box.firstElementChild!;
      await until(() => text(element, 'actions').includes('Bericht kopieren') && element.shadowRoot?.querySelector('.icon svg'), 'German');
      return element;
    };
    const element = await of(new RmError('RM4201', 'The file is empty.'));
    expect(text(element, 'message')).to.equal('The file is empty.');
    expect(text(element, 'hint')).to.equal('Wählen Sie eine Datei, die Inhalt hat.');
    await expect(element).to.be.accessible();
    // What came with the error knows more than the language.
    expect(text(await of(new RmError('RM4201', 'x', { hint: 'Record it again.' })), 'hint')).to.equal('Record it again.');
    expect(text(await of(new RmError('RM0000', 'x')), 'hint')).to.equal(new RmError('RM2399').hint);
  });

  it('lets a page replace the hint of one code', async () => {
    const element = await fixture<RmErrorElement>(html`<rm-error><span slot="RM1006">Wait for the train to leave the tunnel.</span></rm-error>`);
    element.error = new RmError('RM1006');
    await element.updateComplete;
    const slot = element.shadowRoot?.querySelector<HTMLSlotElement>('slot[name=RM1006]');
    expect(slot?.assignedElements()[0]?.textContent).to.contain('tunnel');
  });

  it('shows hostile text as text', async () => {
    const hostile = '<img src=x onerror="window.hacked=1"><script>window.hacked=1</script>';
    const element = await show(
      new RmError('RM3002', hostile, { nodeId: hostile, nodeType: hostile, traceback: [{ module: hostile, function: hostile, line: 1, source: hostile }] }),
    );
    expect(text(element, 'message')).to.equal(hostile);
    expect(element.shadowRoot?.querySelector('img, script')).to.equal(null);
    expect((window as any).hacked).to.equal(undefined);
  });
});
