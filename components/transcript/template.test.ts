import { aTimeout, expect, fixture, html } from '@open-wc/testing';
import { sendKeys } from '@web/test-runner-commands';
import type { SegmentInput } from '../../core/transcript/segment.js';
import { until } from '../internal/testing.js';
import type { RmTranscript } from './transcript.js';
import './transcript.js';

const all = (element: RmTranscript, selector: string): HTMLElement[] => [...element.shadowRoot!.querySelectorAll<HTMLElement>(selector)];
const texts = (element: RmTranscript, selector: string): string[] => all(element, selector).map(({ textContent }) => textContent!.trim());
const settled = async (element: RmTranscript): Promise<void> => {
  while (!(await element.updateComplete));
};
const words = (text: string, from: number) => text.split(' ').map((word, index) => ({ text: word, start: from + index, end: from + index + 1 }));
const spoken = [
  { id: 'a', text: 'Good morning all', start: 0, end: 3, speaker: 'Ada', language: 'en', words: words('Good morning all', 0) },
  { id: 'b', text: 'Thank you', start: 63, end: 65, speaker: 'Bob', words: words('Thank you', 63) },
  { id: 'c', text: 'No words here' },
];
const inPlace = '<b part="who">{{speaker}}</b> at <i>{{time}}</i>: <q part="said" data-text>{{text}}</q>';

/** As the HTML parser builds it: in Lit's templates nothing could be put into one. */
const parse = (markup: string): DocumentFragment => document.createRange().createContextualFragment(markup);
async function show(template: string, segments: readonly SegmentInput[], attributes = ''): Promise<RmTranscript> {
  const box = await fixture<HTMLElement>(html`<div></div>`);
  box.append(parse(`<rm-transcript lang="en" ${attributes}><template slot="segment">${template}</template></rm-transcript>`));
  const element = box.querySelector('rm-transcript')!;
  element.segments = segments;
  await until(() => all(element, '.row').length && all(element, '[part~=text]').length === 0, 'the rows of the template');
  await settled(element);
  return element;
}

describe('rm-transcript: a template for its segments', () => {
  it('fills it for each, with the words where the text is to be', async () => {
    const element = await show(inPlace, spoken);
    expect(texts(element, '.body')).to.deep.equal(['Ada at 0:00: Good morning all', 'Bob at 1:03: Thank you', 'at : No words here']);
    expect(texts(element, '.word')).to.deep.equal(['Good', 'morning', 'all', 'Thank', 'you']);
    expect(all(element, 'q')[0]!.lang).to.equal('en');
    expect(all(element, '.row').map((row) => [row.getAttribute('part'), row.getAttribute('role'), row.getAttribute('aria-posinset')])).to.deep.equal([
      ['segment', 'listitem', '1'],
      ['segment', 'listitem', '2'],
      ['segment', 'listitem', '3'],
    ]);
    await expect(element).to.be.accessible();
    element.speakers = 'hide';
    element.timestamps = 'none';
    await settled(element);
    expect(texts(element, '.body')[0]).to.equal('at : Good morning all');
  });

  it('has any field of a segment, and shows hostile ones as text', async () => {
    const hostile = '<img src=x onerror="window.hacked=1"><script>window.hacked=1</script>{{text}}';
    const element = await show('<p title="{{speaker}}" onclick="{{text}}">{{start}} {{/words/0/text}} {{confidence}} {{nothing}} {{text}}</p>', [{ text: hostile, speaker: hostile, start: 1.5, confidence: 0.5, words: [{ text: '<img', start: 2, end: 3 }] }]);
    expect(texts(element, '.body p')).to.deep.equal([`1.5 <img 0.5  ${hostile}`]);
    expect(all(element, '.body p')[0]!.title).to.equal(hostile);
    expect(all(element, 'img, script, [onclick]').length).to.equal(0);
    expect((window as any).hacked).to.equal(undefined);
  });

  it('is sought by click and keys', async () => {
    const element = await show(`<a href="#x">link</a> <button type="button">do</button> <span>{{speaker}}</span> <q data-text></q>`, spoken);
    const sought: number[] = [];
    element.addEventListener('rm-seek', (event) => sought.push(event.time));
    all(element, '.word')[1]!.click();
    all(element, '.body span')[0]!.click();
    all(element, '.body button')[1]!.click();
    all(element, '.row')[2]!.click();
    expect(sought).to.deep.equal([1, 0]);
    all(element, '.row')[0]!.focus();
    await sendKeys({ press: 'Home' });
    await settled(element);
    await sendKeys({ press: 'ArrowDown' });
    await until(() => element.shadowRoot!.activeElement === all(element, '.row')[1], 'the second row');
    await sendKeys({ press: 'ArrowRight' });
    await until(() => element.shadowRoot!.activeElement?.textContent === 'Thank', 'the first word');
    await sendKeys({ press: 'Enter' });
    expect(sought).to.deep.equal([1, 0, 63]);
    // A link or a button of the template has keys of its own.
    all(element, '.body button')[1]!.focus();
    await sendKeys({ press: 'Enter' });
    await sendKeys({ press: 'ArrowDown' });
    expect(sought.length).to.equal(3);
    expect(element.shadowRoot!.activeElement).to.equal(all(element, '.body button')[1]);
  });

  it('is searched, marked and selected in the words', async () => {
    const element = await show(inPlace, spoken, 'search');
    await element.find('morn');
    await settled(element);
    expect(texts(element, 'q mark')).to.deep.equal(['morn']);
    const told: string[] = [];
    element.addEventListener('rm-selection', ({ text }) => told.push(text));
    const [first, second] = [all(element, '.word')[2]!, all(element, '.word')[3]!];
    getSelection()!.setBaseAndExtent(first, 0, second, second.childNodes.length);
    await until(() => told.length, 'the selection');
    expect(told).to.deep.equal(['all\nThank']);
    getSelection()!.removeAllRanges();
    await element.find('');
    await settled(element);
    expect(texts(element, 'mark')).to.deep.equal([]);
    expect(texts(element, 'q')[0]).to.equal('Good morning all');
  });

  it('is edited where the text is', async () => {
    const element = await show(inPlace, spoken, 'editable');
    expect(all(element, '.pen').length).to.equal(3);
    all(element, '.row')[1]!.focus();
    await sendKeys({ press: 'ArrowUp' });
    await sendKeys({ press: 'ArrowDown' });
    await sendKeys({ press: 'F2' });
    await until(() => all(element, 'q textarea').length, 'the editor in place');
    expect(texts(element, '.body b')[1]).to.equal('Bob');
    const [field, answers] = [all(element, 'q textarea')[0]!, all(element, 'q .answers')[0]!].map((part) => part.getBoundingClientRect());
    expect(answers!.top - field!.bottom).to.be.lessThan(20);
    await expect(element).to.be.accessible();
    (all(element, 'textarea')[0] as HTMLTextAreaElement).select();
    await sendKeys({ type: 'Thank them' });
    await sendKeys({ press: 'Enter' });
    await until(() => texts(element, 'q')[1] === 'Thank them', 'the new text');
    expect(texts(element, '.word')).to.deep.equal(['Good', 'morning', 'all', 'Thank']);
    expect(all(element, 'textarea').length).to.equal(0);
  });

  it('without a place for the words has the text alone, and is edited as a whole', async () => {
    const element = await show('<p>{{speaker}}: {{text}}</p>', spoken, 'editable');
    expect(texts(element, '.body')).to.deep.equal(['Ada: Good morning all', 'Bob: Thank you', ': No words here']);
    expect(all(element, '.word').length).to.equal(0);
    all(element, '.pen')[0]!.click();
    await until(() => all(element, 'textarea').length, 'the editor');
    expect(texts(element, '.body p').length).to.equal(2);
    all(element, '.answers button')[1]!.click();
    await until(() => texts(element, '.body p').length === 3, 'the text again');
  });

  it('shows interim text too, and what follows it', async () => {
    const element = await show(inPlace, spoken);
    element.add({ text: 'and th', final: false, speaker: 'Eve' });
    await settled(element);
    expect(texts(element, '.row.interim .body')).to.deep.equal(['Eve at : and th']);
    expect(all(element, '.row.interim')[0]!.getAttribute('aria-hidden')).to.equal('true');
    element.add({ text: 'And then', speaker: 'Eve', start: 70 });
    await settled(element);
    expect(texts(element, '.body').at(-1)).to.equal('Eve at 1:10: And then');
  });

  it('may come later, be exchanged and go', async () => {
    const element = await fixture<RmTranscript>(html`<rm-transcript></rm-transcript>`);
    element.segments = spoken;
    await until(() => texts(element, '[part=text]').length === 3, 'the element’s own rows');
    const template = (markup: string): DocumentFragment => parse(`<template slot="segment">${markup}</template>`);
    element.append(template('<q>{{text}}</q>'));
    await until(() => texts(element, 'q').length === 3, 'the template');
    element.querySelector('template')!.replaceWith(template('<s>{{text}}</s>'));
    await until(() => texts(element, 's').length === 3 && texts(element, 'q').length === 0, 'the other one');
    element.querySelector('template')!.remove();
    await until(() => texts(element, '[part=text]').length === 3, 'the element’s own rows again');
    // An empty one is one, too.
    element.append(template(''));
    await until(() => texts(element, '[part=text]').length === 0, 'empty rows');
    expect(all(element, '.row').length).to.equal(3);
  });

  it('does not disturb the rows, whatever stands in it', async () => {
    const element = await show('<div class="row text time" role="listitem" data-index="0" data-word="9" data-text="x"></div><i data-text>{{text}}</i>', spoken);
    const sought: number[] = [];
    element.addEventListener('rm-seek', (event) => sought.push(event.time));
    all(element, '.word')[4]!.click();
    expect(sought).to.deep.equal([64]);
    expect(texts(element, 'i')).to.deep.equal(spoken.map(({ text }) => text));
    expect(all(element, '.body [data-index]').length).to.equal(0);
  });

  it('stays light with many segments', async () => {
    const many = Array.from({ length: 5000 }, (_, index) => ({ id: `m${index}`, text: `Segment ${index}`, speaker: 'Ada', start: index, end: index + 1 }));
    const element = await show('<p>{{speaker}}<br>{{time}}</p><q data-text></q>', many, 'autoscroll="off"');
    const list = all(element, '.list')[0]!;
    await until(() => all(element, '.row').length < 100, 'few rows');
    const { height } = all(element, '.row')[0]!.getBoundingClientRect();
    expect(height).to.be.greaterThan(60);
    expect(list.scrollHeight).to.be.closeTo(5000 * height, 5000);
    list.scrollTop = 2500 * height;
    await until(() => texts(element, 'q').includes('Segment 2500'), 'the middle');
    all(element, '.row')[5]!.focus();
    await sendKeys({ press: 'End' });
    await until(() => element.shadowRoot!.activeElement?.getAttribute('aria-posinset') === '5000', 'the last');
    await aTimeout(50);
    expect(all(element, '.row').length).to.be.lessThan(100);
  });
});
