import { find, type Match } from '../../core/transcript/search.js';
import type { Segment } from '../../core/transcript/segment.js';
import type { Mark } from './row.js';

/** What is searched for, what was found, and at which match the visitor is. */
export class Search {
  query = '';
  matches: readonly Match[] = [];
  /** Position of the current match; -1 while there is none. */
  at = -1;

  #byIndex = new Map<number, Match[]>();
  #searched: { query: string; revision: number } | undefined;

  get current(): Match | undefined {
    return this.matches[this.at];
  }

  /** Brings the matches up to date, when the query or the segments (another revision) have changed. Stays at the same match. */
  refresh(segments: readonly Segment[], revision: number): void {
    if (this.#searched?.query === this.query && this.#searched.revision === revision) return;
    const same = this.#searched?.query === this.query;
    const { current } = this;
    this.#searched = { query: this.query, revision };
    this.matches = find(segments, this.query);
    this.#byIndex = groupByIndex(this.matches);
    const kept = same && current ? this.matches.findIndex(({ index, from }) => index > current.index || (index === current.index && from >= current.from)) : 0;
    this.at = this.matches.length ? Math.max(0, kept) : -1;
  }

  /** Goes to the next match, or the one before; at the end to the first. */
  step(by: 1 | -1): Match | undefined {
    const { length } = this.matches;
    if (length) this.at = (this.at + by + length) % length;
    return this.current;
  }

  /** The matches in one segment. */
  marks(index: number): Mark[] {
    const { current } = this;
    return (this.#byIndex.get(index) ?? []).map((match) => ({ from: match.from, to: match.to, kind: match === current ? 'match-current' : 'match' }));
  }
}

function groupByIndex(matches: readonly Match[]): Map<number, Match[]> {
  const groups = new Map<number, Match[]>();
  for (const match of matches) {
    const group = groups.get(match.index);
    if (group) group.push(match);
    else groups.set(match.index, [match]);
  }
  return groups;
}
