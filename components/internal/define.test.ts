import { expect } from '@open-wc/testing';
import { define, VERSION } from './define.js';

describe('define()', () => {
  const page = globalThis as unknown as Record<symbol, unknown>;

  /** What is warned of once the words for it are there. */
  async function warnings(action: () => void): Promise<string[]> {
    const lines: string[] = [];
    const original = console.warn;
    console.warn = (...parts: unknown[]) => void lines.push(parts.map(String).join(' '));
    page[Symbol.for('rm.second-copy.v1')] = false;
    try {
      action();
      await import('./second-copy.js');
      await new Promise((done) => setTimeout(done));
    } finally {
      console.warn = original;
    }
    return lines;
  }

  it('is silent about the same class and a copy of the same version', async () => {
    const One = class extends HTMLElement {};
    expect(
      await warnings(() => {
        define('rm-test-one', One);
        define('rm-test-one', One);
        define('rm-test-one', class extends HTMLElement {});
      }),
    ).to.deep.equal([]);
    expect(customElements.get('rm-test-one')).to.equal(One);
  });

  it('names both versions once when they differ', async () => {
    define('rm-test-two', class extends HTMLElement {});
    define('rm-test-three', class extends HTMLElement {});
    const versions = page[Symbol.for('rm.defined.v1')] as Map<string, string>;
    versions.set('rm-test-two', '9.9.9').set('rm-test-three', '9.9.9');
    const lines = await warnings(() => {
      define('rm-test-two', class extends HTMLElement {});
      define('rm-test-three', class extends HTMLElement {});
    });
    expect(lines.length).to.equal(1);
    expect(lines[0]).to.contain(VERSION).and.to.contain('9.9.9');
  });

  it('leaves a foreign element of that name alone', async () => {
    customElements.define('rm-test-foreign', class extends HTMLElement {});
    expect((await warnings(() => define('rm-test-foreign', class extends HTMLElement {})))[0]).to.contain('rm-test-foreign');
  });
});
