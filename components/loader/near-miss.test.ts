import { expect } from '@open-wc/testing';
import { nearMiss } from './near-miss.js';

describe('nearMiss()', () => {
  const tags = ['rm-node', 'rm-output', 'rm-pipeline', 'rm-text-input', 'rm-error'];

  for (const [written, meant] of [
    ['rm-ouput', 'rm-output'],
    ['rm-output', 'rm-output'],
    ['rm-piplien', 'rm-pipeline'],
    ['rm-textinput', 'rm-text-input'],
    ['rm-nodes', 'rm-node'],
    ['rm-n', undefined],
    ['rm-waveform', undefined],
  ] as const) {
    it(`${written} → ${meant ?? 'nothing'}`, () => expect(nearMiss(written, tags)).to.equal(meant));
  }
});
