import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { fuzz, randomizer } from '../testing/fuzz.js';
import { exportTranscript } from './export.js';
import { parseCaptions, toSRT, toVTT } from './formats/captions.js';
import { toCSV, toJSON } from './formats/data.js';
import { toHTML, toTTML } from './formats/markup.js';
import { toText } from './formats/text.js';
import type { Segment } from './segment.js';
import { Transcript } from './transcript.js';

const segments: Segment[] = [
  { id: 's1', text: 'Good morning.', start: 0.5, end: 2, final: true, speaker: 'Ada', language: 'en', confidence: 0.9, words: [{ text: 'Good', start: 0.5, end: 1 }, { text: 'morning.', start: 1, end: 2 }] },
  { id: 's2', text: 'A <b>bold</b> & "quoted" line', start: 3661.25, end: 3662, final: true },
];

const nasty = ['=cmd|calc', '+1', '-1', '@SUM(A1)', ' =1', '\t=1', '＝1', '-->', '--->', 'a\n\nb', '\r\n1\n00:00:00,000 --> 00:00:01,000\nx', '<script>alert(1)</script>', '</v>', '</tt>', ']]>', '&lt;', '"', "'", ',', '"",""', '\u0000\u0008\u001b', '\ud800', '\u2028', 'שלום', '😀', '%s', '|'];

/** A text of ordinary and of dangerous parts. */
function randomText(random: () => number): string {
  const pick = <Value>(list: readonly Value[]): Value => list[Math.floor(random() * list.length)]!;
  return Array.from({ length: 1 + Math.floor(random() * 5) }, () => (random() < 0.5 ? pick(['word', 'été', 'two words', '你好']) : pick(nasty))).join(random() < 0.5 ? ' ' : '');
}

function randomSegments(random: () => number): Segment[] {
  return Array.from({ length: 1 + Math.floor(random() * 6) }, (_, index) => ({
    id: `s${index}`,
    text: `w${randomText(random)}`,
    final: true,
    start: index * 2,
    end: (index * 2000 + Math.floor(random() * 2000)) / 1000,
    ...(random() < 0.5 && { speaker: `n${randomText(random)}` }),
  }));
}

const flat = (text: string): string => text.replace(/\s*[\r\n\u2028\u2029]+\s*/g, ' ').trim();
const times = (list: readonly { start?: number; end?: number }[]): unknown => list.map(({ start, end }) => [start, end]);

/** A reader of its own for what RFC 4180 says. */
function readCSV(text: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  for (const [, quoted, plain, end] of text.matchAll(/(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/g)) {
    row.push(quoted === undefined ? plain! : quoted.replace(/""/g, '"'));
    if (end === ',') continue;
    rows.push(row);
    row = [];
  }
  return rows;
}

describe('the formats of a transcript', () => {
  it('writes text', () => {
    assert.equal(toText(segments), 'Ada: Good morning.\nA <b>bold</b> & "quoted" line\n');
    assert.equal(toText(segments, { speakers: false, timestamps: true }), '[0:01] Good morning.\n[1:01:01] A <b>bold</b> & "quoted" line\n');
  });

  it('writes SRT', () => {
    assert.equal(toSRT(segments), '1\n00:00:00,500 --> 00:00:02,000\nAda: Good morning.\n\n2\n01:01:01,250 --> 01:01:02,000\nA <b>bold</b> & "quoted" line\n');
  });

  it('writes VTT', () => {
    assert.equal(toVTT(segments), 'WEBVTT\n\n00:00:00.500 --> 00:00:02.000\n<v Ada>Good morning.</v>\n\n01:01:01.250 --> 01:01:02.000\nA &lt;b&gt;bold&lt;/b&gt; &amp; "quoted" line\n');
  });

  it('writes TTML', () => {
    const text = toTTML(segments, { title: 'A & B' });
    assert.match(text, /^<\?xml version="1\.0" encoding="UTF-8"\?>\n<tt xmlns="http:\/\/www\.w3\.org\/ns\/ttml"/);
    assert.ok(text.includes('<ttm:title>A &amp; B</ttm:title>'));
    assert.ok(text.includes('<ttm:agent xml:id="speaker1" type="person"><ttm:name type="full">Ada</ttm:name></ttm:agent>'));
    assert.ok(text.includes('<p begin="0.500s" end="2.000s" ttm:agent="speaker1" xml:lang="en">Good morning.</p>'));
    assert.ok(text.includes('A &lt;b&gt;bold&lt;/b&gt; &amp; &quot;quoted&quot; line'));
  });

  it('writes HTML whose words carry their times', () => {
    const text = toHTML(segments);
    assert.ok(text.includes('<p><span class="speaker" data-m="500" data-d="0">Ada: </span><span data-m="500" data-d="500">Good </span><span data-m="1000" data-d="1000">morning.</span></p>'));
    assert.ok(text.includes('A &lt;b&gt;bold'));
  });

  it('keeps everything in JSON', () => {
    const transcript = new Transcript();
    transcript.add(JSON.parse(toJSON(segments)));
    assert.deepEqual(transcript.segments, segments);
  });

  it('writes CSV that no spreadsheet runs', () => {
    assert.equal(toCSV(segments), 'start,end,speaker,text,language,confidence,final\r\n0.5,2,Ada,Good morning.,en,0.9,true\r\n3661.25,3662,,"A <b>bold</b> & ""quoted"" line",,,true\r\n');
    for (const text of nasty) {
      const [, row] = readCSV(toCSV([{ id: 'x', text, final: true }]));
      assert.doesNotMatch(row![3]!, /^\s*[=+\-@＝＋－＠]/, JSON.stringify(text));
      assert.equal(row![3]!.replace(/^'/, ''), text.replace(/^'/, ''));
    }
  });

  it('leaves out what is not final, and knows no other format', () => {
    const interim: Segment = { id: 'i', text: 'perhaps', final: false };
    assert.deepEqual(exportTranscript([...segments, interim], 'txt'), { text: toText(segments), type: 'text/plain' });
    for (const format of ['docx', 'constructor', '']) assert.equal(exportTranscript(segments, format), undefined);
    for (const format of ['txt', 'srt', 'vtt', 'ttml', 'json', 'csv', 'html']) assert.equal(typeof exportTranscript([], format)?.text, 'string');
  });
});

describe('captions that are read', () => {
  it('come back as they were written, whatever stands in them', () => {
    const random = randomizer(7);
    for (let run = 0; run < 400; run += 1) {
      const given = randomSegments(random);
      const vtt = parseCaptions(toVTT(given));
      assert.equal(vtt.skipped, 0);
      assert.deepEqual(times(vtt.segments), times(given));
      assert.deepEqual(vtt.segments.map(({ text, speaker }) => [text, speaker]), given.map(({ text, speaker }) => [flat(text), speaker && flat(speaker)]));
      const srt = parseCaptions(toSRT(given));
      assert.equal(srt.skipped, 0);
      assert.deepEqual(times(srt.segments), times(given));
      const rows = readCSV(toCSV(given));
      assert.deepEqual(rows.slice(1).map((row) => row[3]), given.map(({ text }) => text));
      for (const text of [toTTML(given), toHTML(given)]) {
        // What is left of the markup without its tags holds no tag, nor a bare ampersand.
        const content = text.replace(/<!doctype html>|<\?xml[^>]*\?>|<\/?(?:tt|head|metadata|ttm:agent|ttm:name|body|div|p|html|meta|title|article|span)(?: [\w:-]+="[^"<>]*")*>/g, '');
        assert.doesNotMatch(content, /[<>]|&(?!amp;|lt;|gt;|quot;|#39;)/);
        assert.doesNotMatch(text, /[\u0000-\u0008\u000b\u000c\u000e-\u001f]|\p{Surrogate}/u);
      }
    }
  });

  it('may have what real files have', () => {
    const file = '\ufeffWEBVTT - a title\r\nKind: captions\r\n\r\nNOTE\r\na note\r\n\r\nSTYLE\r\n::cue { color: red }\r\n\r\nintro\r\n00:01.000 --> 00:02.5 align:start position:10%\r\n<v.loud Bob><i>Hi</i>\r\nthere</v>\r\n\r\nnonsense\r\n';
    assert.deepEqual(parseCaptions(file), { segments: [{ text: 'Hi there', speaker: 'Bob', start: 1, end: 2.5 }], skipped: 1 });
    assert.deepEqual(parseCaptions('1\n00:00:01,000 --> 00:00:02,000\n<i>One</i>\n\n\n\n2\n00:00:05,000 --> 00:00:04,000\n2 < 3\n'), {
      segments: [{ text: 'One', start: 1, end: 2 }, { text: '2 < 3', start: 5, end: 5 }],
      skipped: 0,
    });
    assert.deepEqual(parseCaptions(''), { segments: [], skipped: 0 });
  });

  it('may be damaged', () => {
    const seeds = [toVTT(segments), toSRT(segments), toVTT(randomSegments(randomizer(3)))].map((text) => new TextEncoder().encode(text));
    fuzz('captions', seeds, (bytes) => {
      const { segments: read, skipped } = parseCaptions(new TextDecoder().decode(bytes));
      for (const { text, start, end } of read) if (!text || !(start! >= 0) || !(end! >= start!)) throw new Error(`not a segment: ${text} ${start} ${end}`);
      return skipped === 0 && read.length > 0;
    });
  });
});
