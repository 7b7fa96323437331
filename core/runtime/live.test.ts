import { describe, test } from 'node:test';
import { scenarios } from './testing/live.js';

describe('a live session in Node', () => {
  for (const [what, run] of Object.entries(scenarios)) test(what, () => run('inline'));
});
