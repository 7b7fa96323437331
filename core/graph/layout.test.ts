import assert from 'node:assert/strict';
import { test } from 'node:test';
import { layoutGraph, type Layout, type LayoutEdge, type LayoutNode } from './layout.js';

const nodesOf = (count: number, size = (_: number): number => 4): LayoutNode[] => Array.from({ length: count }, (_, index) => ({ id: `n${index}`, width: 10, height: size(index) }));
const edge = (from: number, to: number): LayoutEdge => ({ from: `n${from}`, to: `n${to}` });

/** Numbers that look random and are the same in every run. */
function dice(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

/** What must hold of every picture. */
function check(layout: Layout, nodes: LayoutNode[], edges: LayoutEdge[], gap = 1.25): void {
  const at = new Map(layout.nodes.map((node) => [node.id, node]));
  assert.deepEqual([...at.keys()], [...new Set(nodes.map(({ id }) => id))]);
  for (const { x, y, width, height } of layout.nodes) {
    assert.ok([x, y].every(Number.isFinite) && x >= 0 && y >= -1e-9, 'inside, at the beginning');
    assert.ok(x + width <= layout.width + 1e-9 && y + height <= layout.height + 1e-9, 'inside, at the end');
  }
  const sorted = [...layout.nodes].sort((a, b) => a.x - b.x || a.y - b.y);
  for (let index = 1; index < sorted.length; index += 1) {
    const [above, below] = [sorted[index - 1]!, sorted[index]!];
    if (above.x === below.x) assert.ok(below.y - above.y - above.height >= gap - 1e-6, `${above.id} and ${below.id} overlap`);
  }
  for (const { from, to, points } of layout.edges) {
    const [source, target] = [at.get(from)!, at.get(to)!];
    assert.ok(source.x + source.width < target.x, `${from} to ${to} leads forward`);
    assert.deepEqual(points[0], { x: source.x + source.width, y: source.y + source.height / 2 });
    assert.deepEqual(points.at(-1), { x: target.x, y: target.y + target.height / 2 });
    for (let index = 1; index < points.length; index += 1) assert.ok(points[index - 1]!.x <= points[index]!.x, 'never turns back');
    // Where it passes a layer, it passes between its nodes.
    for (let index = 1; index + 1 < points.length; index += 2) {
      const { x, y } = points[index]!;
      for (const node of layout.nodes) assert.ok(node.x !== x || y < node.y - 1e-9 || y > node.y + node.height + 1e-9, `${from} to ${to} runs through ${node.id}`);
    }
  }
  assert.ok(layout.edges.length <= edges.length);
}

test('nothing, one node, and nodes without connections', () => {
  assert.deepEqual(layoutGraph([], []), { width: 0, height: 0, nodes: [], edges: [] });
  const one = layoutGraph(nodesOf(1), []);
  assert.deepEqual(one.nodes, [{ id: 'n0', width: 10, height: 4, x: 0, y: 0, layer: 0 }]);
  assert.deepEqual([one.width, one.height], [10, 4]);
  const loose = layoutGraph(nodesOf(3), []);
  assert.deepEqual(loose.nodes.map(({ x, y }) => [x, y]), [[0, 0], [0, 5.25], [0, 10.5]]);
});

test('a chain is a straight line', () => {
  const layout = layoutGraph(nodesOf(4), [edge(0, 1), edge(1, 2), edge(2, 3)], { layerGap: 2 });
  assert.deepEqual(layout.nodes.map(({ x, y, layer }) => [x, y, layer]), [[0, 0, 0], [12, 0, 1], [24, 0, 2], [36, 0, 3]]);
  assert.deepEqual(layout.edges[0]?.points, [{ x: 10, y: 2 }, { x: 12, y: 2 }]);
});

test('a fork lies around the middle of its source', () => {
  const nodes = nodesOf(4);
  const edges = [edge(0, 1), edge(0, 2), edge(1, 3), edge(2, 3)];
  const layout = layoutGraph(nodes, edges);
  check(layout, nodes, edges);
  const [a, b, c, d] = layout.nodes.map(({ y }) => y);
  assert.equal(a, d);
  assert.equal((b! + c!) / 2, a);
});

test('orders a layer so that nothing crosses that need not', () => {
  const nodes = nodesOf(6);
  // Written crosswise: 0, 1, 2 lead to 5, 4, 3.
  const edges = [edge(0, 5), edge(1, 4), edge(2, 3), edge(0, 4), edge(1, 3)];
  const layout = layoutGraph(nodes, edges);
  check(layout, nodes, edges);
  const y = (id: string): number => layout.nodes.find((node) => node.id === id)!.y;
  for (const a of layout.edges) for (const b of layout.edges) assert.ok((y(a.from) - y(b.from)) * (y(a.to) - y(b.to)) >= 0, 'crossing');
});

test('an edge over several layers passes between the nodes', () => {
  const nodes = nodesOf(4);
  const edges = [edge(0, 1), edge(1, 2), edge(2, 3), edge(0, 3)];
  const layout = layoutGraph(nodes, edges);
  check(layout, nodes, edges);
  assert.equal(layout.edges.find(({ from, to }) => from === 'n0' && to === 'n3')?.points.length, 6);
});

test('leaves out what leads nowhere, to itself or in a circle', () => {
  const nodes = nodesOf(3);
  const layout = layoutGraph(nodes, [edge(0, 1), edge(1, 2), edge(2, 0), edge(1, 1), edge(0, 9), edge(0, 1)]);
  check(layout, nodes, [edge(0, 1), edge(1, 2)]);
  assert.deepEqual(layout.edges.map(({ from, to }) => `${from} ${to}`), ['n0 n1', 'n1 n2']);
});

test('a circle beside others, and the same id twice', () => {
  const nodes = [...nodesOf(5), { id: 'n0', width: 1, height: 1 }];
  const edges = [edge(0, 1), edge(1, 0), edge(2, 3), edge(3, 4), edge(4, 2)];
  check(layoutGraph(nodes, edges), nodes, edges);
});

test('200 nodes wide, and 3,000 in a chain', () => {
  const nodes = nodesOf(202, (index) => 2 + (index % 5));
  const edges = Array.from({ length: 200 }, (_, index) => [edge(200, index), edge(index, 201)]).flat();
  check(layoutGraph(nodes, edges), nodes, edges);
  const chain = nodesOf(3000);
  const links = chain.slice(1).map((_, index) => edge(index, index + 1));
  assert.equal(layoutGraph(chain, links).nodes.at(-1)?.layer, 2999);
});

test('any graph: inside, forward, nothing overlaps, the same again', () => {
  for (let seed = 1; seed <= 150; seed += 1) {
    const roll = dice(seed);
    const count = 1 + roll(seed % 10 === 0 ? 200 : 25);
    const heights = Array.from({ length: count }, () => 1 + roll(6));
    const nodes = nodesOf(count, (index) => heights[index]!);
    const edges = Array.from({ length: roll(2 * count) }, () => {
      const [a, b] = [roll(count), roll(count)];
      return edge(Math.min(a, b), Math.max(a, b));
    });
    const layout = layoutGraph(nodes, edges);
    check(layout, nodes, edges);
    const real = new Set(edges.filter(({ from, to }) => from !== to).map(({ from, to }) => `${from} ${to}`));
    assert.equal(layout.edges.length, real.size);
    if (seed % 25 === 0) assert.deepEqual(layoutGraph(nodes, edges), layout);
  }
});
