import assert from 'node:assert/strict';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { test } from 'node:test';

test('remotemedia.js defines every element, at once or on sight', () => {
  const folders = readdirSync('components').filter((name) => existsSync(`components/${name}/${name}.ts`));
  const index = readFileSync('components/index.ts', 'utf8');
  const onSight = readFileSync('components/loader/on-sight.ts', 'utf8');
  assert.ok(folders.length > 10);
  for (const name of folders) {
    const path = `/${name}/${name}.js`;
    assert.ok(index.includes(path) !== onSight.includes(path), `rm-${name} must be in one of components/index.ts and components/loader/on-sight.ts`);
    if (onSight.includes(path)) assert.ok(onSight.includes(`'rm-${name}': () => import('..${path}')`), name);
  }
});
