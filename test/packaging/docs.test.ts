/** README.md and docs/: every link leads somewhere, every page can be found, and what they name is there. */
import assert from 'node:assert/strict';
import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

const at = (path: string): string => fileURLToPath(new URL(`../../${path}`, import.meta.url));
const read = (path: string): string => readFileSync(at(path), 'utf8');
const isPage = (path: string): boolean => /\.(md|html)$/.test(path);
const pages = ['README.md', ...readdirSync(at('docs'), { recursive: true, encoding: 'utf8' }).filter(isPage).map((path) => `docs/${path}`)].sort();
const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };

/** Without what is shown as code: that belongs to the reader's own page. */
const prose = (path: string): string => (path.endsWith('.md') ? read(path).replace(/^```[\s\S]*?^```/gm, '').replace(/`[^`\n]*`/g, 'code') : read(path).replace(/<(pre|code)\b[\s\S]*?<\/\1>/g, ''));

interface Link {
  /** As it is written. */
  text: string;
  /** In the repository; undefined for an address elsewhere. */
  path: string | undefined;
  anchor: string;
}

function links(page: string): Link[] {
  const found = page.endsWith('.md') ? [...prose(page).matchAll(/\]\(([^)\s]+)\)/g), ...prose(page).matchAll(/<(?:img|source|a) [^>]*?(?:src|srcset|href)="([^"]+)"/g)] : [...prose(page).matchAll(/<[a-z][^>]*?\s(?:href|src)="([^"]*)"/g)];
  return found.map(([, text]) => {
    if (/^(https?|mailto|data):/.test(text!)) return { text: text!, path: undefined, anchor: '' };
    const [path, anchor = ''] = text!.split('#') as [string, string?];
    // A folder's page is its index.
    return { text: text!, path: path ? normalize(join(dirname(page), path.replace(/\/$/, '/index.html'))) : page, anchor };
  });
}

/** What a fragment may name: ids, and headings as GitHub makes ids of them. */
function anchors(page: string): Set<string> {
  const ids = [...read(page).matchAll(/\sid="([^"]+)"/g)].map(([, id]) => id!);
  const headings = page.endsWith('.md') ? [...prose(page).matchAll(/^#+ (.*)$/gm)].map(([, heading]) => heading!.toLowerCase().replace(/\[([^\]]*)\]\([^)]*\)/g, '$1').replace(/[^\p{L}\p{N}\s_-]/gu, '').trim().replaceAll(' ', '-')) : [];
  return new Set([...ids, ...headings]);
}

for (const page of pages) {
  test(`${page}: its links`, () => {
    for (const { text, path, anchor } of links(page)) {
      if (path === undefined) {
        assert.ok(URL.canParse(text), text);
        continue;
      }
      // Built by a command.
      if (path.startsWith('dist/')) continue;
      assert.ok(!path.startsWith('..'), `${text} leads out of the repository`);
      assert.ok(existsSync(at(path)), `${text}: there is no ${path}`);
      // GitHub takes them as they come, upper or lower case.
      if (anchor && isPage(path)) assert.ok([...anchors(path)].some((id) => id.toLowerCase() === anchor.toLowerCase()), `${text}: there is no such place`);
    }
  });

  test(`${page}: the commands and files that it names`, () => {
    const text = read(page);
    for (const [, name] of text.matchAll(/npm run ([\w:]+)/g)) assert.ok(scripts[name!], `npm run ${name}`);
    for (const [, path] of text.matchAll(/`((?:bench|cli|components|core|docs|scripts|stories|test|wasm)\/[\w./-]+\.(?:ts|mjs|js|json|md|html|rs|py|proto|sh))`/g)) assert.ok(existsSync(at(path!)), path);
  });
}

test('every page is reached from README.md or the demo', () => {
  const reached = new Set(['README.md', 'docs/index.html']);
  for (const page of reached) for (const { path } of links(page)) if (path && pages.includes(path)) reached.add(path);
  assert.deepEqual(pages.filter((page) => !reached.has(page)), []);
});

test('every page of the demo is reached from the demo', () => {
  const html = pages.filter((page) => page.endsWith('.html'));
  const reached = new Set(['docs/index.html']);
  for (const page of reached) for (const { path } of links(page)) if (path && html.includes(path)) reached.add(path);
  assert.deepEqual(html.filter((page) => !reached.has(page)), []);
});

test('pictures are small', () => {
  for (const name of readdirSync(at('docs/screenshots'))) assert.ok(statSync(at(`docs/screenshots/${name}`)).size < 200_000, name);
});
