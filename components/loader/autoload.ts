/**
 * `remotemedia.loader.js`: loads the elements a page uses, and those it comes to use later, from `components/` beside itself. Works as a
 * module and as a classic script. Elements find their pipeline whichever of them comes first, because all of them bring the context
 * root before they are defined.
 */
import { baseOf, bring, tell, untell, type BootError } from './boot.js';
import { nearMiss } from './near-miss.js';

// Replaced by the build: the folders of components/ that hold an element.
declare const __RM_ELEMENTS__: readonly string[];

const tags = new Set(__RM_ELEMENTS__.map((name) => `rm-${name}`));
const base = baseOf('remotemedia.loader.js');

/** Elements that are not defined yet, by tag. */
const waiting = new Map<string, Set<Element>>();
/** Tags that were asked for; one that failed is asked for again. */
const asked = new Set<string>();
/** Tags with a hyphen that are not of this kit. */
const foreign = new Set<string>();
const entered = new WeakSet<ShadowRoot>();

/** How long after the page's load event a tag of ours may still be defined by someone else; ms. */
const GRACE = 1000;
const settled = new Promise<void>((resolve) => (document.readyState === 'complete' ? resolve() : addEventListener('load', () => resolve(), { once: true })));

const observer = new MutationObserver((records) => {
  for (const { addedNodes } of records) for (const node of addedNodes) if (node instanceof Element) scan(node);
  load();
});

/** Notes what waits in a tree, and watches the open shadow roots in it. */
function scan(tree: Document | ShadowRoot | Element): void {
  if (tree instanceof Element) look(tree);
  for (const element of tree.querySelectorAll('*')) look(element);
}

function look(element: Element): void {
  const { localName, shadowRoot } = element;
  if (shadowRoot) enter(shadowRoot);
  if (!localName.includes('-') || customElements.get(localName)) return;
  if (tags.has(localName)) waiting.set(localName, (waiting.get(localName) ?? new Set()).add(element));
  else if (!foreign.has(localName)) meet(localName);
}

/** An element of another kit may bring a shadow root once it is defined; names that are reserved never are. */
function meet(tag: string): void {
  foreign.add(tag);
  customElements.whenDefined(tag).then(again, () => {});
  if (tag.startsWith('rm-')) void settled.then(() => setTimeout(() => customElements.get(tag) || tellUnknown(tag), GRACE));
}

function enter(root: ShadowRoot): void {
  if (entered.has(root)) return;
  entered.add(root);
  observer.observe(root, { subtree: true, childList: true });
  scan(root);
}

/** Modules that are under way, and why others did not come. */
let pending = 0;
const failed = new Map<string, { error: BootError; of: string[] }>();

/** Asks for the modules of all that wait. */
function load(): void {
  if (!base) return;
  for (const tag of waiting.keys()) {
    if (asked.has(tag)) continue;
    asked.add(tag);
    pending += 1;
    bring(new URL(`components/${tag.slice(3)}.js`, base))
      .then(
        () => void waiting.delete(tag),
        (error: BootError) => {
          const known = failed.get(error.code) ?? { error, of: [] };
          known.of.push(tag);
          failed.set(error.code, known);
        },
      )
      .finally(() => {
        pending -= 1;
        if (pending === 0) tellFailed();
      });
  }
}

/** What failed is told together, once nothing is under way any more: an element that contains another speaks for it. */
function tellFailed(): void {
  untell();
  for (const { error, of } of failed.values()) {
    tell(error, of.map((tag) => `<${tag}>`).join(', '), of.flatMap((tag) => [...(waiting.get(tag) ?? [])]));
    for (const tag of of) {
      waiting.delete(tag);
      asked.delete(tag);
    }
  }
  failed.clear();
}

function tellUnknown(tag: string): void {
  const meant = nearMiss(tag, tags);
  console.error(`RM1109 in <${tag}>: The kit has no such element.${meant ? ` Did you mean <${meant}>?` : ''}`);
}

/** Again from the start: what failed, and roots that came without a mutation. */
function again(): void {
  scan(document);
  load();
}

if (base) {
  again();
  observer.observe(document, { subtree: true, childList: true });
  addEventListener('online', again);
} else console.error('RM1001 in remotemedia.loader.js: it cannot tell where it came from. Put data-rm-base="https://…/" on its script tag.');
