import { expect } from '@open-wc/testing';
import { define, VERSION } from './define.js';

describe('define()', () => {
  const warnings = (action: () => void): string[] => {
    const lines: string[] = [];
    const original = console.warn;
    console.warn = (...parts: unknown[]) => void lines.push(parts.map(String).join(' '));
    try {
      action();
    } finally {
      console.warn = original;
    }
    return lines;
  };
  const page = globalThis as unknown as Record<symbol, { tags: Map<string, string>; told: boolean }>;

  it('is silent about the same class and a copy of the same version', () => {
    const One = class extends HTMLElement {};
    expect(
      warnings(() => {
        define('rm-test-one', One);
        define('rm-test-one', One);
        define('rm-test-one', class extends HTMLElement {});
      }),
    ).to.deep.equal([]);
    expect(customElements.get('rm-test-one')).to.equal(One);
  });

  it('names both versions once when they differ', () => {
    define('rm-test-two', class extends HTMLElement {});
    define('rm-test-three', class extends HTMLElement {});
    const copies = page[Symbol.for('rm.defined.v1')]!;
    copies.tags.set('rm-test-two', '9.9.9').set('rm-test-three', '9.9.9');
    const lines = warnings(() => {
      define('rm-test-two', class extends HTMLElement {});
      define('rm-test-three', class extends HTMLElement {});
    });
    expect(lines.length).to.equal(1);
    expect(lines[0]).to.contain(VERSION).and.to.contain('9.9.9');
    copies.told = false;
  });

  it('leaves a foreign element of that name alone', () => {
    customElements.define('rm-test-foreign', class extends HTMLElement {});
    expect(warnings(() => define('rm-test-foreign', class extends HTMLElement {}))[0]).to.contain('rm-test-foreign');
    page[Symbol.for('rm.defined.v1')]!.told = false;
  });
});
