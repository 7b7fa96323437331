import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { randomizer } from '../testing/fuzz.js';
import { decodeLink, encodeLink, locate, selectedText, selectedTime } from './link.js';
import { find, mostMatches } from './search.js';
import type { Segment } from './segment.js';

const segment = (text: string, more: Partial<Segment> = {}): Segment => ({ id: text, text, final: true, ...more });
const found = (text: string, query: string): string[] => find([segment(text)], query).map(({ from, to }) => text.slice(from, to));

describe('search', () => {
  it('finds whatever the case, the accents and the blanks', () => {
    assert.deepEqual(found('Été, ete, ÉTÉ', 'ete'), ['Été', 'ete', 'ÉTÉ']);
    assert.deepEqual(found('e\u0301te\u0301!', 'été'), ['e\u0301te\u0301']);
    assert.deepEqual(found('Straße', 'STRASSE'), ['Straße']);
    assert.deepEqual(found('two\n words', ' two  words '), []);
    assert.deepEqual(found('two\nwords', 'two words'), ['two\nwords']);
    assert.deepEqual(found('a😀b', '😀'), ['😀']);
    assert.deepEqual(found('ﬁne', 'fi'), ['ﬁ']);
  });

  it('takes patterns as text, and finds no overlaps', () => {
    assert.deepEqual(found('a.b a*b (', '.'), ['.']);
    assert.deepEqual(found('a.b a*b (', '('), ['(']);
    assert.deepEqual(found('aaaa', 'aa'), ['aa', 'aa']);
    assert.deepEqual(found('anything', '   '), []);
  });

  it('ends somewhere', () => {
    assert.equal(find([segment('e'.repeat(mostMatches + 5))], 'e').length, mostMatches);
  });
});

describe('a link to a selection', () => {
  const words = [{ text: 'Good', start: 1, end: 1.5 }, { text: 'day', start: 1.5, end: 2 }];
  const segments = [segment('Good day', { start: 1, end: 2, words }), segment('to you', { start: 3, end: 4 }), segment('timeless, all')];

  it('tells the text and the time', () => {
    assert.equal(selectedText(segments, { index: 0, offset: 5, endIndex: 1, endOffset: 2 }), 'day\nto');
    assert.deepEqual(selectedTime(segments, { index: 0, offset: 5, endIndex: 0, endOffset: 8 }), { start: 1.5, end: 2 });
    assert.deepEqual(selectedTime(segments, { index: 0, offset: 0, endIndex: 1, endOffset: 2 }), { start: 1, end: 4 });
    assert.deepEqual(selectedTime(segments, { index: 2, offset: 0, endIndex: 2, endOffset: 2 }), {});
  });

  it('comes back as what was selected', () => {
    assert.equal(encodeLink({ start: 1.5, end: 2 }), '#t=1.5,2');
    assert.deepEqual(locate(segments, decodeLink('#t=1.5,2')!), { index: 0, offset: 5, endIndex: 0, endOffset: 8 });
    assert.deepEqual(locate(segments, decodeLink('#t=1,4')!), { index: 0, offset: 0, endIndex: 1, endOffset: 6 });
    assert.deepEqual(locate(segments, decodeLink('#t=3')!)?.index, 1);
    const link = encodeLink({ text: 'less, & all', transcript: 'a b' });
    assert.equal(link, '#quote=less%2C%20%26%20all&transcript=a%20b');
    assert.deepEqual(decodeLink(link), { text: 'less, & all', transcript: 'a b' });
    assert.deepEqual(locate(segments, { text: 'LESS' }), { index: 2, offset: 4, endIndex: 2, endOffset: 8 });
    assert.equal(locate(segments, { start: 99 }), undefined);
    assert.equal(locate(segments, { text: 'nowhere' }), undefined);
    assert.equal(encodeLink({}), '');
    assert.doesNotThrow(() => encodeLink({ text: '\ud800'.repeat(500) }));
  });

  it('reads the times of media fragments and nothing that is none', () => {
    assert.deepEqual(['#t=1:02', '#t=npt:1:00:01.5,1:00:02', '#t=,3', 'x=1&t=4'].map(decodeLink), [{ start: 62 }, { start: 3601.5, end: 3602 }, { start: 0, end: 3 }, { start: 4 }]);
    for (const hostile of ['', '#', '#top', '#t=', '#t=5,3', '#t=1e9', '#t=-1', '#t=NaN', '#t=1:2:3:4', '#quote=%', '#quote=', '#quote=%E0%A4%A', '#transcript=a']) {
      assert.equal(decodeLink(hostile), undefined, hostile);
    }
  });

  it('survives any text', () => {
    const random = randomizer(5);
    for (let run = 0; run < 500; run += 1) {
      const text = `x${String.fromCharCode(...Array.from({ length: Math.floor(random() * 20) }, () => Math.floor(random() * 0xd000)))}`;
      assert.equal(decodeLink(encodeLink({ text }))?.text, text);
      const start = Math.round(random() * 1e7) / 1000;
      assert.deepEqual(decodeLink(encodeLink({ start, end: start + 1 }))?.start, start);
      decodeLink(text);
    }
  });
});
