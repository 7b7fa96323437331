import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { property, state } from 'lit/decorators.js';
import { PipelineStore, RmError, type CacheMode, type EngineKind, type EngineOptions, type GraphEndpoint, type Item, type Manifest, type Metrics, type Output, type PipelineState, type PipelineStatus, type SessionLimits } from '../../core/index.js';
import { showError } from '../error/show.js';
import { define } from '../internal/define.js';
import { RmElement } from '../internal/element.js';
import { announceContext, answerRequests, type PipelineContext, type PipelineListener } from '../internal/context.js';
import { RmErrorEvent } from '../internal/events.js';
import { RmProgressEvent, RmResultEvent, RmStartRequestEvent, RmStatusEvent } from './events.js';
import { part } from '../internal/part.js';
import { logError } from '../internal/log-error.js';
import type { LoadPolicy } from './load-policy.js';
import { pipelineStyles } from './pipeline.styles.js';
import type { PipelineView } from './view.js';
import type { PipelineWork } from './work.js';
import { texts } from './texts.js';

export * from './events.js';

const statuses: readonly PipelineStatus[] = ['idle', 'loading', 'ready', 'running', 'paused', 'done', 'error'];

/**
 * A pipeline: the nodes in it, in document order or as `from`, `to` and `rm-connection` say, run inside one WebAssembly module
 * in a worker. Inputs in it send items in, outputs show what comes out. Has no look of its own but for progress and errors.
 *
 * @tag rm-pipeline
 * @summary Runs the nodes in it in the visitor's own browser.
 * @status experimental
 * @since 0.1
 * @dependency rm-error
 * @dependency rm-progress
 *
 * @slot - Nodes, inputs, outputs, and any other content.
 * @slot poster - Shown until the runtime is asked for.
 * @slot loading - In place of the progress bar, over the end of the pipeline.
 * @slot error - In place of the error, whatever its code.
 * @slot error-RM0000 - In place of the error of that code.
 * @slot unsupported - Shown where the browser has no WebAssembly.
 *
 * @event {RmStatusEvent} rm-status - The status changed.
 * @event {RmProgressEvent} rm-progress - Bytes of the runtime arrived.
 * @event {RmResultEvent} rm-result - A node gave a result.
 * @event {RmStartRequestEvent} rm-start-request - The runtime is about to be loaded or to run. Cancelable.
 * @event {RmMetricsEvent} rm-metrics - What the nodes did until now; at most four times a second.
 * @event {RmErrorEvent} rm-error - Something failed; the target is the element in which it did.
 * @event {RmReadyEvent} rm-ready - The element can be used.
 *
 * @csspart progress - The progress bar.
 * @csspart error - The error.
 * @csspart unsupported - The note where the browser has no WebAssembly.
 *
 * @cssstate idle - Nothing was loaded yet.
 * @cssstate loading - The runtime is being loaded.
 * @cssstate ready - The runtime is loaded.
 * @cssstate running - Items are being processed.
 * @cssstate paused - Items wait.
 * @cssstate done - The last run is over.
 * @cssstate error - Something failed.
 *
 * @cssproperty --rm-color-accent - Progress, focus and main buttons of all elements inside.
 * @cssproperty --rm-color-bg - Background of controls and frames inside.
 * @cssproperty --rm-color-fg - Text inside.
 */
export class RmPipeline extends RmElement {
  static override styles = [...RmElement.styles, pipelineStyles];

  /** Address of a manifest (JSON). Nodes in the markup then override `params` of the nodes with their id. */
  @property() src: string | undefined;

  /** Name in the manifest. */
  @property() name: string | undefined;

  /** Description in the manifest. */
  @property() description: string | undefined;

  /** When the runtime is loaded: on the first `interaction`, when `visible`, when the page is `idle`, `eager` or `manual`. */
  @property({ attribute: 'load' }) loadPolicy: LoadPolicy = 'interaction';

  /** Folder of the kit's files, when it is not the script's own. */
  @property() base: string | undefined;

  /** Hash of the runtime, as `sha256-…`. */
  @property() integrity: string | undefined;

  /**
   * Where it runs: in a `worker` of its own (the default), `inline` on pages that forbid workers, where it cannot be stopped, or on
   * `wasmer`, which needs a page that is cross-origin isolated.
   */
  @property() engine: EngineKind | undefined;

  /**
   * Whether it has a worker to itself (`isolated`) or shares one with all pipelines of the page that are `shared`: less memory for many
   * small ones, but one at a time computes. For the `worker` engine.
   */
  @property() runtime: EngineOptions['runtime'];

  /** Where the browser keeps the runtime: as the server says (`default`), not even so (`none`), or in its Cache Storage as well (`persist`). */
  @property() cache: CacheMode | undefined;

  /** Address of `dist/index.js` of `@wasmer/sdk`, for `engine="wasmer"`; by default in the folder `wasmer/` beside the kit's files. */
  @property({ attribute: 'wasmer-sdk' }) wasmerSdk: string | undefined;

  /** How long opening, one push or the end of a run may take; seconds. */
  @property({ type: Number }) timeout: number | undefined;

  /** What loading and a session may use, as JSON: `memory`, `outputBytes` (bytes), `run`, `stall` (seconds), `outputItems`, `depth`. */
  @property({ type: Object }) limits: SessionLimits | undefined;

  /** How many items a node may give for one item: one that never ends fails then (RM2308). Goes before `limits`. */
  @property({ type: Number, attribute: 'max-items' }) maxItems: number | undefined;

  /** Shows the nodes' work in the browser's performance panel. */
  @property({ type: Boolean }) trace = false;

  /** Runs as soon as the runtime is loaded, with what the inputs hold, and again when the markup changes. */
  @property({ type: Boolean }) autorun = false;

  /** Goes on when it is taken out of the page: for pages that put it in again elsewhere. destroy() then ends it. */
  @property({ type: Boolean, attribute: 'keep-alive' }) keepAlive = false;

  /** State of the pipeline, for selectors and channels. */
  readonly store = new PipelineStore<PipelineState>();

  /** What the elements of the pipeline get from it. */
  readonly context: PipelineContext = this.#makeContext();

  @state() private shownError: RmError | undefined;
  @state() private touched = false;

  readonly #joined = new Set<HTMLElement>();
  readonly #listeners = new Set<PipelineListener>();
  #work: PipelineWork | undefined;
  #given: Manifest | undefined;
  /** Bumped when all is stopped: what still waits for the working part does not run. */
  #epoch = 0;
  #leaveTimer: ReturnType<typeof setTimeout> | undefined;

  constructor() {
    super();
    answerRequests(this, this.context);
    const { store } = this;
    store.subscribe(({ status }) => status, (status, previous) => {
      this.#reflectStatus();
      this.requestUpdate();
      this.emit(new RmStatusEvent(status, previous));
    });
    store.subscribe(({ progress }) => progress, (progress) => {
      if (progress) this.emit(new RmProgressEvent(progress));
      this.requestUpdate();
    });
    store.subscribe(({ error }) => error, (error) => {
      if (error) void this.#work?.failures.report(error);
    }, Object.is);
    store.channel<Output>('output').on((output) => {
      for (const listener of [...this.#listeners]) listener.output?.(output);
      this.emit(new RmResultEvent(output.item, output.nodeId, output.sequence));
    });
  }

  /** What the pipeline is doing. Reflected to the attribute of that name, which is not to be written. */
  get status(): PipelineStatus {
    return this.store.getState().status;
  }

  /** What the nodes of the session that is running, or ran last, did; undefined before. */
  get metrics(): Metrics | undefined {
    return this.store.getState().metrics;
  }

  /** The manifest the markup means, undefined while there is none. Set it to run that one in place of `src`. */
  get manifest(): Manifest | undefined {
    return this.#work?.manifest;
  }
  set manifest(manifest: Manifest | undefined) {
    this.#given = manifest;
    if (!this.#work) return;
    this.#work.graph.given = manifest;
    this.#work.announce();
  }

  /**
   * Fetches and compiles the runtime, and opens nothing yet.
   *
   * @returns true when it is ready; false when it failed (the error is shown) or a listener vetoed it.
   */
  async load(): Promise<boolean> {
    return (this.#mayStart('load') && (await this.#with((work) => work.load()))) ?? false;
  }

  /** Opens a live session: items then go in by push(), and nodes keep their state between them. */
  async start(): Promise<boolean> {
    return (this.#mayStart('start') && (await this.#with((work) => work.start()))) ?? false;
  }

  /**
   * Runs items through the graph from a fresh start: open, push each, flush, close. Runs wait for each other.
   *
   * @param to ids of the nodes they go to; without it, every first node.
   * @returns the outputs; undefined when it failed (the error is shown) or a listener vetoed it.
   */
  async run(items: Item[] = [], to?: readonly string[]): Promise<Output[] | undefined> {
    return this.#mayStart('run') ? this.#with((work) => work.run(items, to)) : undefined;
  }

  /**
   * Sends one item into the live session, which is opened when there is none; see start(). A session that broke is not replaced
   * in passing: what its nodes knew is gone, and a stream would hide the error at once. start(), run() or a retry opens the next.
   *
   * @returns false when it failed, or was not taken because the session broke before.
   */
  async push(item: Item, to?: string): Promise<boolean> {
    return (await this.#with((work) => work.push(item, to))) ?? false;
  }

  /** Ends the live session after the nodes have given out what they hold. */
  async end(): Promise<boolean> {
    return (await this.#with((work) => work.end())) ?? false;
  }

  /** Does again what a listener of `rm-start-request` held up; a run takes what the inputs hold. */
  again(reason: RmStartRequestEvent['reason']): void {
    void (reason === 'run' ? this.#with((work) => work.runAgain()) : this[reason]());
  }

  /** Holds items back until resume(): what is being processed comes to its end, what is pushed meanwhile waits. */
  pause(): void {
    this.#work?.pause();
  }

  /** Goes on after pause(). */
  resume(): void {
    this.#work?.resume();
  }

  /** Stops what is running. Results that were delivered stay. */
  stop(): void {
    this.#epoch += 1;
    this.#work?.stop();
  }

  /** Stops, and frees the worker. The next load() or run() starts anew. */
  destroy(): void {
    this.#epoch += 1;
    this.#work?.destroy();
  }

  /** The inputs and outputs of the pipeline, with the ids of the nodes they belong to. */
  get endpoints(): readonly GraphEndpoint[] {
    return this.#work?.graph.endpoints ?? [];
  }

  /**
   * Has what these nodes give told on the store's channel `tap`, from the next session on: a look inside that changes nothing.
   *
   * @param ids nodes of the manifest; none to end it.
   */
  watch(ids: readonly string[]): void {
    void this.#with(async (work) => work.watch(ids));
  }

  /** The pipeline as markup: nodes and connections from the manifest, inputs and outputs as they stand in the page. */
  toHTML(): string {
    return this.#work?.toHTML() ?? '';
  }

  override connectedCallback(): void {
    super.connectedCallback();
    clearTimeout(this.#leaveTimer);
    announceContext(this);
    this.#reflectStatus();
    this.addEventListener('command', this.#command);
    // What will be needed at once is asked for at once, not when the working part has come.
    if (this.autorun || this.loadPolicy === 'eager') import('../../core/pipeline.js').catch(() => {});
    this.#connect();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#work?.disconnect();
    // Moving an element disconnects it for a moment; two frames later it is gone for good.
    this.#leaveTimer = setTimeout(() => {
      if (!this.isConnected && !this.keepAlive) this.destroy();
    }, 34);
  }

  /** `moveBefore()` keeps the pipeline as it is. */
  connectedMoveCallback(): void {}

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (this.hasUpdated) this.#work?.changed(changed);
  }

  override render(): TemplateResult {
    const { status, progress } = this.store.getState();
    const error = this.shownError;
    return html`${this.touched || status !== 'idle' ? nothing : html`<slot name="poster"></slot>`}
      ${status === 'loading' && !this.#has('rm-progress') ? this.#progress(progress) : nothing}
      <slot></slot>
      ${
        typeof WebAssembly === 'object'
          ? nothing
          : html`<slot name="unsupported"><p part="unsupported" class="unsupported">${this.wording(texts).unsupported}</p></slot>`
      }
      ${
        error
          ? html`<div class="failure">
              <slot name="error-${error.code}"><slot name="error">${showError(error, { part: 'error', retry: this.#retry })}</slot></slot>
            </div>`
          : nothing
      }`;
  }

  #progress(progress: PipelineState['progress']): TemplateResult {
    import('../progress/progress.js').catch(() => {});
    return html`<div class="loading"><slot name="loading"><rm-progress part="progress" .progress=${progress}></rm-progress></slot></div>`;
  }

  #makeContext(): PipelineContext {
    return {
      version: 1,
      element: this,
      store: this.store,
      join: (member) => {
        this.#joined.add(member);
        this.#work?.announce();
        return () => {
          this.#joined.delete(member);
          this.#work?.announce();
        };
      },
      listen: (listener) => {
        this.#listeners.add(listener);
        return () => void this.#listeners.delete(listener);
      },
      sourcesOf: (member) => this.#work?.graph.sourcesOf(member) ?? [],
      nodeIdOf: (member) => this.#work?.graph.nodeIdOf(member),
      changed: () => this.#work?.announce(),
      submit: async (items, from) => void (await this.#with((work) => work.submit(items, from))),
      feed: (port, options, from) => this.#with((work) => work.feed(port, options, from)),
      touch: () => void this.#with(async (work) => work.touch()),
      report: (error, owner) => void this.#with((work) => work.failures.report(error, owner)),
      retry: () => this.#retry(),
    };
  }

  /** Does something with the working part, once it is there and unless stopped before. What hinders it is shown. */
  async #with<Value>(act: (work: PipelineWork) => Promise<Value>): Promise<Value | undefined> {
    if (this.#work) return act(this.#work);
    const epoch = this.#epoch;
    try {
      const { PipelineWork } = await part(() => import('./work.js'));
      this.#work ??= this.#begin(PipelineWork);
    } catch (cause) {
      this.#cannotWork(RmError.from(cause));
      return undefined;
    }
    return epoch === this.#epoch ? act(this.#work) : undefined;
  }

  #cannotWork(error: RmError): void {
    if (this.shownError?.code === error.code) return;
    logError(error, this);
    this.store.setState({ status: 'error', error });
    this.shownError = error;
    this.emit(new RmErrorEvent(error));
  }

  #begin(Work: typeof PipelineWork): PipelineWork {
    const work = new Work(this.#view());
    work.graph.given = this.#given;
    if (this.isConnected) work.connect();
    return work;
  }

  #connect(): void {
    if (this.#work) this.#work.connect();
    else void this.#with(async () => {});
  }

  #view(): PipelineView {
    return {
      element: this,
      joined: this.#joined,
      listeners: this.#listeners,
      shown: () => this.shownError,
      show: (error) => void (this.shownError = error),
      touched: () => void (this.touched = true),
      mayStart: () => this.#mayStart('start'),
    };
  }

  #mayStart(reason: RmStartRequestEvent['reason']): boolean {
    // What may say no must be there before anything begins.
    if (this.querySelector('rm-consent:not(:defined)')) {
      part(() => import('../consent/consent.js')).then(
        () => this.again(reason),
        (cause) => this.#cannotWork(RmError.from(cause)),
      );
      return false;
    }
    return this.emit(new RmStartRequestEvent(reason));
  }

  #reflectStatus(): void {
    this.chooseState(statuses, this.status);
    if (this.getAttribute('status') !== this.status) this.setAttribute('status', this.status);
  }

  readonly #retry = (): void => {
    if (this.#work) this.#work.retry();
    else {
      this.shownError = undefined;
      this.store.setState({ status: 'idle', error: undefined });
      this.#connect();
    }
  };

  readonly #command = (event: Event): void => {
    const { command } = event as Event & { command?: string };
    if (command === '--load') void this.load();
    else if (command === '--start') void this.start();
    else if (command === '--run') this.again('run');
    else if (command === '--stop') this.stop();
  };

  #has(tag: string): boolean {
    return [...this.#joined].some((element) => element.localName === tag);
  }
}

define('rm-pipeline', RmPipeline);

declare global {
  interface HTMLElementTagNameMap {
    'rm-pipeline': RmPipeline;
  }
}
