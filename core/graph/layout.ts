/**
 * Places the nodes of a graph in layers, so that every connection leads forward. Knows no pixels: the unit is the caller's.
 * The same graph always gets the same picture.
 */

export interface LayoutNode {
  id: string;
  width: number;
  height: number;
}

export interface LayoutEdge {
  from: string;
  to: string;
}

export interface LayoutOptions {
  /** Between two layers. */
  layerGap?: number;
  /** Between two nodes of a layer. */
  nodeGap?: number;
}

export interface Point {
  x: number;
  y: number;
}

export interface PlacedNode extends LayoutNode {
  /** Of the corner where both are least. */
  x: number;
  y: number;
  /** From 0: how many connections it is away from the farthest source. */
  layer: number;
}

export interface PlacedEdge extends LayoutEdge {
  /** From the end of the one node to the beginning of the other; in between, both ends of each layer that it passes. */
  points: Point[];
}

export interface Layout {
  width: number;
  height: number;
  nodes: PlacedNode[];
  edges: PlacedEdge[];
}

/** A node, or the place that a long edge takes in a layer which it passes. */
interface Cell {
  /** Undefined for a place on an edge. */
  node: LayoutNode | undefined;
  layer: number;
  /** Before the layer, and after it. */
  before: Cell[];
  after: Cell[];
  height: number;
  /** Of its middle. */
  y: number;
  /** Its place in its layer. */
  rank: number;
}

/** A place on an edge is this thick. */
const LANE = 0.25;
const SWEEPS = 8;

/**
 * @param edges those that name no node, lead a node to itself or close a circle are left out.
 */
export function layoutGraph(nodes: readonly LayoutNode[], edges: readonly LayoutEdge[], { layerGap = 2.5, nodeGap = 1.25 }: LayoutOptions = {}): Layout {
  const cells = new Map<string, Cell>();
  for (const node of nodes) if (!cells.has(node.id)) cells.set(node.id, cell(node, node.height));
  const forward = withoutCircles([...cells.keys()], edges);
  const layers = findLayers([...cells.keys()], forward);
  for (const [id, one] of cells) one.layer = layers.get(id) ?? 0;
  const paths = forward.map((edge) => ({ edge, lane: connect(cells.get(edge.from)!, cells.get(edge.to)!) }));
  const places = [...cells.values(), ...paths.flatMap(({ lane }) => lane)];

  let height = 0;
  // What hangs together is placed by itself; one picture under the other.
  for (const part of components(places)) {
    const grid = intoLayers(part);
    order(grid);
    align(grid, nodeGap);
    const top = Math.min(...part.map(({ y, height: own }) => y - own / 2));
    for (const one of part) one.y += height - top;
    height = Math.max(...part.map(({ y, height: own }) => y + own / 2)) + nodeGap;
  }

  const columns = columnsOf([...cells.values()], layerGap);
  const placed = [...cells.values()].map((one): PlacedNode => ({ ...one.node!, x: columns[one.layer]!.x, y: one.y - one.height / 2, layer: one.layer }));
  return {
    width: Math.max(0, ...columns.map(({ x, width }) => x + width)),
    height: Math.max(0, height - nodeGap),
    nodes: placed,
    edges: paths.map(({ edge, lane }) => ({ ...edge, points: points(cells.get(edge.from)!, lane, cells.get(edge.to)!, columns) })),
  };
}

const cell = (node: LayoutNode | undefined, height: number): Cell => ({ node, layer: 0, before: [], after: [], height, y: 0, rank: 0 });

/** The edges that lead somewhere, without those that lead back to where the walk came from. */
function withoutCircles(ids: readonly string[], edges: readonly LayoutEdge[]): LayoutEdge[] {
  const known = new Set(ids);
  const out = new Map<string, LayoutEdge[]>();
  const seen = new Set<string>();
  for (const edge of edges) {
    const key = JSON.stringify([edge.from, edge.to]);
    if (!known.has(edge.from) || !known.has(edge.to) || edge.from === edge.to || seen.has(key)) continue;
    seen.add(key);
    out.set(edge.from, [...(out.get(edge.from) ?? []), { from: edge.from, to: edge.to }]);
  }
  const open = new Set<string>();
  const done = new Set<string>();
  const back = new Set<LayoutEdge>();
  for (const start of ids) {
    // By hand, because a chain may be longer than the stack is deep.
    const walk: { id: string; rest: LayoutEdge[] }[] = done.has(start) ? [] : [{ id: start, rest: [...(out.get(start) ?? [])] }];
    open.add(start);
    for (let at = walk.at(-1); at; at = walk.at(-1)) {
      const edge = at.rest.shift();
      if (!edge) {
        open.delete(at.id);
        done.add(at.id);
        walk.pop();
      } else if (open.has(edge.to)) back.add(edge);
      else if (!done.has(edge.to)) {
        open.add(edge.to);
        walk.push({ id: edge.to, rest: [...(out.get(edge.to) ?? [])] });
      }
    }
    open.delete(start);
  }
  return ids.flatMap((id) => out.get(id) ?? []).filter((edge) => !back.has(edge));
}

/** The layer of each node: one after the last of those that lead to it; sources are moved next to what they lead to. */
function findLayers(ids: readonly string[], edges: readonly LayoutEdge[]): Map<string, number> {
  const layers = new Map<string, number>();
  const waiting = new Map(ids.map((id) => [id, 0]));
  const after = new Map<string, string[]>();
  for (const { from, to } of edges) {
    waiting.set(to, waiting.get(to)! + 1);
    after.set(from, [...(after.get(from) ?? []), to]);
  }
  const sources = ids.filter((id) => waiting.get(id) === 0);
  const ready = [...sources];
  for (let index = 0; index < ready.length; index += 1) {
    const id = ready[index]!;
    const layer = layers.get(id) ?? 0;
    layers.set(id, layer);
    for (const next of after.get(id) ?? []) {
      layers.set(next, Math.max(layers.get(next) ?? 0, layer + 1));
      waiting.set(next, waiting.get(next)! - 1);
      if (waiting.get(next) === 0) ready.push(next);
    }
  }
  for (const id of sources) {
    const next = (after.get(id) ?? []).map((to) => layers.get(to)!);
    if (next.length > 0) layers.set(id, Math.min(...next) - 1);
  }
  return layers;
}

/** Joins two cells by one in each layer between them. */
function connect(from: Cell, to: Cell): Cell[] {
  const lane: Cell[] = [];
  let last = from;
  for (let layer = from.layer + 1; layer <= to.layer; layer += 1) {
    const next = layer === to.layer ? to : { ...cell(undefined, LANE), layer };
    last.after.push(next);
    next.before.push(last);
    if (next !== to) lane.push(next);
    last = next;
  }
  return lane;
}

function components(cells: readonly Cell[]): Cell[][] {
  const seen = new Set<Cell>();
  const found: Cell[][] = [];
  for (const start of cells) {
    if (seen.has(start)) continue;
    const part = [start];
    seen.add(start);
    for (let index = 0; index < part.length; index += 1) {
      for (const next of [...part[index]!.before, ...part[index]!.after]) {
        if (!seen.has(next)) part.push(next);
        seen.add(next);
      }
    }
    found.push(part);
  }
  return found;
}

function intoLayers(cells: readonly Cell[]): Cell[][] {
  const grid: Cell[][] = [];
  const first = Math.min(...cells.map(({ layer }) => layer));
  for (const one of cells) (grid[one.layer - first] ??= []).push(one);
  for (const layer of grid) rank(layer);
  return grid;
}

const rank = (layer: readonly Cell[]): void => layer.forEach((one, index) => (one.rank = index));

/** Puts the cells of each layer in an order in which few edges cross: each near the middle of its neighbours, back and forth. */
function order(grid: Cell[][]): void {
  let best = grid.map((layer) => [...layer]);
  let fewest = crossings(grid);
  for (let sweep = 0; sweep < SWEEPS && fewest > 0; sweep += 1) {
    const side = sweep % 2 === 0 ? 'before' : 'after';
    for (const layer of side === 'before' ? grid : [...grid].reverse()) {
      const middle = new Map(layer.map((one) => [one, mean(one[side].map((near) => near.rank)) ?? one.rank]));
      layer.sort((a, b) => middle.get(a)! - middle.get(b)! || a.rank - b.rank);
      rank(layer);
    }
    const now = crossings(grid);
    if (now >= fewest) continue;
    fewest = now;
    best = grid.map((layer) => [...layer]);
  }
  best.forEach((layer, index) => {
    grid[index] = layer;
    rank(layer);
  });
}

/** How many edges cross. */
function crossings(grid: readonly Cell[][]): number {
  let count = 0;
  for (const layer of grid) {
    // In the order in which they leave; each of those before that arrives behind is crossed.
    const arrivals = layer.flatMap((one) => one.after.map(({ rank: place }) => place).sort((a, b) => a - b));
    for (let index = 0; index < arrivals.length; index += 1) for (let earlier = 0; earlier < index; earlier += 1) if (arrivals[earlier]! > arrivals[index]!) count += 1;
  }
  return count;
}

const mean = (values: readonly number[]): number | undefined => (values.length === 0 ? undefined : values.reduce((sum, value) => sum + value, 0) / values.length);

/** Moves the cells of each layer to the height of their neighbours, as near as their order and the gaps allow. */
function align(grid: readonly Cell[][], gap: number): void {
  for (const layer of grid) place(layer, layer.map(() => 0), gap);
  for (let sweep = 0; sweep < SWEEPS; sweep += 1) {
    const side = sweep % 2 === 0 ? 'before' : 'after';
    for (const layer of side === 'before' ? grid : [...grid].reverse()) {
      const wanted = layer.map((one) => mean(one[side].map(({ y }) => y)) ?? one.y);
      place(layer, wanted, gap);
    }
  }
}

/** The heights nearest to those wanted (least squares) that keep order and gaps: neighbours that collide share their mean. */
function place(layer: readonly Cell[], wanted: readonly number[], gap: number): void {
  // Without the room that the cells before take, the order is all that is left to keep.
  let taken = 0;
  const offsets = layer.map((one, index) => {
    if (index > 0) taken += (layer[index - 1]!.height + one.height) / 2 + gap;
    return taken;
  });
  const blocks: { sum: number; count: number }[] = [];
  for (let index = 0; index < layer.length; index += 1) {
    let block = { sum: wanted[index]! - offsets[index]!, count: 1 };
    for (let last = blocks.at(-1); last && last.sum / last.count > block.sum / block.count; last = blocks.at(-1)) {
      blocks.pop();
      block = { sum: block.sum + last.sum, count: block.count + last.count };
    }
    blocks.push(block);
  }
  let index = 0;
  for (const { sum, count } of blocks) for (let taking = count; taking > 0; taking -= 1, index += 1) layer[index]!.y = sum / count + offsets[index]!;
}

interface Column {
  x: number;
  width: number;
}

function columnsOf(cells: readonly Cell[], gap: number): Column[] {
  const widths: number[] = [];
  for (const { layer, node } of cells) widths[layer] = Math.max(widths[layer] ?? 0, node!.width);
  let x = 0;
  // Every layer has a node: that is what makes it one.
  return Array.from(widths, (width = 0) => {
    const column = { x, width };
    x += width + gap;
    return column;
  });
}

function points(from: Cell, lane: readonly Cell[], to: Cell, columns: readonly Column[]): Point[] {
  const through = lane.flatMap(({ layer, y }) => [
    { x: columns[layer]!.x, y },
    { x: columns[layer]!.x + columns[layer]!.width, y },
  ]);
  return [{ x: columns[from.layer]!.x + from.node!.width, y: from.y }, ...through, { x: columns[to.layer]!.x, y: to.y }];
}
