import { RmError, locateInMarkup, markupToManifest, resolveAddresses, validateManifest, type GraphEndpoint, type Manifest, type MarkupResult } from '../../core/index.js';
import { part } from '../internal/part.js';
import { rememberSource } from '../internal/error-source.js';
import { describe, membersOf, swallower } from '../internal/markup-reader.js';
import type { RmPython } from '../python/python.js';

export interface GraphOptions {
  name: string | undefined;
  description: string | undefined;
  /** Absolute address of a manifest. */
  src: string | undefined;
}

/** What makes up a graph is there although a page imports only the module of rm-pipeline. */
const modules: Record<string, () => Promise<unknown>> = {
  'rm-node': () => import('../node/node.js'),
  'rm-python': () => import('../python/python.js'),
  'rm-connection': () => import('../connection/connection.js'),
};

const isNode = ({ localName }: Element): boolean => localName === 'rm-node' || localName === 'rm-python';

/** The graph that the markup of one pipeline means, and which element is what in it. */
export class MarkupGraph {
  readonly #host: HTMLElement;
  /** Elements that named this pipeline or asked for its context, nested or not. */
  readonly #joined: ReadonlySet<HTMLElement>;
  /** In document order. */
  members: readonly HTMLElement[] = [];
  /** What they mean; undefined while they mean nothing that could run. */
  result: MarkupResult | undefined;
  /** Set by a script in place of `src`. */
  given: Manifest | undefined;

  /** Elements at fault that have no node of their own. */
  readonly #owners = new WeakMap<RmError, HTMLElement>();
  #fetched: { src: string; manifest: Manifest } | undefined;

  constructor(host: HTMLElement, joined: ReadonlySet<HTMLElement>) {
    this.#host = host;
    this.#joined = joined;
  }

  /**
   * Reads the markup.
   *
   * @returns whether it means something else than before.
   * @throws RmError when it means nothing that could run; `result` is then undefined.
   */
  async read({ name, description, src }: GraphOptions, signal: AbortSignal): Promise<boolean> {
    const before = JSON.stringify(this.result?.manifest);
    // Until all is there, the old members stay, as `result` has its ids in their order.
    const found = membersOf(this.#host, this.#joined);
    await part(() => Promise.all(found.map(({ localName }) => (customElements.get(localName) ? undefined : modules[localName]?.()))));
    // Code that is still on its way. Its own failure is shown by its element.
    await Promise.all(found.map((member) => (member as Partial<RmPython>).pending));
    const loaded = this.given ?? (src ? await this.#fetch(src, signal) : undefined);
    if (signal.aborted) return false;
    this.members = membersOf(this.#host, this.#joined);
    this.result = undefined;
    const outer = swallower(this.members);
    if (outer) {
      const error = new RmError('RM1103', `<${outer.localName}> holds the elements that should follow it.`, { phase: 'parse' });
      this.#owners.set(error, outer);
      throw error;
    }
    if (!loaded && !this.members.some(isNode)) return before !== undefined;
    const result = markupToManifest({ name, description, manifest: loaded, children: this.members.map(describe) });
    validateManifest(result.manifest);
    this.result = result;
    return JSON.stringify(result.manifest) !== before;
  }

  /** Ids of the nodes an output shows. */
  sourcesOf(member: HTMLElement): readonly string[] {
    return this.#endpoint(this.result?.outputs, 'from', member);
  }

  /** Ids of the nodes an input feeds. */
  targetsOf(member: HTMLElement): readonly string[] {
    return this.#endpoint(this.result?.inputs, 'to', member);
  }

  /** Nodes in the middle of the graph that an output listens to. */
  get taps(): string[] {
    return this.result?.outputs.flatMap(({ from }) => from) ?? [];
  }

  /** The elements at the ends, as a picture of the pipeline names them. */
  get endpoints(): GraphEndpoint[] {
    const describeAll = (kind: GraphEndpoint['kind'], tags: RegExp, nodesOf: (member: HTMLElement) => readonly string[]): GraphEndpoint[] =>
      this.members
        .filter(({ localName }) => tags.test(localName))
        .map((member) => ({ kind, label: (member as { label?: string }).label || member.id || member.localName, type: member.localName, nodes: nodesOf(member) }));
    return [...describeAll('input', inputs, (member) => this.targetsOf(member)), ...describeAll('output', outputs, (member) => this.sourcesOf(member))];
  }

  nodeIdOf(member: HTMLElement): string | undefined {
    return this.result?.ids[this.members.indexOf(member)];
  }

  /** The element in which it failed, if one is to blame. */
  ownerOfError(error: RmError): HTMLElement | undefined {
    return this.#owners.get(error) ?? this.ownerOf(error.nodeId);
  }

  /** The element that stands for a node, also when the markup could not be read to its end. */
  ownerOf(nodeId: string | undefined): HTMLElement | undefined {
    if (nodeId === undefined) return undefined;
    const known = this.result?.ids.indexOf(nodeId) ?? -1;
    if (known >= 0) return this.members[known];
    const nodes = this.members.filter(isNode);
    // Of two with the same id the later one is at fault.
    const position = /^n(\d+)_*$/.exec(nodeId)?.[1];
    return nodes.filter(({ id }) => id === nodeId).at(-1) ?? this.members.find(({ id }) => id === nodeId) ?? (position ? nodes[Number(position) - 1] : undefined);
  }

  /** The error with its places in the author's own text, which is kept for showing the line. */
  locate(error: RmError): RmError {
    const located = this.result ? locateInMarkup(error, this.result.modules) : error;
    const owner = this.ownerOf(located.nodeId) as Partial<RmPython> | undefined;
    if (located.position && owner?.readSource) {
      const text = owner.readSource()?.raw;
      if (text !== undefined) rememberSource(located, { text, label: owner.id ? `Code of “${owner.id}”` : 'Python code' });
    }
    return located;
  }

  #endpoint<Side extends 'from' | 'to'>(list: ({ id: string } & Record<Side, string[]>)[] | undefined, side: Side, member: HTMLElement): readonly string[] {
    const kind = this.members.filter(({ localName }) => (side === 'to' ? inputs : outputs).test(localName));
    return list?.[kind.indexOf(member)]?.[side] ?? [];
  }

  async #fetch(src: string, signal: AbortSignal): Promise<Manifest> {
    if (this.#fetched?.src === src) return this.#fetched.manifest;
    let response: Response;
    try {
      response = await fetch(src, { signal });
    } catch (cause) {
      throw new RmError('RM1001', `The manifest ${src} could not be fetched.`, { cause });
    }
    if (!response.ok) throw new RmError('RM1002', `The manifest ${src} answered ${response.status} ${response.statusText}`.trim() + '.');
    const manifest = resolveAddresses(validateManifest(await response.text()), src);
    this.#fetched = { src, manifest };
    return manifest;
  }
}

export const inputs = /^rm-(\w+-input|sample)$/;
export const outputs = /^rm-(output|transcript|player)$/;
