/** Each language says all that English says, in its own words and signs. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { english } from '../../components/i18n/english.js';
import { errorCodes } from '../../core/error-codes.js';

type Text = string | ((...values: unknown[]) => string);
type Language = Record<string, Record<string, Text>>;

const folder = new URL('../../components/i18n/', import.meta.url);
const hints = Object.fromEntries(Object.entries(errorCodes).map(([code, { hint }]) => [code, hint]));
const wanted = { ...english, 'rm-error': { ...english['rm-error'], ...hints } } as unknown as Language;
const isHint = (key: string): boolean => key in hints;

/** A value for each parameter that is found again in the text, and from 10 on asks for every form of a number. */
const values = (text: Text, number: number): string[] =>
  typeof text === 'function' ? Array.from({ length: text.length }, (_, index) => String(number + index)) : [];
const said = (text: Text, with_: string[] = values(text, 71)): string => (typeof text === 'function' ? text(...with_) : text);

/** The letters and digits of a text without its values. */
const bare = (text: Text): string => said(text, values(text, 0).map(() => '')).replace(/[\p{P}\s]+/gu, ' ').trim().toLowerCase();

/** Names, and words that some of the languages write as English does. */
const alike = new Set(
  [
    ...['Python', 'SHA-256', 'WebAssembly', 'AudioWorklet', 'WebGPU', 'Trusted Types', 'JSON', 'TTML', 'WebVTT', 'HTML', 'SubRip (SRT)'],
    ...['Browser', 'Bytes', 'Description', 'Engine', 'Format', 'Graph', 'Inspector', 'Licence', 'Link', 'Manifest', 'Messages', 'Mono', 'Name', 'No', 'Online', 'Pause', 'Pipeline', 'Position', 'Stereo', 'Tensor', 'Text', 'Total', 'Version', 'Volume', 'Workers'],
  ].map(bare),
);

/** What is code in a hint and so the same in every language. */
const code = /<\/?[a-z][^>]*>|[\w-]+="[^"]*"|"[^"]*"|'[\w-]+'|\( " ' - \)|fetchNode\(.*?\}\)|\b\w+\.(?:wasm|js)\b|https?:\/\/\w*|\b[A-Z]\w+(?:-[A-Z]\w+)+|\b(?:script|worker|connect)-src\b|\b[a-z]+(?:[A-Z][a-z]+)+\b/g;

const languages = readdirSync(folder).filter((name) => /^[a-z]{2,3}(-\w+)*\.ts$/.test(name) && !['english.ts', 'translate.ts', 'plural.ts'].includes(name));

test('every file is one that elements ask for', () => {
  assert.ok(languages.length >= 6, languages.join());
  const translate = readFileSync(new URL('translate.ts', folder), 'utf8');
  for (const name of languages) assert.ok(translate.includes(`import('./${name.replace('.ts', '.js')}')`), name);
});

for (const file of languages) {
  const lang = file.replace('.ts', '');

  test(`${lang} says all of it, with what belongs into it`, async () => {
    const language = ((await import(new URL(file, folder).href)) as { default: Language }).default;
    assert.deepEqual(Object.keys(language).sort(), Object.keys(wanted).sort(), 'the elements');
    for (const [tag, texts] of Object.entries(wanted)) {
      assert.deepEqual(Object.keys(language[tag]!).sort(), Object.keys(texts).sort(), tag);
      for (const [key, text] of Object.entries(texts)) {
        const own = language[tag]![key]!;
        const name = `${lang} ${tag} ${key}`;
        assert.equal(typeof own, typeof text, name);
        if (typeof text === 'function' && typeof own === 'function') assert.equal(own.length, text.length, `${name}: parameters`);
        for (const number of [3, 11, 71, 100, 1_000_000]) {
          const given = values(text, number);
          const kept = given.filter((value) => said(text, given).includes(value));
          for (const value of kept) assert.ok(said(own, given).includes(value), `${name}: ${value} in ${said(own, given)}`);
        }
        for (const number of [0, 1, 2]) assert.doesNotMatch(said(own, values(own, number)), /undefined|NaN/, name);
      }
    }
  });

  test(`${lang} is in its own words and quotes`, async () => {
    const left: string[] = [];
    const language = ((await import(new URL(file, folder).href)) as { default: Language }).default;
    for (const [tag, texts] of Object.entries(wanted)) {
      for (const [key, text] of Object.entries(texts)) {
        const own = said(language[tag]![key]!);
        const name = `${lang} ${tag} ${key}: ${own}`;
        assert.equal(own, own.trim(), name);
        assert.notEqual(own, '', name);
        if (/\p{L}/u.test(bare(text)) && bare(language[tag]![key]!) === bare(text) && !alike.has(bare(text))) left.push(name);
        const codes = isHint(key) ? (said(text).match(code) ?? []) : [];
        for (const part of codes) assert.ok(own.includes(part), `${part} in ${name}`);
        const prose = [...codes].sort((a, b) => b.length - a.length).reduce((rest, part) => rest.replaceAll(part, ''), own);
        assert.doesNotMatch(prose, /["'`]/, `plain quotes: ${name}`);
      }
    }
    assert.deepEqual(left, [], 'still English');
  });
}
