import { RmError } from '../../core/index.js';
import type { MarkupGraph } from './graph.js';
import type { RmPipeline } from './pipeline.js';

export interface ReadingHandlers {
  /** The markup means another graph, or is right again (mended). */
  changed(mended: boolean): void;
  /** The markup is wrong, in another way than before. */
  failed(error: RmError): void;
}

/** Reads the markup of a pipeline, again whenever it may mean something else. */
export class Reading {
  /** What is wrong with the markup. */
  error: RmError | undefined;

  readonly #element: RmPipeline;
  readonly #graph: MarkupGraph;
  readonly #handlers: ReadingHandlers;
  #under: AbortController | undefined;
  #done: Promise<void> = Promise.resolve();

  constructor(element: RmPipeline, graph: MarkupGraph, handlers: ReadingHandlers) {
    this.#element = element;
    this.#graph = graph;
    this.#handlers = handlers;
  }

  /** Settles when the markup was read; never rejects. What is being read is given up. */
  refresh(): Promise<void> {
    this.#under?.abort();
    const { signal } = (this.#under = new AbortController());
    this.#done = this.#read(signal);
    return this.#done;
  }

  /** Waits for the markup, also for a change that comes meanwhile. */
  async settled(): Promise<void> {
    for (let read: Promise<void> | undefined; read !== this.#done; ) await (read = this.#done);
  }

  async #read(signal: AbortSignal): Promise<void> {
    // Half a page is no mistake of its author.
    if (document.readyState === 'loading') await new Promise((done) => document.addEventListener('DOMContentLoaded', done, { once: true }));
    const element = this.#element;
    if (signal.aborted || !element.isConnected) return;
    const { name, description } = element;
    const src = element.src ? new URL(element.src, element.baseURI).href : undefined;
    try {
      const changed = await this.#graph.read({ name, description, src }, signal);
      if (!signal.aborted) element.store.channel<void>('markup').emit();
      if (signal.aborted || (!changed && !this.error)) return;
      const mended = this.error !== undefined;
      this.error = undefined;
      this.#handlers.changed(mended);
    } catch (cause) {
      if (signal.aborted) return;
      const error = RmError.from(cause, 'RM2002');
      // The same mistake, found again after an unrelated change.
      if (this.error?.message === error.message && this.error.nodeId === error.nodeId) return;
      this.error = error;
      this.#handlers.failed(error);
    }
  }
}
