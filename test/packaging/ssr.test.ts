/** A server renders the elements: every one of them as it stands, and what they say by their attributes. */
import assert from 'node:assert/strict';
import { existsSync, readdirSync } from 'node:fs';
import { before, test } from 'node:test';
import { html } from 'lit';
import { filled, pages, toHtml } from '../ssr/pages.js';

const folder = new URL('../../components/', import.meta.url);
const names = readdirSync(folder).filter((name) => existsSync(new URL(`${name}/${name}.ts`, folder)));

before(async () => {
  for (const name of names) await import(new URL(`${name}/${name}.ts`, folder).href);
});

/** What a reader sees of it. */
const visible = (markup: string): string => markup.replace(/<style>.*?<\/style>/gs, '').replace(/<!--.*?-->/gs, '').replace(/\s+/g, ' ');

for (const name of names) {
  test(`rm-${name} is rendered into a declarative shadow root`, async () => {
    const text = `<rm-${name}></rm-${name}>`;
    const markup = await toHtml(html(Object.assign([text], { raw: [text] })));
    assert.match(markup, new RegExp(`<rm-${name}[^>]*><template shadowroot="open" shadowrootmode="open"`));
    assert.match(markup, /@layer rm/, 'with its styles');
    assert.doesNotMatch(visible(markup), /\[object|undefined|NaN/);
  });
}

for (const [name, words] of Object.entries({
  'rm-output': ['aria-label="Loudness"', 'No result yet'],
  'rm-status': ['Not started', 'class="base badge"'],
  'rm-progress': ['Getting ready', 'role="progressbar"'],
  'rm-node': ['MultiplyNode', 'factor 2', '<b>Adds one</b>'],
  'rm-python': ['part="code"', 'class Shout:'],
  'rm-text-input': ['>Text<', 'value="hello"', '>Run<'],
  'rm-sample': ['Use this clip'],
  'rm-graph': ['There is no graph yet'],
  'rm-pipeline': ['<slot name="poster">', 'Not yet'],
})) {
  test(`${name}: what it says is in the page`, async () => {
    const shown = visible(await toHtml(pages[name]!));
    for (const word of words) assert.ok(shown.includes(word), `${word} in ${shown}`);
  });
}

test('objects that a server gives are shown, as text', async () => {
  const error = visible(await toHtml(filled.error!));
  for (const word of ['RM1006', 'The browser is &lt;offline&gt;.', 'Try again once it is back', 'role="alert"']) assert.ok(error.includes(word), `${word} in ${error}`);
  assert.match(visible(await toHtml(filled.progress!)), /5\.0 MB of 10\.0 MB.*aria-valuenow="50"/);
  assert.match(visible(await toHtml(filled.status!)), /Running/);
});
