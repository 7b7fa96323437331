/** The snippets for content systems through the filters of these, and damaged ones: each says in its place what happened to it. */
import { test, type Page } from '@playwright/test';
import { readFileSync } from 'node:fs';
import { escape, minify, smarten, wpautop, wptexturize } from '../cms/filters.js';
import { readWays, shown } from './embedding.js';
import { expect, onlyError, open, watch } from './support.js';

const ways = readWays();
/** A snippet of the page, without its script tag: the kit comes from this origin, under a strict policy. */
const snippet = (id: string): string => ways.find((way) => way.id === id)!.files.get('index.html')!.replace(new RegExp(`<script src="${shown.kit}[^>]*></script>\\n?`), '');

const filters: Record<string, (content: string) => string> = {
  'WordPress, Custom HTML block': wptexturize,
  'WordPress, classic editor': (content) => wpautop(wptexturize(content)),
  'WordPress, classic editor, among text': (content) => wpautop(wptexturize(`It's "here":\n${content}And more.\n\nText -- and so on...`)),
  'a minifier': (content) => minify(content),
  'WordPress, then a minifier': (content) => minify(wpautop(wptexturize(content))),
};

async function runs(page: Page): Promise<void> {
  await page.getByLabel('Text').fill('hello');
  await page.getByRole('button', { name: 'Run' }).click();
  await expect(page.locator('rm-output')).toContainText('HELLO!');
  await expect(page.locator('rm-error [part=code]:visible')).toHaveCount(0);
}

for (const id of ['wordpress', 'base64']) {
  for (const [name, filter] of Object.entries({ ...filters, ...(id === 'base64' && { 'a minifier that flattens scripts': (content: string) => minify(content, { scripts: true }), 'an editor that changes quotes': smarten, 'a filter that escapes scripts': escape }) })) {
    test(`${id} through ${name}`, async ({ page }) => {
      const seen = await watch(page);
      await open(page, filter(snippet(id)));
      await runs(page);
      expect(await page.evaluate(() => document.querySelectorAll('rm-pipeline :is(br, p)').length)).toBe(0);
      expect(seen.lines).toEqual([]);
    });
  }
}

test('the filters do what they are known for', () => {
  expect(wpautop('one\ntwo\n\nthree')).toBe('<p>one<br />\ntwo</p>\n<p>three</p>\n');
  expect(wpautop('<div>\ntext\n</div>')).toBe('<div>\ntext\n</div>\n');
  expect(wpautop('<pre>a\n\nb</pre>')).toBe('<pre>a\n\nb</pre>\n');
  expect(wpautop('<rm-a>\n<rm-b></rm-b>\n</rm-a>')).toBe('<p><rm-a><br />\n<rm-b></rm-b><br />\n</rm-a></p>\n');
  expect(wpautop('<script>\na\n\nb\n</script>')).toBe('<p><script>\na</p>\n<p>b\n</script></p>\n');
  expect(wptexturize('<b title="x">"It\'s"</b> -- <code>"</code>')).toBe('<b title="x">“It’s”</b> – <code>"</code>');
});

const python = (code: string): string => `<rm-python><script type="text/x-python">\n${code}\n</script></rm-python>`;
const shout = python('class Shout:\n    def process(self, text):\n        return text.upper() + "!"');
const pipeline = (content: string): string => `<rm-pipeline><rm-text-input label="Text" value="hello"></rm-text-input>${content}<rm-output></rm-output></rm-pipeline>`;

/** What was pasted and filtered → where it says so, by the rows of the page. */
const damaged: Record<string, { content: string; code: string; in: string }> = {
  'A blank line in the code, split into paragraphs': {
    content: wpautop(pipeline(shout.replace(':\n    def', ':\n\n    def'))),
    code: 'RM1107',
    in: 'rm-python',
  },
  'Typographic quotes in code or parameters': { content: smarten(pipeline(shout)), code: 'RM1106', in: 'rm-python' },
  'Characters turned into entities': { content: escape(pipeline(shout.replace('"!"', '("!" if len(text) > 1 else "")'))), code: 'RM1107', in: 'rm-python' },
  'Line breaks or indentation lost': { content: minify(pipeline(shout), { scripts: true }), code: 'RM1110', in: 'rm-python' },
  'Code without its script tag': { content: pipeline('<rm-python>class Shout:\n    def process(self, text):\n        return text</rm-python>'), code: 'RM1101', in: 'rm-python' },
  'A pipeline in a paragraph, with a <div> in it': { content: `<p>${pipeline(`<div>${shout}</div>`)}</p>`, code: 'RM1102', in: 'rm-python' },
  'A pipeline between the cells of a table': { content: '<table><rm-pipeline><tr><td><rm-node type="Echo"></rm-node></td></tr></rm-pipeline></table>', code: 'RM1102', in: 'rm-node' },
  'A self-closing tag': { content: pipeline('<rm-node type="Echo" />'), code: 'RM1103', in: 'rm-node' },
};

test('the page lists the damage of which there are tests', () => {
  const rows = [...readFileSync('docs/embedding.html', 'utf8').matchAll(/<tr><th scope="row">([^\n]*?)<\/th><td><code>(RM11\d\d)<\/code><\/td>/g)];
  const listed = rows.map(([, what, code]) => [what!.replace(/<\/?code>/g, '').replace('&lt;', '<').replace('&gt;', '>'), code]);
  expect(listed).toEqual(Object.entries(damaged).map(([what, { code }]) => [what, code]));
});

for (const [what, { content, code, in: where }] of Object.entries(damaged)) {
  test(`${what}: ${code} in its place`, async ({ page }) => {
    const seen = await watch(page);
    await open(page, content);
    expect(await onlyError(page)).toBe(code);
    await expect(page.locator(where).locator('rm-error [part=code]:visible')).toHaveText(code);
    await expect.poll(() => seen.lines.map((line) => line.slice(0, 6))).toEqual([code]);
  });
}

test('typographic quotes in parameters: RM1106 in the node', async ({ page }) => {
  await open(page, pipeline('<rm-node type="AddNode" params="{“addend”: 1}"></rm-node>'));
  expect(await onlyError(page)).toBe('RM1106');
  await expect(page.locator('rm-node rm-error')).toContainText('“');
});
