import type { RmError } from '../../core/index.js';
import { RmErrorEvent } from '../internal/events.js';
import { logError } from '../internal/log-error.js';
import { ErrorPlaces } from './error-places.js';
import type { MarkupGraph } from './graph.js';
import { tellPythonError } from './python-events.js';
import type { PipelineView } from './view.js';

/** Shows the failures of one pipeline: each once, in the element it belongs to, with an event and a console line. */
export class Failures {
  readonly #view: PipelineView;
  readonly #graph: MarkupGraph;
  readonly #places = new ErrorPlaces();
  readonly #reported = new WeakSet<RmError>();
  #offline: AbortController | undefined;

  constructor(view: PipelineView, graph: MarkupGraph) {
    this.#view = view;
    this.#graph = graph;
  }

  /** @param owner the element that failed, when it is not the node's. */
  async report(cause: RmError, owner?: HTMLElement): Promise<void> {
    if (this.#reported.has(cause)) return;
    this.#reported.add(cause);
    // Stopping on request is no failure.
    if (cause.cancelled) return;
    const error = this.#graph.locate(cause);
    this.#reported.add(error);
    const { element, joined } = this.#view;
    if (element.store.getState().error === cause && error !== cause) element.store.setState({ error });
    const failing = owner ?? this.#graph.ownerOfError(error);
    logError(error, failing ?? element);
    const here = await this.#places.place(error, failing, joined);
    if (here) this.#view.show(error);
    if (error.code === 'RM1006') this.#retryOnline();
    (failing?.isConnected ? failing : element).dispatchEvent(new RmErrorEvent(error));
    if (failing?.isConnected) tellPythonError(error, failing, this.#graph);
  }

  /** Nobody should have to press a button when the connection is back. */
  #retryOnline(): void {
    this.#offline?.abort();
    this.#offline = new AbortController();
    addEventListener('online', () => this.#view.element.context.retry(), { once: true, signal: this.#offline.signal });
  }

  clear(): void {
    this.#offline?.abort();
    this.#view.show(undefined);
    this.#places.clear();
    const { store } = this.#view.element;
    if (store.getState().error) store.setState({ error: undefined });
  }
}
