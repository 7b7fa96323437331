/** A language that puts brackets around everything: what the gallery shows without them is hard-coded, or the page's own. */
import { readFileSync } from 'node:fs';
import { test } from '@playwright/test';
import type * as Kit from '../../components/index.js';
import { english } from '../../components/i18n/english.js';
import { errorCodes } from '../../core/error-codes.js';
import { fill, gallery } from './gallery.js';
import { expect, open } from './support.js';

/** The texts as a script: functions do not cross into a page. */
const hints: Record<string, string> = Object.fromEntries(Object.entries(errorCodes).map(([code, { hint }]) => [code, hint]));
const bracketed = `({${Object.entries({ ...english, 'rm-error': { ...english['rm-error'], ...hints } })
  .map(([tag, texts]) => {
    const entries = Object.entries(texts as Record<string, unknown>).map(([key, text]) =>
      typeof text === 'function' ? `${JSON.stringify(key)}: (...values) => '⟦' + (${String(text)})(...values) + '⟧'` : `${JSON.stringify(key)}: ${JSON.stringify(`⟦${String(text)}⟧`)}`,
    );
    return `${JSON.stringify(tag)}: {${entries.join(', ')}}`;
  })
  .join(', ')}})`;

test('nothing the elements show is hard-coded', async ({ page }) => {
  await open(page, `<main lang="qps">${gallery}</main>`, { policy: '' });
  await page.evaluate(async (texts) => {
    const { addLanguage } = (await import('/dist/remotemedia.js' as string)) as typeof Kit;
    // As a script of the page, which has no policy.
    const script = document.createElement('script');
    script.textContent = `window.bracketed = ${texts}`;
    document.head.append(script);
    await addLanguage('qps', (window as unknown as { bracketed: Parameters<typeof addLanguage>[1] }).bracketed);
  }, bracketed);
  await fill(page);
  await page.waitForTimeout(300);
  const said = await page.evaluate(() => {
    const found: { tag: string; text: string }[] = [];
    const attributes = ['aria-label', 'aria-description', 'aria-valuetext', 'aria-roledescription', 'title', 'placeholder', 'alt'];
    const walk = (root: ShadowRoot, tag: string): void => {
      for (const element of root.querySelectorAll('*')) {
        if (['STYLE', 'SCRIPT'].includes(element.tagName)) continue;
        for (const name of attributes) if (element.hasAttribute(name)) found.push({ tag, text: element.getAttribute(name)! });
        for (const node of element.childNodes) if (node instanceof Text) found.push({ tag, text: node.data });
        if (element.shadowRoot) walk(element.shadowRoot, element.localName.startsWith('rm-') ? element.localName : tag);
      }
      for (const node of root.childNodes) if (node instanceof Text) found.push({ tag, text: node.data });
    };
    for (const element of document.querySelectorAll('*')) if (element.shadowRoot && element.localName.startsWith('rm-')) walk(element.shadowRoot, element.localName);
    return found;
  });
  const brackets = said.filter(({ text }) => text.includes('⟦'));
  expect(brackets.length).toBeGreaterThan(60);
  const hard = said
    .map(({ tag, text }) => ({ tag, text: strip(text).replace(/\s+/g, ' ').trim() }))
    .filter(({ tag, text }) => /\p{L}{2}/u.test(text) && !isData(tag, text))
    .map(({ tag, text }) => `${tag}: ${text}`);
  expect([...new Set(hard)]).toEqual([]);
});

/** What is left when all that stands in brackets is taken out. */
function strip(text: string): string {
  let left = '';
  let depth = 0;
  for (const letter of text) {
    if (letter === '⟦') depth += 1;
    else if (letter === '⟧') depth -= 1;
    else if (depth === 0) left += letter;
  }
  return left;
}

const given = readable(gallery + String(fill) + readFileSync('wasm/dist/provenance.json', 'utf8'));

/** What the page, the system or the runtime gave, numbers with units, codes, and what errors say happened: see docs/languages.md. */
function isData(tag: string, text: string): boolean {
  if (given.includes(readable(text)) || /^RM\d{4}\b/.test(text) || text === 'Apache-2.0') return true;
  if (tag === 'rm-device-select') return text.startsWith('Fake ');
  if (tag === 'rm-log') return /^\d\d:\d\d:\d\d( [AP]M)?$/.test(text);
  if (tag === 'rm-text-input') return Object.values(hints).includes(text);
  return /^[\d.,:+−–\s%]*\s?(s|ms|kHz|Hz|kB|MB|bytes?|dB)?$/i.test(text);
}

/** Without quotes, tags and blanks, by which markup, code and what is shown of them differ. */
function readable(text: string): string {
  return text.replace(/&#10;/g, '').replace(/[\s"'\\`{},:·]+/g, '');
}
