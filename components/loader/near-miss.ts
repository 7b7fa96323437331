/** The name that was most likely meant; undefined when none is close. */
export function nearMiss(name: string, known: Iterable<string>): string | undefined {
  let best: string | undefined;
  // Two slips, or one in a short name.
  let least = name.length < 7 ? 1 : 2;
  for (const candidate of known) {
    const slips = distance(name, candidate);
    if (slips > least) continue;
    best = candidate;
    least = slips - 1;
  }
  return best;
}

/** Letters to insert, delete, replace or swap with the next, to make one name of the other. */
function distance(a: string, b: string): number {
  let before: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let row = 1; row <= a.length; row += 1) {
    const next = [row];
    for (let column = 1; column <= b.length; column += 1) {
      const same = a[row - 1] === b[column - 1];
      let least = Math.min(last[column]! + 1, next[column - 1]! + 1, last[column - 1]! + (same ? 0 : 1));
      if (a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1]) least = Math.min(least, before[column - 2]! + 1);
      next.push(least);
    }
    [before, last] = [last, next];
  }
  return last[b.length]!;
}
