import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { fuzz, randomizer } from '../testing/fuzz.js';
import { parseCaptions, toSRT } from './formats/captions.js';
import { parseCSV, toCSV } from './formats/data.js';
import { toTTML } from './formats/markup.js';
import { oneLine } from './formats/text.js';
import { parseTTML } from './formats/ttml.js';
import { readXml, textOf } from './formats/xml.js';
import { readItem, readTimedSpans } from './read.js';
import { wellFormed, type Segment, type SegmentInput } from './segment.js';

const nasty = ['=1', "'=1", "''+x", "'", "'hello", ' -1', '@A1', '＝1', '-->', 'a\n\nb', 'a\r\nb', 'a  b', '\tb', '<script>', '</p>', '</tt>', ']]>', '<![CDATA[', '<!--', '&lt;', '&amp;lt;', '&#38;', '"', '""', ',', ';', '","', '\u0007', '\u00a0', '\u2028', '\ud800', '\ufffe', 'שלום', '😀', '𝄞', '%s', '|', '{{text}}'];

function randomSegments(random: () => number): Segment[] {
  const pick = <Value>(list: readonly Value[]): Value => list[Math.floor(random() * list.length)]!;
  const text = (): string => Array.from({ length: 1 + Math.floor(random() * 5) }, () => (random() < 0.5 ? pick(['word', 'été', 'two words', '你好']) : pick(nasty))).join(random() < 0.5 ? ' ' : '');
  return Array.from({ length: 1 + Math.floor(random() * 6) }, (_, index): Segment => {
    const start = Math.round((index * 3 + random()) * 1000) / 1000;
    return {
      id: `s${index}`,
      // Begins as any text may, but never with blanks: segments have none.
      text: `${random() < 0.5 ? 'w' : ''}${text()}`.trim() || 'w',
      final: true,
      start,
      end: Math.round((start + random() * 2) * 1000) / 1000,
      ...(random() < 0.5 && { speaker: `n${text()}`.trim() }),
      ...(random() < 0.3 && { language: pick(['en', 'de-AT', 'zh-Hans']) }),
      ...(random() < 0.3 && { confidence: Math.round(random() * 1000) / 1000 }),
    };
  });
}

const flat = (text: string): string => text.replace(/\s*[\r\n\u2028\u2029]+\s*/g, ' ').trim();
/** What XML can hold of a text. */
const held = (text: string): string => flat(wellFormed(text).replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, ''));

describe('CSV that is read', () => {
  it('is what was written', () => {
    const random = randomizer(11);
    for (let run = 0; run < 500; run += 1) {
      const given = randomSegments(random);
      const { segments, skipped } = parseCSV(toCSV(given))!;
      assert.equal(skipped, 0);
      assert.deepEqual(segments, given.map(({ id: _id, final: _final, ...rest }) => rest));
    }
    assert.deepEqual(parseCSV(toCSV([])), { segments: [], skipped: 0 });
    // The model takes it.
    assert.deepEqual(readItem(parseCSV(toCSV([{ id: 'a', text: '=1', final: true, start: 1, end: 2 }]))!.segments).segments, [{ text: '=1', final: true, start: 1, end: 2 }]);
  });

  it('may come from a spreadsheet', () => {
    assert.deepEqual(parseCSV('\ufeffSpeaker;"Text";Begin;Stop\r\nAda;"Hi; there";0,5;1:02,25\r\n;"a\r\nb";1:00:01;\r\n'), {
      segments: [{ text: 'Hi; there', start: 0.5, end: 62.25, speaker: 'Ada' }, { text: 'a\r\nb', start: 3601 }],
      skipped: 0,
    });
    assert.deepEqual(parseCSV('text\tfinal\tconfidence\nperhaps\tfalse\t1.5\n\nyes\t\t0.5'), { segments: [{ text: 'perhaps', final: false }, { text: 'yes', confidence: 0.5 }], skipped: 0 });
    assert.deepEqual(parseCSV('text\rone\rtwo'), { segments: [{ text: 'one' }, { text: 'two' }], skipped: 0 });
  });

  it('leaves out what is no text, and times that are none', () => {
    assert.deepEqual(parseCSV('start,end,text\n-1,x,one\n5,2,two\n1,2,\n1,2\n,,  \n1e400,Infinity,three,more\n'), {
      segments: [{ text: 'one' }, { text: 'two', start: 5, end: 5 }, { text: 'three' }],
      skipped: 3,
    });
  });

  it('is no table without a title for the text', () => {
    for (const text of ['', 'hello', 'a,b\n1,2\n', 'WEBVTT\n\n00:01.000 --> 00:02.000\ntext\n', '1\n00:00:01,000 --> 00:00:02,000\ntext,more\n']) assert.equal(parseCSV(text), undefined, text);
    assert.throws(() => parseCSV('start,text\n1,a\n2,"b\n'), { name: 'RmError', code: 'RM4205', message: /line 3/ });
    assert.throws(() => parseCSV('"text,start\n1,2'), { code: 'RM4205' });
  });

  it('may be damaged', () => {
    const seeds = [toCSV(randomSegments(randomizer(5))), 'start;text\r\n0,5;"a"";b"\r\n'].map((text) => new TextEncoder().encode(text));
    fuzz('csv', seeds, (bytes) => {
      const read = coded(() => parseCSV(new TextDecoder().decode(bytes)));
      read?.segments.forEach(sound);
      return read !== undefined && read.skipped === 0;
    });
  });
});

describe('TTML that is read', () => {
  it('is what was written', () => {
    const random = randomizer(12);
    for (let run = 0; run < 500; run += 1) {
      const given = randomSegments(random).filter(({ text }) => held(text));
      const { segments, skipped } = parseTTML(toTTML(given, { title: nasty[run % nasty.length] }))!;
      assert.equal(skipped, 0);
      const common = given.find(({ language }) => language)?.language;
      const expected = given.map(({ text, start, end, speaker, language }): SegmentInput => ({
        text: held(text),
        start: start!,
        end: end!,
        ...(speaker && held(speaker) && { speaker: held(speaker) }),
        ...((language ?? common) && { language: language ?? common! }),
      }));
      assert.deepEqual(segments, expected);
    }
    assert.deepEqual(parseTTML(toTTML([])), { segments: [], skipped: 0 });
  });

  const read = (body: string, attributes = '', head = ''): SegmentInput[] =>
    parseTTML(`<?xml version="1.0"?><tt xmlns="http://www.w3.org/ns/ttml" xmlns:ttm="http://www.w3.org/ns/ttml#metadata" xmlns:ttp="http://www.w3.org/ns/ttml#parameter" ${attributes}>${head}<body>${body}</body></tt>`)!.segments;
  const times = (begin: string, attributes = ''): number | undefined => read(`<div><p begin="${begin}">x</p></div>`, attributes)[0]!.start;

  it('has clock times, offsets, frames and ticks', () => {
    assert.equal(times('01:02:03.25'), 3723.25);
    assert.equal(times('00:00:01'), 1);
    assert.equal(times('123:00:00'), 442_800);
    assert.deepEqual(['1.5s', '500ms', '2m', '0.5h', '45f', '3t'].map((time) => times(time)), [1.5, 0.5, 120, 1800, 1.5, 3]);
    assert.equal(times('00:00:01:15'), 1.5);
    assert.equal(times('00:00:01:12', 'ttp:frameRate="24"'), 1.5);
    assert.equal(times('25000000t', 'ttp:tickRate="10000000"'), 2.5);
    assert.equal(times('50t', 'ttp:frameRate="25" ttp:subFrameRate="2"'), 1);
    assert.equal(times('30f', 'ttp:frameRate="30" ttp:frameRateMultiplier="1000 1001"'), 1.001);
    assert.equal(times('30f', 'ttp:frameRate="30" ttp:frameRateMultiplier="1000:1001"'), 1.001);
    // Labels of frames that pass more slowly than they are counted; with and without leaving numbers out.
    assert.equal(times('01:00:00:00', 'ttp:timeBase="smpte" ttp:frameRate="30" ttp:frameRateMultiplier="1000 1001"'), 3603.6);
    assert.equal(times('01:00:00:00', 'ttp:timeBase="smpte" ttp:frameRate="30" ttp:frameRateMultiplier="1000 1001" ttp:dropMode="dropNTSC"'), 3599.9964);
    for (const none of ['', 'x', '1', '-1s', '1:2:3', '00:00', '1e3s', '99999999999999999999s', 'NaN', '1s2s']) assert.equal(times(none), undefined, none);
    for (const odd of ['0', '-5', 'x', 'Infinity']) assert.equal(times('60f', `ttp:frameRate="${odd}"`), 2);
  });

  it('nests times, has them follow one another, and ends with what is around', () => {
    const spans = (body: string): unknown => read(body).map(({ text, start, end }) => [text, start, end]);
    assert.deepEqual(spans('<div begin="10s" end="20s"><p begin="1s" dur="2s">a</p><p begin="5s" end="30s">b</p><p>c</p></div><p>d</p>'), [['a', 11, 13], ['b', 15, 20], ['c', 10, 20], ['d', undefined, undefined]]);
    assert.deepEqual(spans('<div begin="10s" timeContainer="seq"><p dur="2s">a</p><p begin="1s" dur="2s">b</p></div>'), [['a', 10, 12], ['b', 13, 15]]);
    assert.deepEqual(spans('<p begin="1s" end="9s" dur="3s">a</p><p begin="5s" end="2s">b</p>'), [['a', 1, 4], ['b', 5, 5]]);
    assert.deepEqual(spans('<p begin="0.1s"><span begin="0.2s" end="0.3s">a</span></p>'), [['a', 0.1, 0.4]]);
  });

  it('has words where spans have times', () => {
    const [segment] = read('<p begin="1s" end="3s"><span begin="0s" end="0.5s">Good</span> <span begin="500ms" dur="1s">morn<br/>ing</span>, <span tts:color="red">all</span></p>');
    assert.deepEqual(segment, { text: 'Good morn ing, all', start: 1, end: 3, words: [{ text: 'Good', start: 1, end: 1.5 }, { text: 'morn', start: 1.5, end: 2.5 }, { text: 'ing', start: 1.5, end: 2.5 }] });
    assert.deepEqual(readItem(read('<p><span begin="2s" end="3s">later</span></p>')[0]).segments[0], { text: 'later', final: true, start: 2, end: 3, words: [{ text: 'later', start: 2, end: 3 }] });
    const inTurn = read('<p begin="1s" timeContainer="seq"><span dur="1s">a</span> <span dur="1s">b</span></p>')[0]!;
    assert.deepEqual(inTurn.words?.map(({ start, end }) => [start, end]), [[1, 2], [2, 3]]);
  });

  it('has agents as speakers, also several in one paragraph', () => {
    const head = '<head><metadata><ttm:agent xml:id="a" type="person"><ttm:name type="full">Ada\n L.</ttm:name></ttm:agent><ttm:agent xml:id="b"/></metadata></head>';
    const spoken = (body: string): unknown => read(body, '', head).map(({ text, speaker }) => [speaker, text]);
    assert.deepEqual(spoken('<p ttm:agent="a">one<br/>two</p><div ttm:agent="b"><p>three</p></div><p ttm:agent="a nobody">four</p>'), [['Ada L.', 'one two'], ['b', 'three'], ['Ada L., nobody', 'four']]);
    assert.deepEqual(spoken('<p begin="0s" end="4s">\n <span ttm:agent="a">Hi.</span>\n <br/><span ttm:agent="b">Hello <span>you</span>.</span></p>'), [['Ada L.', 'Hi.'], ['b', 'Hello you.']]);
    const [first, second] = read('<p begin="0s" end="4s"><span ttm:agent="a" begin="0s" end="1s">Hi.</span><span ttm:agent="b" begin="2s" end="3s">Yes.</span></p>', '', head);
    assert.deepEqual([first!.start, first!.end, second!.start, second!.end], [0, 1, 2, 3]);
  });

  it('has the white space that is meant', () => {
    assert.deepEqual(read('<p>\n   one\n   two  <!-- not said -->  three\n</p><p xml:space="preserve">a  b\n c</p>').map(({ text }) => text), ['one two three', 'a  b c']);
  });

  it('may be of a draft, without namespaces, or in another language inside', () => {
    assert.deepEqual(parseTTML('<tt xmlns="http://www.w3.org/2006/10/ttaf1" xmlns:m="http://www.w3.org/2006/10/ttaf1#metadata" xml:lang="en"><body><div><p begin="1s" m:agent="x" xml:lang="de">a</p><p/></div></body></tt>'), {
      segments: [{ text: 'a', start: 1, speaker: 'x', language: 'de' }],
      skipped: 1,
    });
    assert.equal(parseTTML("<tt><body><p begin='1s'>a</p></body></tt>")!.segments[0]!.start, 1);
    assert.equal(parseTTML('<t:tt xmlns:t="http://www.w3.org/ns/ttml"><t:body><t:p>a</t:p></t:body></t:tt>')!.segments.length, 1);
    assert.equal(parseTTML('<html xmlns="http://www.w3.org/1999/xhtml"/>'), undefined);
  });

  it('may be damaged or hostile', () => {
    const refused = (text: string, message: RegExp): void => assert.throws(() => parseTTML(text), { name: 'RmError', code: 'RM4205', message }, text.slice(0, 80));
    refused('<tt>\n<body>\n</tt>', /line 3: <\/tt>/);
    refused('<tt><body>', /<body> is not closed/);
    refused('<tt><p a="1" a="2"/></tt>', /same attribute/);
    refused('<tt><p a=1/></tt>', /tag/);
    refused('<tt', /tag/);
    refused('<tt/><tt/>', /second root/);
    refused('<tt/>text', /outside/);
    refused('<tt>&nbsp;</tt>', /&nbsp;/);
    refused('<tt>a & b</tt>', /&/);
    refused('<tt>&#0;</tt>', /&#0;/);
    refused('<tt>&#xd800;</tt>', /&#xd800;/);
    refused('<tt>&constructor;</tt>', /&constructor;/);
    refused('<tt><!-- </tt>', /<!--/);
    refused('<!DOCTYPE tt [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]><tt>&b;</tt>', /document types/);
    refused('<tt>'.repeat(100_000), /100 elements/);
    refused('', /no element/);
    const long = `<tt><body>${`<p begin="1s"${' '.repeat(2000)}>x</p>`.repeat(1000)}</body></tt>`;
    assert.equal(parseTTML(long)!.segments.length, 1000);
    const seeds = [toTTML(randomSegments(randomizer(6))), '<tt xmlns:p="http://www.w3.org/ns/ttml#parameter" p:tickRate="10"><body timeContainer="seq"><p begin="1t" dur="00:00:01:02"><span end="2f">a<br/></span><![CDATA[b]]>&#65;</p></body></tt>'];
    fuzz('ttml', seeds.map((text) => new TextEncoder().encode(text)), (bytes) => {
      const result = coded(() => parseTTML(new TextDecoder().decode(bytes)));
      result?.segments.forEach(sound);
      return result !== undefined && result.skipped === 0;
    });
  });
});

describe('XML that is read', () => {
  it('knows names by their namespaces, however they are written', () => {
    const prefixOf = (namespace: string): string | undefined => ({ 'urn:main': '', 'urn:other': 'o' })[namespace];
    const root = readXml('<a:x xmlns:a="urn:main" xmlns:b="urn:other" b:k="1" k="2"><y xmlns="urn:other"><z xmlns=""/></y><c:w/></a:x>', prefixOf);
    const [y, w] = root.children as [typeof root, typeof root];
    assert.deepEqual([root.name, [...root.attributes], y.name, (y.children[0] as typeof root).name, w.name], ['x', [['o:k', '1'], ['k', '2']], 'o:y', 'z', 'c:w']);
  });

  it('has text in all its forms', () => {
    const root = readXml('<?xml version="1.0"?><!-- a --><x>1 &lt; &#50; &#x1F600;<![CDATA[<&>]]><?php y ?><y>\r\n</y></x>\n<!-- b -->', () => undefined);
    assert.equal(textOf(root), '1 < 2 😀<&>\n');
  });
});

describe('text on one line', () => {
  it('has a blank for line breaks and the blanks around them, and its other blanks', () => {
    const random = randomizer(13);
    const letters = ['a', 'b', ' ', '\t', '\v', '\u00a0', '\ufeff', '\n', '\r', '\u2028', '\u2029', '\u0085'];
    for (let run = 0; run < 20_000; run += 1) {
      const text = Array.from({ length: Math.floor(random() * 9) }, () => letters[Math.floor(random() * letters.length)]).join('');
      assert.equal(oneLine(text), flat(text), JSON.stringify(text));
    }
  });
});

/** A pattern that takes quadratic time on these would be at it for minutes. */
describe('a file of half a megabyte', () => {
  const many = (text: string): string => text.repeat(500_000 / text.length);

  it('may be blanks without a line break', () => {
    const blanks = `a${many(' ')}b`;
    assert.equal(oneLine(blanks), blanks);
    const hard = `a${many('\u00a0')}b`;
    const head = `<head><ttm:agent xml:id="x"><ttm:name>Ada${blanks}</ttm:name></ttm:agent></head>`;
    const { segments } = parseTTML(`<tt xmlns:ttm="http://www.w3.org/ns/ttml#metadata">${head}<body><p ttm:agent="x" xml:space="preserve">${blanks}</p><p>${hard}</p></body></tt>`)!;
    assert.deepEqual(segments, [{ text: blanks, speaker: 'Adaa' }, { text: hard }]);
    assert.deepEqual(parseCaptions(`00:01.000 --> 00:02.000\n${blanks}`).segments, [{ text: blanks, start: 1, end: 2 }]);
    assert.deepEqual(parseCaptions(`WEBVTT\n\n00:01.000 --> 00:02.000\n<v ${blanks}>x`).segments, [{ text: 'x', speaker: blanks, start: 1, end: 2 }]);
    assert.equal(readTimedSpans([{ text: `[${blanks}]: `, start: NaN, duration: NaN, speaker: true, paragraph: 0 }, { text: 'x', start: 0, duration: 1, speaker: false, paragraph: 0 }]).segments[0]!.speaker, blanks);
  });

  it('may name speakers again and again', () => {
    const name = many('x');
    const head = `<head><ttm:agent xml:id="a"><ttm:name>${name}</ttm:name></ttm:agent><ttm:agent xml:id="b"><ttm:name>Bo</ttm:name></ttm:agent></head>`;
    const { segments } = parseTTML(`<tt xmlns:ttm="http://www.w3.org/ns/ttml#metadata">${head}<body><p ttm:agent="${many('a b ')}">x</p>${'<p ttm:agent="b a">x</p>'.repeat(10_000)}</body></tt>`)!;
    assert.equal(segments.length, 10_001);
    assert.equal(segments[0]!.speaker, `${name.slice(0, 1000)}, Bo`);
  });

  it('may be tags that do not end, or dashes', () => {
    const text = (cue: string, head = ''): string => parseCaptions(`${head}00:01.000 --> 00:02.000\n${cue}`).segments[0]!.text;
    for (const open of ['<', '<font', '<v ', '<v.']) {
      const cue = many(open);
      // Not shown when it fails: it is long.
      assert.ok(text(cue) === cue.trim(), open);
      assert.ok(text(`a<i>${cue}`, 'WEBVTT\n\n') === `a${cue.trim()}`, open);
      assert.ok(text(`${cue}>b`, 'WEBVTT\n\n') === 'b', open);
    }
    const dashes = many('-');
    const srt = toSRT([{ id: 'a', text: dashes, final: true, start: 0, end: 1 }, { id: 'b', text: `- -- a ->${dashes}> b-->c`, final: true, start: 1, end: 2 }]);
    assert.ok(srt.includes(`\n${dashes}\n`) && srt.endsWith('\n- -- a →→ b→c\n'));
  });

  it('may declare a namespace in each element', () => {
    const declarations = Array.from({ length: 15_000 }, (_, index) => `xmlns:n${index}="u"`).join(' ');
    const root = readXml(`<x ${declarations}>${'<y xmlns:a="u"/>'.repeat(15_000)}<n1:z xmlns:n2="v"><n2:w/></n1:z></x>`, (namespace) => namespace);
    const last = root.children.at(-1) as typeof root;
    assert.deepEqual([root.children.length, last.name, (last.children[0] as typeof root).name], [15_001, 'u:z', 'v:w']);
  });
});

/** What failed, failed with a code. */
function coded<Value>(read: () => Value): Value | undefined {
  try {
    return read();
  } catch (error) {
    if ((error as { code?: string }).code !== 'RM4205') throw error;
    return undefined;
  }
}

function sound({ text, start, end, words = [] }: SegmentInput): void {
  const times = [start ?? 0, end ?? start ?? 0, ...words.flatMap((word) => [word.start, word.end])];
  if (!text.trim() || !times.every((time) => Number.isFinite(time) && time >= 0) || (end ?? start ?? 0) < (start ?? 0)) throw new Error(`not a segment: ${text} ${start} ${end}`);
}
