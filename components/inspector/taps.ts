import type { Item, Output, PipelineState, PipelineStore } from '../../core/index.js';

/** The last items that left each node. */
export class Taps {
  /** Items kept for each node. */
  readonly keep: number;
  paused = false;
  readonly #items = new Map<string, { count: number; last: Item[] }>();
  readonly #stop: () => void;

  constructor(store: PipelineStore<PipelineState>, keep: number, changed: () => void) {
    this.keep = keep;
    this.#stop = store.channel<Output>('tap').on(({ nodeId, item }) => {
      if (this.paused) return;
      const { count, last } = this.of(nodeId);
      this.#items.set(nodeId, { count: count + 1, last: [...last, item].slice(-keep) });
      changed();
    });
  }

  /** Of one node: how many there were, and the last ones, oldest first. */
  of(nodeId: string): { count: number; last: readonly Item[] } {
    return this.#items.get(nodeId) ?? { count: 0, last: [] };
  }

  get empty(): boolean {
    return this.#items.size === 0;
  }

  stop(): void {
    this.#stop();
    this.#items.clear();
  }
}
