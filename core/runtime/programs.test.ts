import { describe, test } from 'node:test';
import { programFile } from './testing/programs-in-node.js';
import { programNodeScenarios } from './testing/program-nodes.js';
import { previewOnly, programScenarios } from './testing/programs.js';

describe('a WASI program in Node', () => {
  for (const [what, run] of Object.entries({ ...programScenarios, ...previewOnly, ...programNodeScenarios })) test(what, () => run('inline', programFile));
});
