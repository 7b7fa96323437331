import type { MarkupChild, MarkupNode } from '../../core/index.js';
import type { RmPython } from '../python/python.js';

/** What the tags of the kit are to a pipeline. */
const kinds: Record<string, MarkupChild['kind']> = {
  'rm-node': 'node',
  'rm-python': 'python',
  'rm-connection': 'connection',
  'rm-text-input': 'input',
  'rm-file-input': 'input',
  'rm-sample': 'input',
  'rm-mic-input': 'input',
  'rm-output': 'output',
  'rm-transcript': 'output',
  'rm-player': 'output',
};

const selector = Object.keys(kinds).join(',');

/**
 * The elements that make up a pipeline, in document order: those nested in it, but for those that name another one, and those
 * that joined from elsewhere (by `pipeline="id"`, or from inside another element's shadow root).
 */
export function membersOf(pipeline: HTMLElement, joined: Iterable<HTMLElement>): HTMLElement[] {
  const members = new Set<HTMLElement>();
  for (const element of pipeline.querySelectorAll<HTMLElement>(selector)) {
    const named = element.getAttribute('pipeline');
    if (named ? named === pipeline.id : element.closest('rm-pipeline') === pipeline) members.add(element);
  }
  for (const element of joined) if (element.localName in kinds) members.add(element);
  return [...members].sort((a, b) => (a === b ? 0 : order(a, b)));
}

/**
 * An element that holds others of the kit by mistake: written as `<rm-node … />`, it swallows what follows, because custom
 * elements have no self-closing form. What is given a slot was put there on purpose.
 */
export function swallower(members: readonly HTMLElement[]): HTMLElement | undefined {
  for (const member of members) {
    const outer = member.parentElement?.closest<HTMLElement>(selector);
    if (outer && !member.closest('[slot]')) return outer;
  }
  return undefined;
}

/** Document order across shadow roots: each element counts as its outermost host. */
function order(a: Element, b: Element): number {
  const [first, second] = [outermost(a), outermost(b)];
  if (first === second) return a.compareDocumentPosition(b) & Node.DOCUMENT_POSITION_PRECEDING ? 1 : -1;
  return first.compareDocumentPosition(second) & Node.DOCUMENT_POSITION_PRECEDING ? 1 : -1;
}

function outermost(element: Element): Element {
  let at = element;
  for (let root = at.getRootNode(); root instanceof ShadowRoot; root = at.getRootNode()) at = root.host;
  return at;
}

/** One element as core's mapping takes it. Reads attributes, so that it also works before an element is upgraded. */
export function describe(element: HTMLElement): MarkupChild {
  const text = (name: string): string | undefined => element.getAttribute(name) ?? undefined;
  const kind = kinds[element.localName];
  switch (kind) {
    case 'connection':
      return { kind, from: text('from') ?? '', to: text('to') ?? '' };
    case 'input':
      return { kind, id: element.id || undefined, to: text('to') };
    case 'output':
      return { kind, id: element.id || undefined, from: text('from') };
    case 'python': {
      const python = element as Partial<RmPython>;
      return { ...node(element, text), kind, source: python.readSource?.()?.raw, strayText: python.strayText };
    }
    default:
      return { ...node(element, text), kind: 'node', textAttributes: valuesOf(element, (name) => textAttributes.includes(name)) };
  }
}

/** Attributes of `rm-node` that are parameters as they stand: those of a WasiNode. */
export const textAttributes = ['src', 'integrity', 'args', 'input', 'output'];


/** Attributes by name, without the prefix of parameters. */
const valuesOf = (element: HTMLElement, wanted: (name: string) => boolean): Record<string, string> =>
  Object.fromEntries([...element.attributes].filter(({ name }) => wanted(name)).map(({ name, value }) => [name.replace('param-', ''), value]));

function node(element: HTMLElement, text: (name: string) => string | undefined): Omit<MarkupNode, 'kind'> {
  return {
    id: element.id || undefined,
    type: text('type'),
    params: text('params'),
    paramsScript: element.querySelector(':scope > script[type="application/json"]')?.textContent ?? undefined,
    paramAttributes: valuesOf(element, (name) => name.startsWith('param-')),
    streaming: element.hasAttribute('streaming'),
    join: text('join'),
    runtimeHint: text('runtime-hint'),
    host: text('host'),
    capabilities: text('capabilities'),
    from: text('from'),
    to: text('to'),
    disabled: element.hasAttribute('disabled'),
    bypass: element.hasAttribute('bypass'),
  };
}
