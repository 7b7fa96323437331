/** Themes and their guide name the tokens that elements read, and no others. */
import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { test } from 'node:test';
import { tokens } from '../../components/internal/tokens.js';

const at = (path: string): URL => new URL(`../../${path}`, import.meta.url);
const read = (path: string): string => readFileSync(at(path), 'utf8');

/** Defaults by token; where browsers know `light-dark()` the later one counts. */
const defaults = new Map([...tokens.cssText.matchAll(/var\((--rm-[\w-]+),((?:[^();]|\((?:[^()]|\([^()]*\))*\))+)\);/g)].map(([, name, value]) => [name!, value!.replace('var(--_accent)', '`--rm-color-accent`')]));
const size = /var\((--rm-font-size), ([\d.a-z]+)\)/.exec(read('components/internal/base.styles.ts'))!;
defaults.set(size[1]!, size[2]!);

const shown = (value: string): string => {
  const [, light, dark] = /^light-dark\((.*),(.*)\)$/.exec(value) ?? [];
  return light ? `\`${light}\` (\`${dark}\`)` : value.startsWith('`') ? value : `\`${value}\``;
};

test('docs/theming.md has every token with its default', () => {
  const rows = [...defaults].map(([name, value]) => `| \`${name}\` | ${shown(value)} |`);
  assert.ok(rows.length > 20);
  assert.deepEqual(read('docs/theming.md').split('\n').filter((line) => line.startsWith('| `--rm-')), rows);
});

for (const file of readdirSync(at('components/themes'))) {
  test(`${file} sets tokens that there are, and says how it is used`, () => {
    const css = read(`components/themes/${file}`);
    const set = [...css.matchAll(/^ {2}(--rm-[\w-]+):/gm)].map(([, name]) => name!);
    assert.ok(set.length > 5);
    assert.deepEqual(set.filter((name) => !defaults.has(name)), []);
    assert.match(css, /^\/\*\n/);
    assert.ok(read('docs/theming.md').includes(`| \`${file}\` |`), 'in the guide');
  });
}
