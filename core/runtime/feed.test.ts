import { readFile } from 'node:fs/promises';
import { describe, test } from 'node:test';
import { feeds } from './testing/feed.js';

const file = async (path: string) => new Uint8Array(await readFile(new URL(`../../${path}`, import.meta.url)));

describe('a feed in Node', () => {
  for (const [what, run] of Object.entries(feeds)) test(what, () => run({ engine: 'inline' }, file));
});
