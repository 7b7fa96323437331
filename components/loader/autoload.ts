/**
 * `remotemedia.loader.js`: loads the elements a page uses, and those it comes to use later, from `components/` beside itself. Works as a
 * module and as a classic script. Elements find their pipeline whichever of them comes first: those that got no answer ask again.
 */
import { baseOf, bring } from './boot.js';
import { nearMiss } from './near-miss.js';
import { TagLoader } from './tag-loader.js';

// Replaced by the build: the folders of components/ that hold an element.
declare const __RM_ELEMENTS__: readonly string[];

const known = new Set(__RM_ELEMENTS__.map((name) => `rm-${name}`));
const base = baseOf('remotemedia.loader.js');

/** How long after the page's load event a tag of ours may still be defined by someone else; ms. */
const GRACE = 1000;
const settled = new Promise<void>((resolve) => (document.readyState === 'complete' ? resolve() : addEventListener('load', () => resolve(), { once: true })));

function tellUnknown(tag: string): void {
  const meant = nearMiss(tag, known);
  console.error(`RM1109 in <${tag}>: The kit has no such element.${meant ? ` Did you mean <${meant}>?` : ''}`);
}

if (base) {
  new TagLoader({
    known,
    load: (tag) => bring(new URL(`components/${tag.slice(3)}.js`, base)),
    foreign: (tag) => {
      if (tag.startsWith('rm-')) void settled.then(() => setTimeout(() => customElements.get(tag) || tellUnknown(tag), GRACE));
    },
  });
} else console.error('RM1001 in remotemedia.loader.js: it cannot tell where it came from. Put data-rm-base="https://…/" on its script tag.');
