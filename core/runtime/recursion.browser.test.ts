import { expect } from '@open-wc/testing';
import { improperEnds, recursionKinds } from './testing/recursion.js';

/** A worker's native stack is the smallest there is: about 500 KB in Chromium. */
describe('recursion without end', () => {
  let source: string;
  before(async () => {
    source = await (await fetch(new URL('./testing/recursion.py', import.meta.url))).text();
    expect(recursionKinds(source).length).to.be.greaterThan(25);
  });

  for (const engine of ['worker', 'inline'] as const) {
    it(`ends in a Python exception in the ${engine} engine`, async function () {
      this.timeout(120_000);
      expect(await improperEnds(source, engine)).to.deep.equal({});
    });
  }
});
