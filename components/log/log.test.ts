import { expect, fixture, html } from '@open-wc/testing';
import { sendKeys } from '@web/test-runner-commands';
import { RmError, type LogLine } from '../../core/index.js';
import { until } from '../internal/testing.js';
import type { RmPipeline } from '../pipeline/pipeline.js';
import { Lines, select, toText } from './lines.js';
import type { RmLog } from './log.js';
import '../pipeline/pipeline.js';
import './log.js';

const rows = (element: RmLog): HTMLElement[] => [...element.shadowRoot!.querySelectorAll<HTMLElement>('[part=row]')];
const messages = (element: RmLog): (string | null | undefined)[] => rows(element).map((row) => row.querySelector('[part=message]')?.textContent);
const list = (element: RmLog): HTMLElement => element.shadowRoot!.querySelector('[role=log]')!;
const button = (element: RmLog, text: string): HTMLButtonElement => [...element.shadowRoot!.querySelectorAll('button')].find((one) => one.textContent?.includes(text))!;

describe('lines of a log', () => {
  it('are limited, and repetitions take one', () => {
    const lines = new Lines();
    for (const text of ['a', 'b', 'b', 'b', 'c', 'd']) lines.add({ level: 'info', source: 'n', text, time: 0 }, 3);
    expect(lines.all.map(({ text, count }) => [text, count])).to.deep.equal([['b', 3], ['c', 1], ['d', 1]]);
    expect(lines.dropped).to.equal(1);
    lines.add({ level: 'info', source: 'n', text: 'x'.repeat(10_000) }, 3);
    expect(lines.all.at(-1)?.text.length).to.equal(4001);
    lines.clear();
    expect(lines.all.length + lines.dropped).to.equal(0);
  });

  it('are chosen by severity and words', () => {
    const lines = new Lines();
    lines.add({ level: 'error', source: 'vad', text: 'No sound', time: 0 }, 9);
    lines.add({ level: 'debug', source: 'vad', text: 'Frame 1', time: 0 }, 9);
    lines.add({ level: 'warn', source: '', text: 'Slow frame', time: 0 }, 9);
    expect(select(lines.all, 'warn', '').map(({ text }) => text)).to.deep.equal(['No sound', 'Slow frame']);
    expect(select(lines.all, 'debug', ' FRAME vad').map(({ text }) => text)).to.deep.equal(['Frame 1']);
    expect(toText(lines.all.slice(0, 1))).to.equal('1970-01-01T00:00:00.000Z error [vad] No sound');
  });
});

describe('rm-log', () => {
  it('shows lines and errors of its pipeline, as text', async () => {
    const pipeline = await fixture<RmPipeline>(html`<rm-pipeline load="manual"><rm-log></rm-log></rm-pipeline>`);
    const element = pipeline.querySelector('rm-log')!;
    await expect(element).to.be.accessible();
    pipeline.store.channel<LogLine>('log').emit({ level: 'info', text: '<img src=x onerror=alert(1)>', nodeId: 'n1' });
    pipeline.store.channel<RmError>('error').emit(new RmError('RM2310', 'It broke.', { nodeId: 'n2' }));
    await until(() => rows(element).length === 2, 'the lines');
    expect(messages(element)).to.deep.equal(['<img src=x onerror=alert(1)>', 'RM2310: It broke.']);
    expect(element.shadowRoot?.querySelector('img')).to.equal(null);
    expect(rows(element)[1]?.dataset.level).to.equal('error');
    expect(list(element).getAttribute('aria-live')).to.equal('off');
    await expect(element).to.be.accessible();
    element.remove();
    pipeline.store.channel<LogLine>('log').emit({ level: 'info', text: 'late' });
    expect(element.lines.length).to.equal(2);
  });

  it('filters by severity and words, with the keyboard', async () => {
    const element = await fixture<RmLog>(html`<rm-log></rm-log>`);
    element.add('one', 'debug');
    element.add('two', 'warn');
    element.add('three', 'error', 'vad');
    await until(() => rows(element).length === 3, 'the lines');
    const choice = element.shadowRoot!.querySelector('select')!;
    choice.focus();
    await sendKeys({ press: 'Home' });
    await element.updateComplete;
    expect(element.level).to.equal('error');
    expect(messages(element)).to.deep.equal(['three']);
    element.level = 'debug';
    await sendKeys({ press: 'Tab' });
    await sendKeys({ type: 'tw' });
    await element.updateComplete;
    expect(messages(element)).to.deep.equal(['two']);
    element.filter = 'nothing has this';
    await element.updateComplete;
    expect(list(element).textContent).to.contain('No line matches.');
    await expect(element).to.be.accessible();
  });

  it('pauses and goes on', async () => {
    const element = await fixture<RmLog>(html`<rm-log lang="en"></rm-log>`);
    element.add('before');
    await until(() => rows(element).length === 1, 'the line');
    button(element, 'Pause').click();
    await element.updateComplete;
    element.add('meanwhile');
    await until(() => button(element, 'Resume').textContent?.includes('1 new'), 'the count');
    expect(messages(element)).to.deep.equal(['before']);
    expect(element.matches(':state(paused)')).to.equal(true);
    await expect(element).to.be.accessible();
    button(element, 'Resume').click();
    await element.updateComplete;
    expect(messages(element)).to.deep.equal(['before', 'meanwhile']);
  });

  it('follows the end until the reader scrolls up', async () => {
    const element = await fixture<RmLog>(html`<rm-log max="100" lang="en"></rm-log>`);
    for (let index = 0; index < 150; index += 1) element.add(`line ${index}`);
    await until(() => rows(element).length === 100, 'the lines');
    expect(list(element).textContent).to.contain('50 older lines were dropped.');
    const scroller = list(element);
    const atEnd = (): boolean => scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight < 24;
    await until(atEnd, 'the end');
    scroller.scrollTop = 0;
    await until(() => !atEnd() && scroller.scrollTop === 0, 'the beginning');
    await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
    element.add('last');
    await until(() => messages(element).at(-1) === 'last', 'the last line');
    expect(scroller.scrollTop).to.equal(0);
  });

  it('gives its text by hand where it may not copy', async () => {
    const element = await fixture<RmLog>(html`<rm-log></rm-log>`);
    element.add('to be copied');
    await until(() => rows(element).length === 1, 'the line');
    const original = navigator.clipboard.writeText;
    const copied: string[] = [];
    try {
      navigator.clipboard.writeText = async (text) => void copied.push(text);
      button(element, 'Copy').click();
      await until(() => copied.length === 1, 'the copy');
      expect(copied[0]).to.contain('info to be copied');
      navigator.clipboard.writeText = async () => Promise.reject(new DOMException('no', 'NotAllowedError'));
      button(element, 'Copy').click();
      await until(() => element.shadowRoot?.querySelector('textarea'), 'the text');
      expect(element.shadowRoot?.querySelector('textarea')?.value).to.contain('to be copied');
      await expect(element).to.be.accessible();
    } finally {
      navigator.clipboard.writeText = original;
    }
    button(element, 'Clear').click();
    await element.updateComplete;
    expect(rows(element).length).to.equal(0);
    expect(element.matches(':state(empty)')).to.equal(true);
  });
});
