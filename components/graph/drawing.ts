import { html, nothing, svg, type SVGTemplateResult, type TemplateResult } from 'lit';
import { layoutGraph, type Layout, type PlacedEdge } from '../../core/graph/layout.js';
import { activityOf, type NodeActivity, type NodeTelling } from '../../core/graph/activity.js';
import { graphOf, treeOf, type GraphEndpoint, type GraphNode, type GraphTree } from '../../core/graph/model.js';
import type { Manifest } from '../../core/index.js';
import { formatNumber } from '../internal/format.js';
import { icons } from './icons.js';
import type { texts } from './texts.js';

export { drawingStyles } from './drawing.styles.js';

export interface Picture {
  manifest: Manifest;
  endpoints: readonly GraphEndpoint[];
  state: NodeTelling;
  layout: 'layered' | 'list';
  live: boolean;
  interactive: boolean;
  selected: string | undefined;
  words: typeof texts;
  locale: string | undefined;
}

/** Of a node; em, as in drawing.styles.ts. */
const size = { width: 14.5, height: 3.6 };
const gaps = { layerGap: 2.6, nodeGap: 1 };

/**
 * The picture of a graph: the nodes are a nested list, which CSS puts where the layout says, over an SVG of the connections. So what
 * is seen and what is read out cannot differ.
 */
export class Drawing {
  nodes: readonly GraphNode[] = [];
  #layout: Layout = layoutGraph([], []);
  #placed: Layout | undefined;
  #canvas: HTMLElement | undefined;
  #drawn: string | undefined;
  /** Id of the node that the Tab key reaches. */
  #active: string | undefined;

  render(picture: Picture): TemplateResult {
    this.#arrange(picture);
    const activities = new Map(this.nodes.map(({ id }) => [id, picture.live ? activityOf(id, picture.state) : undefined]));
    const layered = picture.layout === 'layered';
    return html`<div class="canvas ${picture.layout}">
      ${layered ? this.#edges(activities, picture) : nothing}
      <ul role="list" aria-label=${picture.words.graph}>
        ${treeOf(this.nodes).map((tree) => this.#item(tree, activities, picture))}
      </ul>
    </div>`;
  }

  /** Puts the nodes in their places. By script, because a style attribute would need a looser Content-Security-Policy. */
  place(root: ParentNode): void {
    const canvas = root.querySelector<HTMLElement>('.canvas.layered');
    if (!canvas || (this.#canvas === canvas && this.#placed === this.#layout)) return;
    this.#canvas = canvas;
    this.#placed = this.#layout;
    canvas.style.setProperty('--_width', String(this.#layout.width));
    canvas.style.setProperty('--_height', String(this.#layout.height));
    const at = new Map(this.#layout.nodes.map((node) => [node.id, node]));
    for (const element of canvas.querySelectorAll<HTMLElement>('.node')) {
      const { x = 0, y = 0 } = at.get(element.dataset.id ?? '') ?? {};
      element.style.setProperty('--_x', String(x));
      element.style.setProperty('--_y', String(y));
    }
  }

  /**
   * The node that an arrow key leads to: along the connections, or to the neighbour that is seen above or below.
   * @param forward whether the graph runs to the right.
   */
  step(from: string, key: string, layout: Picture['layout'], forward: boolean): string | undefined {
    const order = listOrder(treeOf(this.nodes));
    if (key === 'Home') return order[0];
    if (key === 'End') return order.at(-1);
    const node = this.nodes.find(({ id }) => id === from);
    if (!node) return undefined;
    if (key === 'ArrowLeft' || key === 'ArrowRight') return this.#nearest(from, (key === 'ArrowRight') === forward ? node.targets : node.sources);
    if (key !== 'ArrowUp' && key !== 'ArrowDown') return undefined;
    const step = key === 'ArrowDown' ? 1 : -1;
    if (layout === 'list') return order[order.indexOf(from) + step];
    const places = this.#layout.nodes;
    const here = places.find(({ id }) => id === from)!;
    const column = places.filter(({ layer }) => layer === here.layer).sort((a, b) => a.y - b.y);
    return column[column.indexOf(here) + step]?.id;
  }

  /** The node that was moved to becomes the one that the Tab key reaches. */
  activate(id: string): void {
    this.#active = id;
  }

  #nearest(from: string, candidates: readonly string[]): string | undefined {
    const places = new Map(this.#layout.nodes.map((node) => [node.id, node]));
    const distance = (id: string): number => Math.abs((places.get(id)?.y ?? 0) - (places.get(from)?.y ?? 0));
    return [...candidates].sort((a, b) => distance(a) - distance(b))[0];
  }

  #arrange({ manifest, endpoints, layout, interactive }: Picture): void {
    const nodes = graphOf(manifest, endpoints);
    const drawn = JSON.stringify([layout, interactive, nodes]);
    if (drawn === this.#drawn) return;
    this.#drawn = drawn;
    this.nodes = nodes;
    this.#layout = layoutGraph(nodes.map(({ id }) => ({ id, ...size })), nodes.flatMap(({ id, targets }) => targets.map((to) => ({ from: id, to }))), gaps);
    if (!nodes.some(({ id }) => id === this.#active)) this.#active = nodes[0]?.id;
  }

  #edges(activities: ReadonlyMap<string, NodeActivity | undefined>, { selected }: Picture): TemplateResult {
    const { width, height, edges } = this.#layout;
    return html`<svg class="edges" viewBox="0 0 ${width || 1} ${height || 1}" preserveAspectRatio="none" aria-hidden="true">
      ${edges.map((edge) => {
        const flowing = activities.get(edge.from)?.state === 'running' || activities.get(edge.to)?.state === 'running';
        return drawEdge(edge, `${flowing ? 'flowing' : ''} ${edge.from === selected || edge.to === selected ? 'near' : ''}`);
      })}
    </svg>`;
  }

  #item({ node, children }: GraphTree, activities: ReadonlyMap<string, NodeActivity | undefined>, picture: Picture): TemplateResult {
    return html`<li>
      ${this.#node(node, activities.get(node.id), picture)}
      ${children.length > 0 ? html`<ul role="list">${children.map((child) => this.#item(child, activities, picture))}</ul>` : nothing}
    </li>`;
  }

  #node(node: GraphNode, activity: NodeActivity | undefined, picture: Picture): TemplateResult {
    const { id, kind, label, type } = node;
    const { interactive, selected, words, locale } = picture;
    const shown = kind === 'input' || kind === 'output' ? words[kind] : type;
    const lead = this.#targets(node, picture);
    // A list has no lines: it says in words what they say.
    const visible = picture.layout === 'list' && lead ? `${shown}, ${lead}` : shown;
    const spoken = [...describe(kind, activity, picture), ...(visible === shown && lead ? [lead] : [])].map((text) => `, ${text}`).join('');
    const content = html`${icons[kind]}<span class="text"
        ><span part="label" class="name"><slot name="node-${id}"><span dir="auto">${label}</span></slot></span><span part="type" class="type" dir="auto">${visible}</span></span
      >${activity?.time === undefined ? nothing : html`<span part="time" class="time" dir="auto">${formatTime(activity.time, locale)}</span>`}<span class="visually-hidden"
        >${spoken}</span
      >`;
    const look = `node ${kind} ${activity?.state ?? ''}`;
    return interactive
      ? html`<button part="node" type="button" class=${look} data-id=${id} title="${label}, ${shown}" tabindex=${id === this.#active ? 0 : -1} aria-pressed=${id === selected}>
          ${content}
        </button>`
      : html`<div part="node" class=${look} data-id=${id} title="${label}, ${shown}">${content}</div>`;
  }

  #targets({ targets }: GraphNode, { words, locale }: Picture): string {
    const names = targets.map((target) => this.nodes.find(({ id }) => id === target)?.label ?? target);
    return names.length > 0 ? words.leadsTo(new Intl.ListFormat(locale).format(names)) : '';
  }
}

/** What the picture shows by shapes and colours. */
function describe(kind: GraphNode['kind'], activity: NodeActivity | undefined, { words, locale }: Picture): string[] {
  const parts: string[] = kind === 'input' || kind === 'output' ? [] : [words[kind]];
  if (!activity) return parts;
  if (activity.state !== 'idle') parts.push(words[activity.state]);
  if (activity.time !== undefined) parts.push(words.perItem(formatTime(activity.time, locale)), words.items(formatNumber(activity.itemsIn, locale), formatNumber(activity.itemsOut, locale)));
  if (activity.errors > 0) parts.push(words.errors(formatNumber(activity.errors, locale)));
  return parts;
}

const listOrder = (trees: readonly GraphTree[]): string[] => trees.flatMap(({ node, children }) => [node.id, ...listOrder(children)]);

const formatTime = (time: number, locale: string | undefined): string =>
  new Intl.NumberFormat(locale, { style: 'unit', unit: 'millisecond', maximumSignificantDigits: 2 }).format(time);

/** Level where it leaves and arrives, and straight through the layers between. */
function drawEdge({ points }: PlacedEdge, look: string): SVGTemplateResult {
  const [start, ...rest] = points;
  const end = points.at(-1)!;
  let path = `M${start!.x} ${start!.y}`;
  rest.forEach(({ x, y }, index) => {
    const from = points[index]!;
    const bend = (x - from.x) / 2;
    path += index % 2 === 0 ? `C${from.x + bend} ${from.y} ${x - bend} ${y} ${x} ${y}` : `L${x} ${y}`;
  });
  return svg`<path class="edge ${look}" d=${path}></path><path class="head ${look}" d="M${end.x} ${end.y}l-.7 -.35v.7z"></path>`;
}
