import { aTimeout, expect, fixture, html, oneEvent } from '@open-wc/testing';
import { sendKeys } from '@web/test-runner-commands';
import { PipelineStore } from '../../core/index.js';
import { consoleErrors, until } from '../internal/testing.js';
import type { RmTranscript } from './transcript.js';
import './transcript.js';
import '../pipeline/pipeline.js';

const all = (element: RmTranscript, selector: string): HTMLElement[] => [...element.shadowRoot!.querySelectorAll<HTMLElement>(selector)];
const one = (element: RmTranscript, selector: string): HTMLElement => {
  const found = element.shadowRoot!.querySelector<HTMLElement>(selector);
  if (!found) throw new Error(`there is no ${selector}`);
  return found;
};
const texts = (element: RmTranscript, selector = '.text'): string[] => all(element, selector).map(({ textContent }) => textContent!.trim());
const settled = async (element: RmTranscript): Promise<void> => {
  while (!(await element.updateComplete));
};
const show = async (segments: unknown[], template = html`<rm-transcript></rm-transcript>`): Promise<RmTranscript> => {
  const element = await fixture<RmTranscript>(template);
  for (const segment of segments) element.add(segment);
  await settled(element);
  return element;
};
const words = (text: string, from: number) => text.split(' ').map((word, index) => ({ text: word, start: from + index, end: from + index + 1 }));
const spoken = [
  { id: 'a', text: 'Good morning all', start: 0, end: 3, speaker: 'Ada', words: words('Good morning all', 0) },
  { id: 'b', text: 'Thank you', start: 3, end: 5, speaker: 'Bob', words: words('Thank you', 3) },
  { id: 'c', text: 'No words here', start: 5, end: 7 },
];
const many = (count: number) => Array.from({ length: count }, (_, index) => ({ id: `m${index}`, text: `Segment ${index} of a long talk`, start: index, end: index + 1 }));
const focused = (element: RmTranscript): Element | null => element.shadowRoot!.activeElement;
const hostile = '<img src=x onerror="window.hacked=1"><script>window.hacked=1</script>';

describe('rm-transcript', () => {
  it('says that there is nothing yet, or what the page says', async () => {
    const element = await show([]);
    expect(texts(element, '[part=empty]')).to.deep.equal(['Nothing has been said yet']);
    expect(element.matches(':state(empty)')).to.equal(true);
    await expect(element).to.be.accessible();
    const own = await show([], html`<rm-transcript strings='{"empty": "Still"}'></rm-transcript>`);
    await until(() => texts(own, '[part=empty]').join() === 'Still', 'the page’s own words');
  });

  it('shows times, speakers and words, and is accessible with them', async () => {
    const element = await show(spoken);
    expect(texts(element)).to.deep.equal(['Good morning all', 'Thank you', 'No words here']);
    expect(texts(element, '[part=time]')).to.deep.equal(['0:00', '0:03', '0:05']);
    expect(texts(element, '[part=speaker]')).to.deep.equal(['Ada', 'Bob']);
    expect(texts(element, '.word')).to.deep.equal(['Good', 'morning', 'all', 'Thank', 'you']);
    expect(one(element, '.list').getAttribute('role')).to.equal('log');
    expect(one(element, '.list').getAttribute('aria-live')).to.equal('off');
    expect(element.matches(':state(empty)')).to.equal(false);
    await expect(element).to.be.accessible();
    element.timestamps = 'word';
    element.speakers = 'hide';
    await settled(element);
    expect(one(element, '.word').dataset.time).to.equal('0:00.0');
    expect(all(element, '[part=speaker]').length).to.equal(0);
    await expect(element).to.be.accessible();
    element.timestamps = 'none';
    await settled(element);
    expect(all(element, '[part=time]').length).to.equal(0);
  });

  it('replaces interim text, which assistive tools do not read', async () => {
    const element = await show(['First.', { text: 'may b', final: false }]);
    expect(texts(element)).to.deep.equal(['First.', 'may b']);
    expect(one(element, '[part~=interim]').getAttribute('aria-hidden')).to.equal('true');
    await expect(element).to.be.accessible();
    element.interim = 'hide';
    await settled(element);
    expect(texts(element)).to.deep.equal(['First.']);
    element.interim = 'show';
    element.add({ text: 'maybe', final: false });
    setTimeout(() => element.add('Maybe.'));
    const event: any = await oneEvent(element, 'rm-segment');
    expect([event.segment.text, event.final]).to.deep.equal(['Maybe.', true]);
    await settled(element);
    expect(texts(element)).to.deep.equal(['First.', 'Maybe.']);
    expect(all(element, '[part~=interim]').length).to.equal(0);
  });

  it('says how much was no text', async () => {
    const element = await show(['ok', null, { text: 7 }]);
    expect(texts(element, '.note')).to.deep.equal(['2 items were no text']);
  });

  it('takes segments of a script, before and after it is there, and keeps so many', async () => {
    const element = document.createElement('rm-transcript');
    element.segments = [{ text: 'early' }];
    element.maxSegments = 2;
    document.body.append(element);
    await settled(element);
    expect(texts(element)).to.deep.equal(['early']);
    element.add(['b', 'c']);
    await settled(element);
    expect(element.segments.map(({ text }) => text)).to.deep.equal(['b', 'c']);
    element.clear();
    await settled(element);
    expect(element.matches(':state(empty)')).to.equal(true);
    element.remove();
  });

  it('shows hostile text as text, wherever it comes in', async () => {
    const element = await show([{ text: hostile, speaker: hostile, id: hostile, language: hostile, words: [{ text: '<img', start: 0, end: 1 }] }], html`<rm-transcript label=${hostile} search></rm-transcript>`);
    await element.find('<img');
    await settled(element);
    expect(texts(element)).to.deep.equal([hostile]);
    expect(all(element, 'img, script').length).to.equal(0);
    expect((window as any).hacked).to.equal(undefined);
  });

  it('is calm when it is removed meanwhile, and goes on when it comes back', async () => {
    const element = await fixture<RmTranscript>(html`<rm-transcript search controls src="data:text/vtt,WEBVTT"></rm-transcript>`);
    element.add('one');
    element.remove();
    await aTimeout(50);
    document.body.append(element);
    element.add('two');
    await until(() => element.segments.length === 2, 'both');
    element.remove();
  });
});

describe('rm-transcript: content and files', () => {
  it('begins with hyperaudio markup', async () => {
    const element = await fixture<RmTranscript>(html`<rm-transcript>
      <article>
        <p><span class="speaker" data-m="0" data-d="0">Ada: </span><span data-m="0" data-d="400">Hello </span><span data-m="500" data-d="300">there.</span></p>
        <p><span data-m="1000" data-d="200">Bye.</span><span data-m="x">broken</span></p>
      </article>
    </rm-transcript>`);
    await until(() => element.segments.length, 'the content');
    await settled(element);
    expect(texts(element)).to.deep.equal(['Hello there.', 'Bye.']);
    expect(element.segments[0]).to.deep.include({ speaker: 'Ada', start: 0, end: 0.8 });
    // What was read is not shown a second time.
    expect(one(element, 'slot:not([name])').matches('[hidden]')).to.equal(true);
    await expect(element).to.be.accessible();
  });

  it('begins with paragraphs, which the first result follows', async () => {
    const element = await fixture<RmTranscript>(html`<rm-transcript><p>One <b>and</b> a half.</p><div><p>Two.</p></div></rm-transcript>`);
    await until(() => element.segments.length === 2, 'the content');
    element.add('Three.');
    await settled(element);
    expect(texts(element)).to.deep.equal(['One and a half.', 'Two.', 'Three.']);
  });

  it('loads a file of captions, and what it has exported itself', async () => {
    const url = URL.createObjectURL(new Blob(['WEBVTT\n\n00:01.000 --> 00:02.000\n<v Ada>Hi &amp; bye\n']));
    const element = await fixture<RmTranscript>(html`<rm-transcript src=${url}></rm-transcript>`);
    await until(() => element.segments.length, 'the captions');
    expect(element.segments[0]).to.deep.include({ text: 'Hi & bye', speaker: 'Ada', start: 1, end: 2 });
    const json = URL.createObjectURL(new Blob([await element.toJSON()]));
    const copy = await fixture<RmTranscript>(html`<rm-transcript src=${json}></rm-transcript>`);
    await until(() => copy.segments.length, 'the copy');
    expect(copy.segments).to.deep.equal(element.segments);
    [url, json].forEach((one) => URL.revokeObjectURL(one));
  });

  it('loads TTML and CSV, as it writes them itself, and says what in them was no text', async () => {
    const element = await show([{ text: '=1 <b> & "two"', speaker: 'Ada, L.', start: 1, end: 2.5 }, { text: 'three', start: 3, end: 4 }]);
    const said = ({ segments }: RmTranscript): unknown => segments.map(({ text, speaker, start, end }) => ({ text, speaker, start, end }));
    for (const text of [await element.toTTML(), await element.toCSV(), await element.toJSON()]) {
      const url = URL.createObjectURL(new Blob([text]));
      const copy = await fixture<RmTranscript>(html`<rm-transcript src=${url}></rm-transcript>`);
      await until(() => copy.segments.length, text.slice(0, 40));
      expect(said(copy)).to.deep.equal(said(element));
      expect(all(copy, '.note').length).to.equal(0);
      URL.revokeObjectURL(url);
    }
    // What another reader of XML makes of it.
    const xml = new DOMParser().parseFromString(await element.toTTML(), 'application/xml');
    expect(xml.querySelector('p')?.textContent).to.equal('=1 <b> & "two"');
    const partly = await fixture<RmTranscript>(html`<rm-transcript lang="en" src="data:text/csv,start,text%0A1,one%0A2,%0A"></rm-transcript>`);
    await until(() => partly.segments.length, 'the row');
    await settled(partly);
    expect(one(partly, '.note').textContent).to.equal('1 item was no text');
    // An empty transcript is one, too.
    const empty = await fixture<RmTranscript>(html`<rm-transcript src="data:text/csv,start,text"></rm-transcript>`);
    await settled(empty);
    expect(empty.error).to.equal(undefined);
  });

  it('shows in place that a file is none', async () => {
    const element = await fixture<RmTranscript>(html`<rm-transcript></rm-transcript>`);
    for (const [src, code] of [['data:text/plain,hello', 'RM4205'], ['data:text/plain,{"a"', 'RM2001'], ['data:text/xml,<tt><p></tt>', 'RM4205'], ['data:text/html,<html></html>', 'RM4205'], ['data:text/csv,text%0A"a', 'RM4205'], ['/no/such/file.vtt', 'RM1002']] as const) {
      await consoleErrors(async () => {
        element.error = undefined;
        element.src = src;
        await until(() => element.error, code);
      });
      expect(element.error?.code).to.equal(code);
    }
    await settled(element);
    await expect(element).to.be.accessible();
  });

  it('exports in every format', async () => {
    const element = await show(spoken);
    expect(await element.toText()).to.equal('Ada: Good morning all\nBob: Thank you\nNo words here\n');
    expect(await element.toSRT()).to.contain('00:00:03,000 --> 00:00:05,000\nBob: Thank you');
    expect(await element.toVTT()).to.contain('<v Bob>Thank you</v>');
    expect(await element.toCSV()).to.contain('3,5,Bob,Thank you,,,true');
    const ttml = new DOMParser().parseFromString(await element.toTTML(), 'application/xml');
    expect([...ttml.querySelectorAll('p')].map((p) => p.textContent)).to.deep.equal(texts(element));
    const page = new DOMParser().parseFromString((await element.export('html'))!.text, 'text/html');
    const again = await fixture<RmTranscript>(html`<rm-transcript>${[...page.querySelectorAll('article')]}</rm-transcript>`);
    await until(() => again.segments.length, 'the exported page');
    expect(again.segments.map(({ text, speaker, start, end }) => ({ text, speaker, start, end }))).to.deep.equal(
      // A page names the speaker until another one speaks.
      spoken.map(({ text, speaker, start, end }) => ({ text, speaker: speaker ?? 'Bob', start, end })),
    );
    expect(await element.export('docx' as never)).to.equal(undefined);
  });

  it('keeps hostile text inside of TTML and HTML', async () => {
    const element = await show([{ text: `${hostile}\u0000\ud800]]>`, speaker: hostile }]);
    const ttml = new DOMParser().parseFromString(await element.toTTML({ title: hostile }), 'application/xml');
    expect(ttml.querySelector('parsererror')).to.equal(null);
    expect(ttml.querySelector('p')?.textContent).to.equal(`${hostile}\ufffd]]>`);
    const page = new DOMParser().parseFromString((await element.export('html', { title: hostile }))!.text, 'text/html');
    expect(page.querySelectorAll('img, script').length).to.equal(0);
  });
});

describe('rm-transcript: seeking and keys', () => {
  const times = (element: RmTranscript): number[] => {
    const sought: number[] = [];
    element.addEventListener('rm-seek', (event) => sought.push(event.time));
    return sought;
  };

  it('seeks by click, to the word or the segment', async () => {
    const element = await show(spoken);
    const sought = times(element);
    all(element, '.word')[1]!.click();
    all(element, '[part=time]')[1]!.click();
    all(element, '.text')[2]!.click();
    all(element, '.body')[0]!.click();
    expect(sought).to.deep.equal([1, 3, 5]);
  });

  it('is one tab stop, whose place the keys move', async () => {
    const element = await show(spoken);
    const sought = times(element);
    const stops = (): number => all(element, '.list [tabindex="0"]').length;
    expect(stops()).to.equal(1);
    all(element, '.row')[0]!.focus();
    const press = async (...keys: string[]): Promise<string | undefined> => {
      for (const key of keys) {
        await sendKeys({ press: key });
        await settled(element);
        await aTimeout(0);
      }
      return focused(element)?.querySelector('.text')?.textContent ?? focused(element)?.textContent ?? undefined;
    };
    expect(await press('ArrowDown')).to.equal('Thank you');
    expect(await press('ArrowRight')).to.equal('Thank');
    expect(focused(element)?.getAttribute('role')).to.equal('button');
    expect(await press('ArrowRight', 'Enter')).to.equal('you');
    expect(sought).to.deep.equal([4]);
    expect(stops()).to.equal(1);
    await expect(element).to.be.accessible();
    expect(await press('ArrowRight')).to.equal('No words here');
    expect(await press('ArrowLeft')).to.equal('you');
    expect(await press('Home')).to.equal('Good morning all');
    expect(await press('ArrowUp')).to.equal('Good morning all');
    expect(await press('End', 'Enter')).to.equal('No words here');
    expect(sought).to.deep.equal([4, 5]);
    expect(await press('PageUp')).to.equal('Good morning all');
    expect(await press('ArrowRight', 'ArrowLeft')).to.equal('Good morning all');
    expect(stops()).to.equal(1);
  });

  it('goes the other way in text from right to left', async () => {
    const element = await show(spoken, html`<rm-transcript dir="rtl"></rm-transcript>`);
    all(element, '.row')[0]!.focus();
    await sendKeys({ press: 'ArrowLeft' });
    await until(() => focused(element)?.textContent === 'Good', 'the first word');
  });

  it('moves its player, and marks what that plays', async () => {
    const holder = await fixture(html`<div><rm-transcript for-player="sound"></rm-transcript><audio id="sound"></audio></div>`);
    const element = holder.querySelector('rm-transcript')!;
    const audio = holder.querySelector('audio')!;
    let time = 0;
    Object.defineProperty(audio, 'currentTime', { get: () => time, set: (to: number) => void (time = to) });
    element.segments = spoken;
    await settled(element);
    all(element, '.word')[3]!.click();
    expect(time).to.equal(3);
    audio.dispatchEvent(new Event('timeupdate'));
    await settled(element);
    expect(texts(element, '[part~=segment-current] .text')).to.deep.equal(['Thank you']);
    expect(texts(element, '[part~=word-current]')).to.deep.equal(['Thank']);
    expect(all(element, '[aria-current]').length).to.equal(1);
    await expect(element).to.be.accessible();
    element.addEventListener('rm-seek', (event) => event.preventDefault(), { once: true });
    element.seek(0);
    expect(time).to.equal(3);
    audio.remove();
    await until(() => all(element, '[part~=segment-current]').length === 0, 'no player');
  });
});

describe('rm-transcript: searching, editing, linking', () => {
  const talk = ['The cat sat', 'on the mat', 'Café, CAT and cafe'];

  it('finds, counts and goes round', async () => {
    const element = await show(talk, html`<rm-transcript search></rm-transcript>`);
    await until(() => element.shadowRoot!.querySelector('input'), 'the field');
    const input = one(element, 'input') as HTMLInputElement;
    input.focus();
    await sendKeys({ type: 'cat' });
    await settled(element);
    const current = (): string => texts(element, 'mark.match-current').join();
    expect(texts(element, 'mark')).to.deep.equal(['cat', 'CAT']);
    expect([texts(element, '.count')[0], current()]).to.deep.equal(['1 of 2', 'cat']);
    await expect(element).to.be.accessible();
    for (const [key, place, text] of [['Enter', '2 of 2', 'CAT'], ['Enter', '1 of 2', 'cat'], ['Shift', '2 of 2', 'CAT']] as const) {
      if (key === 'Shift') await sendKeys({ down: key });
      await sendKeys({ press: 'Enter' });
      if (key === 'Shift') await sendKeys({ up: key });
      await settled(element);
      expect([texts(element, '.count')[0], current()]).to.deep.equal([place, text]);
    }
    all(element, '.find button')[0]!.click();
    await settled(element);
    expect(current()).to.equal('cat');
    // What comes while one searches does not move the place.
    element.add('Another cat');
    await settled(element);
    expect(texts(element, '.count')).to.deep.equal(['1 of 3']);
    await sendKeys({ press: 'Escape' });
    await settled(element);
    expect([input.value, all(element, 'mark').length]).to.deep.equal(['', 0]);
    expect((await element.find('cafe')).length).to.equal(2);
    await element.find('nowhere');
    await settled(element);
    expect(texts(element, '.count')).to.deep.equal(['No matches']);
    await expect(element).to.be.accessible();
  });

  it('is edited by keys, and keeps the times of the words that stay', async () => {
    const element = await show(spoken, html`<rm-transcript editable></rm-transcript>`);
    await expect(element).to.be.accessible();
    all(element, '.row')[0]!.focus();
    await sendKeys({ press: 'F2' });
    await until(() => focused(element) instanceof HTMLTextAreaElement, 'the field');
    expect(element.matches(':state(editing)')).to.equal(true);
    await expect(element).to.be.accessible();
    await sendKeys({ press: 'End' });
    await sendKeys({ type: ' of you' });
    // What arrives meanwhile does not disturb.
    element.add({ text: 'late' });
    await settled(element);
    setTimeout(() => void sendKeys({ press: 'Enter' }));
    const event: any = await oneEvent(element, 'rm-edit');
    expect([event.segment.text, event.text]).to.deep.equal(['Good morning all', 'Good morning all of you']);
    await settled(element);
    expect(texts(element)[0]).to.equal('Good morning all of you');
    expect(element.segments[0]?.words?.length).to.equal(3);
    await until(() => focused(element)?.classList.contains('row'), 'the focus back');
    expect(element.matches(':state(editing)')).to.equal(false);
  });

  it('forgets an edit that is cancelled, empty or not wanted by the page', async () => {
    const element = await show(spoken, html`<rm-transcript editable></rm-transcript>`);
    const edit = async (value: string, ...buttons: number[]): Promise<void> => {
      all(element, '.row')[0]!.dispatchEvent(new MouseEvent('dblclick', { bubbles: true, composed: true }));
      await settled(element);
      const field = one(element, 'textarea') as HTMLTextAreaElement;
      field.value = value;
      field.dispatchEvent(new Event('input'));
      for (const button of buttons) all(element, '.answers button')[button]!.click();
      await settled(element);
      expect(texts(element)[0]).to.equal('Good morning all');
    };
    await edit('other', 1);
    await edit('  ', 0);
    element.addEventListener('rm-edit', (event) => event.preventDefault());
    await edit('other', 0);
    element.editable = false;
    await settled(element);
    all(element, '.row')[0]!.dispatchEvent(new MouseEvent('dblclick', { bubbles: true, composed: true }));
    await settled(element);
    expect(all(element, 'textarea, .pen').length).to.equal(0);
  });

  const select = (element: RmTranscript, from: number, to: number): void => {
    const marked = all(element, '.word');
    getSelection()!.setBaseAndExtent(marked[from]!.firstChild!, 0, marked[to]!, marked[to]!.childNodes.length);
  };
  const withClipboard = async (writeText: (text: string) => Promise<void>, action: () => Promise<void>): Promise<void> => {
    const original = Object.getOwnPropertyDescriptor(Navigator.prototype, 'clipboard')!;
    Object.defineProperty(Navigator.prototype, 'clipboard', { configurable: true, get: () => ({ writeText }) });
    try {
      await action();
    } finally {
      Object.defineProperty(Navigator.prototype, 'clipboard', original);
    }
  };

  it('copies what is selected, or all, and links to it', async () => {
    const element = await show(spoken, html`<rm-transcript controls></rm-transcript>`);
    await until(() => all(element, '.actions button').length, 'the buttons');
    await expect(element).to.be.accessible();
    const [copy, link] = all(element, '.actions button') as [HTMLElement, HTMLElement];
    let copied = '';
    await withClipboard(async (text) => void (copied = text), async () => {
      copy.click();
      await until(() => texts(element, '.told').join() === 'Copied', 'the word');
      expect(copied).to.equal('Ada: Good morning all\nBob: Thank you\nNo words here\n');
      link.click();
      await until(() => texts(element, '.told').join() === 'Select some text first', 'the advice');
      setTimeout(() => select(element, 1, 3));
      const event: any = await oneEvent(element, 'rm-selection');
      expect([event.text, event.start, event.end]).to.deep.equal(['morning all\nThank', 1, 4]);
      copy.click();
      await until(() => copied === 'morning all\nThank', 'the selection');
      link.click();
      await until(() => copied.startsWith('http'), 'the link');
    });
    expect(new URL(copied).hash).to.equal('#t=1,4');
    getSelection()!.removeAllRanges();
    history.replaceState(null, '', copied);
    const other = await show(spoken);
    await until(() => all(other, 'mark.linked').length, 'what the link points to');
    expect(texts(other, 'mark.linked').join(' ').replace(/\s+/g, ' ')).to.equal('morning all Thank');
    history.replaceState(null, '', ' ');
    location.hash = 'quote=words%20here';
    await until(() => texts(other, 'mark.linked').join() === 'words here', 'the other link');
    history.replaceState(null, '', location.pathname + location.search);
  });

  it('shows that the clipboard is closed', async () => {
    const element = await show(['text'], html`<rm-transcript controls></rm-transcript>`);
    await until(() => all(element, '.actions button').length, 'the buttons');
    await withClipboard(
      () => Promise.reject(new Error('no')),
      async () => {
        const lines = await consoleErrors(async () => {
          all(element, '.actions button')[0]!.click();
          await until(() => element.error, 'the error');
        });
        expect(lines.length).to.equal(1);
      },
    );
    expect(element.error?.code).to.equal('RM4301');
  });
});

describe('rm-transcript: long, and scrolled', () => {
  it('keeps 5,000 segments with few nodes, and the height of all', async () => {
    const element = await fixture<RmTranscript>(html`<rm-transcript autoscroll="off"></rm-transcript>`);
    element.segments = many(5000);
    await settled(element);
    const list = one(element, '.list');
    const rows = (): HTMLElement[] => all(element, '.row');
    expect(rows().length).to.be.within(10, 80);
    expect(element.shadowRoot!.querySelectorAll('*').length).to.be.below(700);
    const height = rows()[0]!.getBoundingClientRect().height;
    expect(list.scrollHeight).to.be.closeTo(5000 * height, 100);
    expect(rows()[0]!.getAttribute('aria-setsize')).to.equal('5000');
    list.scrollTop = 2500 * height;
    await until(() => rows().some(({ dataset }) => dataset.index === '2505'), 'the middle');
    await settled(element);
    expect(rows().length).to.be.below(80);
    const inSight = rows().find((row) => row.getBoundingClientRect().bottom > list.getBoundingClientRect().top + 2)!;
    expect(Number(inSight.dataset.index)).to.be.within(2490, 2510);
    expect(list.scrollHeight).to.be.closeTo(5000 * height, 100);
    await expect(element).to.be.accessible();
    // The keys reach what is not in the document.
    rows()[0]!.focus();
    await sendKeys({ press: 'End' });
    await until(() => focused(element)?.getAttribute('aria-posinset') === '5000', 'the last segment');
    await element.find('Segment 17 of');
    await until(() => texts(element, 'mark').join() === 'Segment 17 of', 'the match');
  });

  it('never loses the focus to a row that is scrolled away', async () => {
    const element = await fixture<RmTranscript>(html`<rm-transcript autoscroll="off"></rm-transcript>`);
    element.segments = many(2000);
    await settled(element);
    all(element, '.row')[3]!.click();
    await until(() => focused(element)?.getAttribute('aria-posinset') === '4', 'the fourth');
    one(element, '.list').scrollTop = 30_000;
    await until(() => focused(element)?.classList.contains('list'), 'the list');
    await sendKeys({ press: 'ArrowDown' });
    await until(() => focused(element)?.getAttribute('aria-posinset') === '5', 'the fifth');
  });

  it('renders no more for one more segment', async () => {
    const element = await fixture<RmTranscript>(html`<rm-transcript></rm-transcript>`);
    element.segments = many(3000);
    await settled(element);
    const before = element.shadowRoot!.querySelectorAll('*').length;
    for (let index = 0; index < 50; index += 1) element.add(`more ${index}`);
    await settled(element);
    expect(element.shadowRoot!.querySelectorAll('*').length).to.be.below(before + 100);
    expect(texts(element).at(-1)).to.equal('more 49');
  });

  it('follows the latest text until the reader scrolls, and again on request', async () => {
    const element = await fixture<RmTranscript>(html`<rm-transcript></rm-transcript>`);
    element.segments = many(100);
    await settled(element);
    const list = one(element, '.list');
    const atEnd = (): boolean => list.scrollHeight - list.clientHeight - list.scrollTop < 4;
    expect([atEnd(), element.matches(':state(following)')]).to.deep.equal([true, true]);
    element.add('x');
    await settled(element);
    expect(atEnd()).to.equal(true);
    await aTimeout(50);
    list.scrollTop -= 300;
    await until(() => all(element, '[part=jump]').length, 'the button');
    expect(element.matches(':state(following)')).to.equal(false);
    await expect(element).to.be.accessible();
    const { scrollTop } = list;
    element.add('y');
    await settled(element);
    expect(list.scrollTop).to.equal(scrollTop);
    one(element, '[part=jump]').click();
    await until(() => atEnd() && all(element, '[part=jump]').length === 0, 'the end');
    expect(focused(element)).to.equal(list);
    await aTimeout(50);
    list.scrollTop -= 300;
    await until(() => all(element, '[part=jump]').length, 'the button again');
    list.scrollTop = list.scrollHeight;
    await until(() => element.matches(':state(following)'), 'following');
  });
});

describe('rm-transcript in a pipeline', () => {
  /** A pipeline's context without its runtime. */
  const stand = async (template = html`<rm-transcript></rm-transcript>`) => {
    const listeners = new Set<any>();
    const store = new PipelineStore<any>();
    const said: string[] = [];
    store.channel<{ text: string }>('announce').on(({ text }) => said.push(text));
    const holder = await fixture<HTMLElement>(html`<div></div>`);
    holder.addEventListener('context-request', (event: any) => {
      event.stopImmediatePropagation();
      event.callback({ version: 1, element: holder, store, join: () => () => {}, listen: (one: any) => (listeners.add(one), () => listeners.delete(one)), sourcesOf: () => ['n'], nodeIdOf: () => undefined, changed() {}, submit: async () => {}, touch() {}, report() {}, retry() {} });
    });
    const { render } = await import('lit');
    render(template, holder);
    const element = holder.querySelector('rm-transcript')!;
    const tell = (what: string, value?: unknown): void => listeners.forEach((one) => one[what]?.(value));
    return { element, store, said, tell, listeners, output: (item: unknown, more: object = {}) => tell('output', { nodeId: 'n', sequence: 1, item, ...more }) };
  };

  it('takes what its node gives, with its place in the stream, and says final text', async () => {
    const { element, said, output, tell, listeners } = await stand();
    tell('reset');
    output({ text: 'Hel', final: false }, { start: 1, end: 2 });
    output({ text: 'Hello', speaker: 'Ada' }, { start: 1, end: 2.5 });
    tell('output', { nodeId: 'other', sequence: 1, item: 'not mine' });
    output({ text: 'open', final: false });
    await settled(element);
    expect(element.segments[0]).to.deep.include({ text: 'Hello', start: 1, end: 2.5 });
    expect(said).to.deep.equal(['Ada: Hello']);
    tell('settled');
    await settled(element);
    expect(element.segments.map(({ text, final }) => [text, final])).to.deep.equal([['Hello', true], ['open', true]]);
    // The next run takes its place, once it brings something.
    tell('reset');
    expect(element.segments.length).to.equal(2);
    output('New');
    expect(element.segments.map(({ text }) => text)).to.deep.equal(['New']);
    element.remove();
    expect(listeners.size).to.equal(0);
  });

  it('says a summary, or nothing', async () => {
    const { said, output, tell, element } = await stand(html`<rm-transcript announce="summary"></rm-transcript>`);
    tell('reset');
    output('a');
    output('b');
    tell('settled');
    await settled(element);
    expect(said).to.deep.equal(['2 new segments']);
    element.announce = 'off';
    output('c');
    expect(said.length).to.equal(1);
  });

  it('shows that it listens', async () => {
    const { element, store } = await stand();
    store.setState({ status: 'running' });
    await settled(element);
    expect(texts(element, '[part=empty]')).to.deep.equal(['Listening…']);
    expect(element.matches(':state(running)')).to.equal(true);
    await expect(element).to.be.accessible();
  });
});
