import type { Context } from '@lit/context';
import type { Item, Output, PipelineState, PipelineStore, RmError, SessionFeed, StreamOptions } from '../../core/index.js';

export interface PipelineListener {
  /** A run begins: what was shown belongs to the one before. */
  reset?(): void;
  output?(output: Output): void;
  /** The run is over, well or not. */
  settled?(): void;
}

/** What `rm-pipeline` hands to the elements that belong to it. */
export interface PipelineContext {
  readonly version: 1;
  /** The `rm-pipeline` itself. */
  readonly element: HTMLElement;
  readonly store: PipelineStore<PipelineState>;
  /** Makes an element part of the pipeline (also one that is not nested in it). Returns what undoes it. */
  join(member: HTMLElement): () => void;
  /** Tells of outputs and of the begin and end of runs, until the returned function is called. */
  listen(listener: PipelineListener): () => void;
  /** Ids of the nodes whose outputs an element shows, by its `from` or its place in the document. */
  sourcesOf(member: HTMLElement): readonly string[];
  /** Id of the node an element stands for. */
  nodeIdOf(member: HTMLElement): string | undefined;
  /** The element means something else than before, in a way its attributes do not show. */
  changed(): void;
  /** Sends items in: into the live session when there is one, as a run of their own otherwise. Failures are reported, not thrown. */
  submit(items: Item[], from: HTMLElement): Promise<void>;
  /**
   * Has sound pushed that comes over a port, into the live session; when there is none, into one of its own, which ends with the sound.
   * Returns undefined when it cannot begin. Failures are reported, not thrown.
   */
  feed(port: MessagePort, options: Omit<StreamOptions, 'to'>, from: HTMLElement): Promise<SessionFeed | undefined>;
  /** The visitor is about to use the pipeline: load it if `load` says so. */
  touch(): void;
  /** Shows an error where it belongs, fires `rm-error` and writes the console line. */
  report(error: RmError, owner?: HTMLElement): void;
  /** Tries again what failed last. */
  retry(): void;
}

/** A registered symbol, so that two copies of the kit on one page understand each other. Works with `@lit/context` too. */
export const pipelineContext = Symbol.for('rm.pipeline.v1') as unknown as Context<symbol, PipelineContext | undefined>;

// The events of the community's context protocol. Requests are kept by those who make them, see PipelineController.
const send = (type: string, from: Element, rest: object): boolean => from.dispatchEvent(Object.assign(new Event(type, { bubbles: true, composed: true }), { context: pipelineContext, contextTarget: from }, rest));

/** Asks the enclosing pipeline to answer; it does so at once, or not at all. */
export const requestContext = (from: Element, callback: (context: PipelineContext) => void): unknown => send('context-request', from, { callback, subscribe: true });

/** Answers the requests of the elements inside. The context of a pipeline never changes, so that nobody is told twice. */
export function answerRequests(pipeline: HTMLElement, context: PipelineContext): void {
  pipeline.addEventListener('context-request', (event) => {
    if (event.context !== (pipelineContext as unknown) || event.contextTarget === pipeline) return;
    event.stopImmediatePropagation();
    (event.callback as (value: PipelineContext) => void)(context);
  });
}

/** Has those ask again that found no pipeline before this one was there. */
export const announceContext = (pipeline: HTMLElement): unknown => send('context-provider', pipeline, {});
