import { describe, test } from 'node:test';
import { hostScenarios } from './testing/host.js';
import { scenarios } from './testing/live.js';
import { programFile } from './testing/programs-in-node.js';

describe('a live session in Node', () => {
  for (const [what, run] of Object.entries({ ...scenarios, ...hostScenarios })) test(what, () => run('inline', programFile));
});
