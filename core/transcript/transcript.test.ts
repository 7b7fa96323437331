import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { readItem, readTimedSpans } from './read.js';
import { clock } from '../audio/clock.js';
import { placeWords, type Segment } from './segment.js';
import { Transcript } from './transcript.js';
import { withTimes } from './timing.js';

const texts = (transcript: Transcript): string[] => transcript.segments.map(({ text, final }) => (final ? text : `${text}…`));

describe('what a transcript reads', () => {
  it('takes strings, records and lists of them', () => {
    const { segments, skipped } = readItem(['one', { text: ' two ', start: 1, end: 2, speaker: 'Ada', language: 'en', confidence: 0.5 }, 'three']);
    assert.equal(skipped, 0);
    assert.deepEqual(segments, [
      { text: 'one', final: true },
      { text: 'two', final: true, start: 1, end: 2, speaker: 'Ada', language: 'en', confidence: 0.5 },
      { text: 'three', final: true },
    ]);
  });

  it('takes the output of Whisper, in seconds of the stream', () => {
    const item = { text: 'Hello there. Bye.', language: 'en', audio_duration: 4, segments: [{ start: 0, end: 1.5, text: ' Hello there.' }, { start: 2, end: 3, text: ' Bye.', words: [{ word: ' Bye.', start: 2, end: 3, probability: 0.9 }] }] };
    const { segments, duration } = readItem(item, { start: 10 });
    assert.equal(duration, 4);
    assert.deepEqual(segments, [
      { text: 'Hello there.', final: true, start: 10, end: 11.5, language: 'en' },
      { text: 'Bye.', final: true, start: 12, end: 13, language: 'en', words: [{ text: 'Bye.', start: 12, end: 13, confidence: 0.9 }] },
    ]);
    assert.deepEqual(readItem({ text: 'All', segments: [], audio_duration: 2 }, { start: 1 }).segments, [{ text: 'All', final: true, start: 1, end: 3 }]);
  });

  it('takes Web Speech results, the live lists of a browser as well as their JSON', () => {
    const result = (isFinal: boolean, transcript: string) => ({ length: 1, 0: { transcript, confidence: 0.5 }, isFinal });
    const event = { resultIndex: 1, results: { length: 4, 0: result(true, 'old'), 1: result(true, 'done'), 2: result(false, 'may '), 3: result(false, 'be') } };
    assert.deepEqual(readItem(event).segments, [{ text: 'done', final: true, confidence: 0.5 }, { text: 'may be', final: false }]);
    assert.deepEqual(readItem({ results: [{ isFinal: true, alternatives: [{ transcript: 'plain' }] }] }).segments, [{ text: 'plain', final: true }]);
  });

  it('knows interim text under each of its names', () => {
    for (const mark of [{ final: false }, { is_final: false }, { isFinal: false }, { interim: true }, { partial: true }]) {
      assert.equal(readItem({ text: 'a', ...mark }).segments[0]?.final, false, JSON.stringify(mark));
    }
  });

  it('takes the place in the stream where the item tells none, and the times of words', () => {
    assert.deepEqual(readItem('said', { start: 3, end: 4 }).segments, [{ text: 'said', final: true, start: 3, end: 4 }]);
    const words = [{ text: 'a', start: 1, end: 2 }, { text: 'b', start: 2, end: 5 }];
    assert.deepEqual(readItem({ text: 'a b', words }).segments, [{ text: 'a b', final: true, start: 1, end: 5, words }]);
  });

  it('skips and counts what is no text, and drops fields that are none', () => {
    const throwing = new Proxy({}, { get: () => { throw new Error('hostile'); } });
    const hostile = [null, 7, true, {}, { text: 5 }, { text: '  ' }, [], new Float32Array(2), throwing, { results: { length: 2 } }, { segments: [null, 'x', { text: 'ok' }] }];
    let skipped = 0;
    for (const item of hostile) skipped += readItem(item).skipped;
    assert.equal(skipped, 4 + 2 + 0 + 1 + 1 + 2 + 2);
    const odd = { text: 'a', start: NaN, end: -1, confidence: 7, speaker: {}, language: 3, id: '', words: [{ text: 'a' }, 4, { word: 'a', start: -1 }] };
    assert.deepEqual(readItem(odd).segments, [{ text: 'a', final: true, language: '3' }]);
    assert.equal(readItem({ text: 'a', start: 5, end: 2 }).segments[0]?.end, 5);
    assert.equal(readItem({ results: { length: 1e9, 0: undefined } }).skipped, 10_000);
  });

  it('takes the timed words of a hyperaudio page', () => {
    const span = (text: string, start: number, paragraph = 0, speaker = false) => ({ text, start, duration: 100, speaker, paragraph });
    const { segments, skipped } = readTimedSpans([span('[Ada] ', 0, 0, true), span('Good ', 0), span('day. ', 500), span('Bob: ', 900, 0, true), span('Hm.', 1000), span('More', 2000, 1), span('bad', NaN, 1)]);
    assert.deepEqual(segments.map(({ text, speaker, start, end }) => [text, speaker, start, end]), [['Good day.', 'Ada', 0, 0.6], ['Hm.', 'Bob', 1, 1.1], ['More', 'Bob', 2, 2.1]]);
    assert.equal(skipped, 1);
  });
});

describe('a transcript', () => {
  it('replaces interim text by what follows it, per speaker', () => {
    const transcript = new Transcript();
    transcript.add('first');
    transcript.add({ text: 'he', final: false });
    const [{ id }] = transcript.add({ text: 'hello', final: false }).segments as [Segment];
    transcript.add({ text: 'other', final: false, speaker: 'B' });
    assert.deepEqual(texts(transcript), ['first', 'hello…', 'other…']);
    assert.equal(transcript.add({ text: 'Hello.' }).segments[0]?.id, id);
    assert.deepEqual(texts(transcript), ['first', 'Hello.', 'other…']);
    transcript.add('next');
    assert.deepEqual(texts(transcript), ['first', 'Hello.', 'other…', 'next']);
    transcript.settle();
    assert.deepEqual(texts(transcript).at(2), 'other');
  });

  it('replaces by id, also out of order', () => {
    const transcript = new Transcript();
    transcript.add([{ id: 'a', text: 'one', final: false }, { id: 'b', text: 'two' }]);
    transcript.add({ id: 'a', text: 'One.' });
    assert.deepEqual(texts(transcript), ['One.', 'two']);
    assert.equal(new Set(transcript.segments.map(({ id }) => id)).size, 2);
  });

  it('never gives an id twice', () => {
    const transcript = new Transcript();
    transcript.add([{ id: 's1', text: 'mine' }, 'yours', { id: 's2', text: 'mine too' }, 'yours too']);
    const ids = transcript.segments.map(({ id }) => id);
    assert.equal(new Set(ids).size, ids.length);
  });

  it('puts sounds without a place one after another', () => {
    const transcript = new Transcript();
    const chunk = (text: string) => ({ text, audio_duration: 10, segments: [{ start: 1, end: 2, text }] });
    for (const text of ['a', 'b', 'c']) transcript.add(chunk(text));
    transcript.add(chunk('d'), { start: 100 });
    assert.deepEqual(transcript.segments.map(({ start }) => start), [1, 11, 21, 101]);
  });

  it('keeps no more than its limit, and counts what was no segment', () => {
    const transcript = new Transcript();
    transcript.limit = 2;
    transcript.add(['a', 'b', null, 'c']);
    assert.deepEqual(texts(transcript), ['b', 'c']);
    assert.equal(transcript.skipped, 1);
    transcript.add({ id: 's1', text: 'the id is free again' });
    assert.equal(transcript.segments.length, 2);
  });

  it('keeps the times of the words that an edit leaves', () => {
    const transcript = new Transcript();
    transcript.add({ id: 'x', text: 'I sea you', words: [{ text: 'I', start: 0, end: 1 }, { text: 'sea', start: 1, end: 2 }, { text: 'you', start: 2, end: 3 }] });
    const edited = transcript.edit('x', ' I see you. ')!;
    assert.deepEqual([edited.text, edited.words?.map(({ text }) => text)], ['I see you.', ['I', 'you']]);
    assert.equal(transcript.edit('x', '  '), undefined);
    assert.equal(transcript.edit('nobody', 'a'), undefined);
    assert.equal('words' in transcript.edit('x', 'gone')!, false);
    assert.equal(transcript.edit('x', 'gone', 'Ada')?.speaker, 'Ada');
  });

  it('tells which segment is spoken', () => {
    const transcript = new Transcript();
    transcript.add([{ text: 'a', start: 1, end: 2 }, 'timeless', { text: 'b', start: 3, end: 4 }]);
    assert.deepEqual([0.5, 1, 2.5, 3, 99].map((time) => transcript.at(time)), [-1, 0, 0, 2, 2]);
  });

  it('takes 5,000 segments without growing slower', () => {
    const transcript = new Transcript();
    for (let index = 0; index < 5000; index += 1) transcript.add({ id: String(index), text: `segment ${index}`, start: index });
    assert.equal(transcript.segments.length, 5000);
  });
});

describe('the parts of a transcript', () => {
  it('finds words in their text, each once and in order', () => {
    const word = (text: string) => ({ text, start: 0, end: 1 });
    assert.deepEqual(placeWords('a b, a', [word('a'), word(' b'), word('x'), word('a'), word('a')]).map(({ from, to }) => [from, to]), [[0, 1], [2, 3], [5, 6]]);
  });

  it('writes times', () => {
    assert.deepEqual([clock(0), clock(59.6), clock(3599.9, 1), clock(3723.0456, 3), clock(-1)], ['0:00', '1:00', '59:59.9', '1:02:03.046', '0:00']);
  });

  it('estimates the times that captions need', () => {
    const segment = (text: string, times: object = {}): Segment => ({ id: 'x', text, final: true, ...times });
    const timed = withTimes([segment('a'.repeat(30)), segment('b', { start: 10 }), segment('c', { start: 10.5, end: 12 }), segment('d')]);
    assert.deepEqual(timed.map(({ start, end }) => [start, end]), [[0, 2], [10, 10.5], [10.5, 12], [12, 13]]);
  });
});
