import { ContextProvider } from '@lit/context';
import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { property, state } from 'lit/decorators.js';
import {
  PipelineStore,
  RmError,
  initialState,
  type Item,
  type Manifest,
  type Output,
  type PipelineOptions,
  type PipelineState,
  type PipelineStatus,
  type EngineKind,
  type SessionLimits,
} from '../../core/index.js';
import { define } from '../internal/define.js';
import { RmElement } from '../internal/element.js';
import { pipelineContext, type PipelineContext, type PipelineListener } from '../internal/context.js';
import { RmErrorEvent, RmProgressEvent, RmResultEvent, RmStartRequestEvent, RmStatusEvent } from '../internal/events.js';
import { logError } from '../internal/report.js';
import { Calls } from './calls.js';
import { ErrorPlaces } from './error-places.js';
import { MarkupGraph, inputs, outputs } from './graph.js';
import { follow, type LoadPolicy } from './load-policy.js';
import { MarkupWatcher } from './markup-watcher.js';
import { pipelineStyles } from './pipeline.styles.js';
import { toHTML } from './to-html.js';
import '../connection/connection.js';
import '../error/error.js';
import '../node/node.js';
import '../progress/progress.js';
import '../python/python.js';

const statuses: readonly PipelineStatus[] = ['idle', 'loading', 'ready', 'running', 'paused', 'done', 'error'];

/** What a change of needs another engine for. */
const engineProperties = ['base', 'integrity', 'engine', 'wasmerSdk', 'timeout', 'limits', 'trace'] as const;

/** How long after a change of the markup an `autorun` pipeline waits for the next one; ms. */
const AUTORUN_DELAY = 150;

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
 * @slot loading - In place of the progress bar.
 * @slot error - In place of the error, whatever its code.
 * @slot error-RM0000 - In place of the error of that code.
 * @slot unsupported - Shown where the browser has no WebAssembly.
 *
 * @event {RmStatusEvent} rm-status - The status changed.
 * @event {RmProgressEvent} rm-progress - Bytes of the runtime arrived.
 * @event {RmResultEvent} rm-result - A node gave a result.
 * @event {RmStartRequestEvent} rm-start-request - The runtime is about to be loaded or to run. Cancelable.
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

  /** Address of `dist/index.js` of `@wasmer/sdk`, for `engine="wasmer"`; by default in the folder `wasmer/` beside the kit's files. */
  @property({ attribute: 'wasmer-sdk' }) wasmerSdk: string | undefined;

  /** How long opening, one push or the end of a run may take; seconds. */
  @property({ type: Number }) timeout: number | undefined;

  /** What a session may use, as JSON: `memory`, `outputBytes` (bytes), `run` (seconds), `outputItems`, `depth`. */
  @property({ type: Object }) limits: SessionLimits | undefined;

  /** Shows the nodes' work in the browser's performance panel. */
  @property({ type: Boolean }) trace = false;

  /** Runs as soon as the runtime is loaded, with what the inputs hold, and again when the markup changes. */
  @property({ type: Boolean }) autorun = false;

  /** State of the pipeline, for selectors and channels. */
  readonly store = new PipelineStore<PipelineState>();

  /** What the elements of the pipeline get from it. */
  readonly context: PipelineContext = this.#makeContext();

  @state() private shownError: RmError | undefined;
  @state() private touched = false;

  readonly #graph = new MarkupGraph(this);
  readonly #listeners = new Set<PipelineListener>();
  readonly #places = new ErrorPlaces();
  readonly #watcher = new MarkupWatcher(() => void this.#refresh());
  readonly #reported = new WeakSet<RmError>();

  readonly #calls = new Calls({
    store: this.store,
    isConnected: () => this.isConnected,
    options: () => this.#options(),
    current: () => ({ manifest: this.manifest, taps: this.#graph.taps }),
    markupReady: () => this.#markupReady(),
    failed: (error) => this.#report(error),
  });

  #reading: AbortController | undefined;
  #read: Promise<void> = Promise.resolve();
  #markupError: RmError | undefined;
  #awaited = false;
  #lastRun: { items: Item[]; to: readonly string[] | undefined } | undefined;
  #callOff: (() => void) | undefined;
  #autorunTimer: ReturnType<typeof setTimeout> | undefined;
  #leaveTimer: ReturnType<typeof setTimeout> | undefined;

  constructor() {
    super();
    new ContextProvider(this, { context: pipelineContext, initialValue: this.context });
    const { store } = this;
    store.subscribe(({ status }) => status, (status, previous) => this.#statusChanged(status, previous));
    store.subscribe(({ progress }) => progress, (progress) => {
      if (progress) this.emit(new RmProgressEvent(progress));
      this.requestUpdate();
    });
    store.subscribe(({ error }) => error, (error) => {
      if (error) void this.#report(error);
    }, Object.is);
    store.channel<Output>('output').on((output) => this.#deliver(output));
  }

  /** What the pipeline is doing. Reflected to the attribute of that name, which is not to be written. */
  get status(): PipelineStatus {
    return this.store.getState().status;
  }

  /** The manifest the markup means, undefined while there is none. Set it to run that one in place of `src`. */
  get manifest(): Manifest | undefined {
    return this.#graph.result?.manifest;
  }
  set manifest(manifest: Manifest | undefined) {
    this.#graph.given = manifest;
    this.#watcher.announce();
  }

  /**
   * Fetches and compiles the runtime, and opens nothing yet.
   *
   * @returns true when it is ready; false when it failed (the error is shown) or a listener vetoed it.
   */
  async load(): Promise<boolean> {
    if (!this.#mayStart('load')) return false;
    return this.#calls.attempt(() => this.load(), (core) => core.load());
  }

  /** Opens a live session: items then go in by push(), and nodes keep their state between them. */
  async start(): Promise<boolean> {
    if (!this.#mayStart('start')) return false;
    return this.#calls.enqueue(() => this.start(), async (core) => {
      this.#begin();
      await core.start();
      this.#calls.live = true;
    });
  }

  /**
   * Runs items through the graph from a fresh start: open, push each, flush, close. Runs wait for each other.
   *
   * @param to ids of the nodes they go to; without it, every first node.
   * @returns the outputs; undefined when it failed (the error is shown) or a listener vetoed it.
   */
  async run(items: Item[] = [], to?: readonly string[]): Promise<Output[] | undefined> {
    if (!this.#mayStart('run')) return undefined;
    this.#lastRun = { items, to };
    let results: Output[] | undefined;
    await this.#calls.enqueue(() => this.run(items, to), async (core) => {
      this.#begin();
      results = await core.run(items, to ? { to: [...to] } : {});
    });
    for (const listener of [...this.#listeners]) listener.settled?.();
    return results;
  }

  /** Sends one item into the live session, which is opened when there is none; see start(). */
  async push(item: Item, to?: string): Promise<boolean> {
    return this.#calls.attempt(undefined, (core) => {
      if (!this.#calls.live) this.#begin();
      this.#calls.live = true;
      return core.push(item, { to });
    });
  }

  /** Ends the live session after the nodes have given out what they hold. */
  async end(): Promise<boolean> {
    this.#calls.live = false;
    return this.#calls.attempt(undefined, (core) => core.end());
  }

  /** Stops what is running. Results that were delivered stay. */
  stop(): void {
    this.#calls.stop();
  }

  /** Stops, and frees the worker. The next load() or run() starts anew. */
  destroy(): void {
    this.#callOff?.();
    clearTimeout(this.#autorunTimer);
    this.#calls.destroy();
    this.#clearErrors();
    this.#markupError = undefined;
    this.store.setState({ ...initialState, manifest: this.manifest });
  }

  /** The pipeline as markup: nodes and connections from the manifest, inputs and outputs as they stand in the page. */
  toHTML(): string {
    const ends = (tags: RegExp) =>
      this.#graph.members.filter(({ localName }) => tags.test(localName)).map((element) => (element.cloneNode(false) as HTMLElement).outerHTML);
    return this.manifest ? toHTML(this.manifest, ends(inputs), ends(outputs)) : '';
  }

  override connectedCallback(): void {
    super.connectedCallback();
    clearTimeout(this.#leaveTimer);
    this.#watcher.observe(this);
    this.#reflectStatus();
    void this.#refresh();
    this.#followPolicy();
    this.addEventListener('command', this.#command);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#watcher.disconnect();
    this.#callOff?.();
    // Moving an element disconnects it for a moment; two frames later it is gone for good.
    this.#leaveTimer = setTimeout(() => {
      if (!this.isConnected) this.destroy();
    }, 34);
  }

  /** `moveBefore()` keeps the pipeline as it is. */
  connectedMoveCallback(): void {}

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (!this.hasUpdated) return;
    if (changed.has('loadPolicy') || changed.has('autorun')) this.#followPolicy();
    if (changed.has('src') || changed.has('name') || changed.has('description')) this.#watcher.announce();
    if (engineProperties.some((name) => changed.has(name))) this.#calls.destroy();
  }

  override render(): TemplateResult {
    const { status, progress } = this.store.getState();
    const error = this.shownError;
    const supported = typeof WebAssembly === 'object';
    const ownProgress = status === 'loading' && !this.#has('rm-progress');
    return html`${this.touched || status !== 'idle' ? nothing : html`<slot name="poster"></slot>`}
      ${
        ownProgress
          ? html`<div class="loading"><slot name="loading"><rm-progress part="progress" .progress=${progress}></rm-progress></slot></div>`
          : nothing
      }
      <slot></slot>
      ${supported ? nothing : html`<slot name="unsupported"><p part="unsupported" class="unsupported">This browser has no WebAssembly, which this needs.</p></slot>`}
      ${
        error
          ? html`<div class="failure">
              <slot name="error-${error.code}"><slot name="error"><rm-error part="error" .error=${error} @rm-retry=${this.#retry}></rm-error></slot></slot>
            </div>`
          : nothing
      }`;
  }

  #makeContext(): PipelineContext {
    return {
      version: 1,
      element: this,
      store: this.store,
      join: (member) => {
        this.#graph.joined.add(member);
        this.#watcher.announce();
        return () => {
          this.#graph.joined.delete(member);
          this.#watcher.announce();
        };
      },
      listen: (listener) => {
        this.#listeners.add(listener);
        return () => void this.#listeners.delete(listener);
      },
      sourcesOf: (member) => this.#graph.sourcesOf(member),
      nodeIdOf: (member) => this.#graph.nodeIdOf(member),
      changed: () => this.#watcher.announce(),
      submit: (items, from) => this.#submit(items, from),
      touch: () => this.#touch(),
      report: (error, owner) => void this.#report(error, owner),
      retry: this.#retry,
    };
  }

  /** Reads the markup, hands the manifest to the core when it is another one, and shows what is wrong with it. */
  #refresh(): Promise<void> {
    this.#reading?.abort();
    const { signal } = (this.#reading = new AbortController());
    this.#read = this.#readMarkup(signal);
    return this.#read;
  }

  async #readMarkup(signal: AbortSignal): Promise<void> {
    // Half a page is no mistake of its author.
    if (document.readyState === 'loading') await new Promise((done) => document.addEventListener('DOMContentLoaded', done, { once: true }));
    if (signal.aborted || !this.isConnected) return;
    const src = this.src ? new URL(this.src, this.baseURI).href : undefined;
    try {
      const changed = await this.#graph.read({ name: this.name, description: this.description, src }, signal);
      if (signal.aborted) return;
      if (!changed && !this.#markupError) return;
      if (this.#markupError) this.#clearErrors();
      this.#markupError = undefined;
      this.#calls.update();
      if (this.#awaited && this.manifest) void this.#arrive();
      else if (this.autorun) this.#scheduleAutorun();
    } catch (error) {
      if (signal.aborted) return;
      const failure = RmError.from(error, 'RM2002');
      // The same mistake, found again after an unrelated change.
      if (this.#markupError?.message === failure.message && this.#markupError.nodeId === failure.nodeId) return;
      this.#clearErrors();
      this.#markupError = failure;
      this.store.setState({ status: 'error', error: failure, manifest: undefined });
    }
  }

  #followPolicy(): void {
    this.#callOff?.();
    // Work that nobody has to ask for starts with the page, unless the author says when.
    const policy = this.autorun && !this.hasAttribute('load') ? 'eager' : this.loadPolicy;
    this.#callOff = follow(policy, this, () => void this.#read.then(() => this.#arrive()));
  }

  /** The time for loading has come; where there is nothing to run yet, it comes with the markup. */
  async #arrive(): Promise<void> {
    this.#awaited = !this.manifest;
    if (!this.isConnected || !this.manifest) return;
    if (this.autorun) this.#scheduleAutorun(0);
    else if (this.status === 'idle') await this.load();
  }

  #scheduleAutorun(delay = AUTORUN_DELAY): void {
    // The first run comes with loading, as the policy says.
    if (delay > 0 && this.status === 'idle') return;
    clearTimeout(this.#autorunTimer);
    this.#autorunTimer = setTimeout(() => {
      if (this.manifest) void this.#runAgain();
    }, delay);
  }

  /** The items of the last run, or what the inputs hold when there was none. */
  async #runAgain(): Promise<void> {
    if (this.#lastRun) await this.run(this.#lastRun.items, this.#lastRun.to);
    else await this.#runInputs();
  }

  /** What the inputs hold; a pipeline without inputs begins with a node that makes items itself. */
  async #runInputs(): Promise<void> {
    const members = this.#graph.members.filter(({ localName }) => inputs.test(localName)) as (HTMLElement & { startItems?: Item[] })[];
    const filled = members.filter(({ startItems }) => startItems?.length);
    if (members.length === 0) await this.run([]);
    else if (filled.length === 0) await this.load();
    for (const input of filled) await this.#submit(input.startItems ?? [], input);
  }

  #touch(): void {
    this.touched = true;
    if (this.loadPolicy !== 'interaction' || this.status !== 'idle') return;
    this.#callOff?.();
    void this.#arrive();
  }

  async #submit(items: Item[], from: HTMLElement): Promise<void> {
    await this.#read;
    const targets = this.#graph.targetsOf(from);
    if (this.#calls.live) {
      for (const item of items) for (const to of targets) if (!(await this.push(item, to))) return;
    } else await this.run(items, from.hasAttribute('to') ? targets : undefined);
  }

  #mayStart(reason: 'load' | 'start' | 'run'): boolean {
    return this.emit(new RmStartRequestEvent(reason));
  }

  async #markupReady(): Promise<boolean> {
    this.touched = true;
    // A change that came meanwhile is read first.
    for (let read: Promise<void> | undefined; read !== this.#read; ) await (read = this.#read);
    if (!this.#markupError) return true;
    // Asking again does not mend it. It may have been dismissed, though.
    if (!this.#graph.ownerOfError(this.#markupError)) this.shownError ??= this.#markupError;
    return false;
  }

  #options(): PipelineOptions {
    const { base, integrity, engine, wasmerSdk, timeout, limits, trace } = this;
    return { ...(base && { base: new URL(base, this.baseURI) }), ...(integrity && { integrity }), ...(engine && { engine }), ...(wasmerSdk && { wasmerSdk }), ...(timeout && { timeout }), ...(limits && { limits }), trace };
  }

  #begin(): void {
    // Asked for meanwhile, so it need not come by itself.
    clearTimeout(this.#autorunTimer);
    this.#clearErrors();
    for (const listener of [...this.#listeners]) listener.reset?.();
  }

  #deliver(output: Output): void {
    for (const listener of [...this.#listeners]) listener.output?.(output);
    this.emit(new RmResultEvent(output.item, output.nodeId, output.sequence));
  }

  #statusChanged(status: PipelineStatus, previous: PipelineStatus): void {
    if (status === 'idle' || status === 'error') this.#calls.live = false;
    this.#reflectStatus();
    this.requestUpdate();
    this.emit(new RmStatusEvent(status, previous));
  }

  #reflectStatus(): void {
    this.chooseState(statuses, this.status);
    if (this.getAttribute('status') !== this.status) this.setAttribute('status', this.status);
  }

  async #report(cause: RmError, owner?: HTMLElement): Promise<void> {
    if (this.#reported.has(cause)) return;
    this.#reported.add(cause);
    // Stopping on request is no failure.
    if (cause.code === 'RM2304') return;
    const error = this.#graph.locate(cause);
    this.#reported.add(error);
    if (this.store.getState().error === cause && error !== cause) this.store.setState({ error });
    const failing = owner ?? this.#graph.ownerOfError(error);
    logError(error, failing ?? this);
    const here = await this.#places.place(error, failing, this.#graph.joined);
    if (here) this.shownError = error;
    (failing?.isConnected ? failing : this).dispatchEvent(new RmErrorEvent(error));
  }

  #clearErrors(): void {
    this.shownError = undefined;
    this.#places.clear();
    if (this.store.getState().error) this.store.setState({ error: undefined });
  }

  readonly #retry = (): void => {
    this.#clearErrors();
    if (!this.#calls.retry()) void this.#refresh().then(() => this.#arrive());
  };

  readonly #command = (event: Event): void => {
    const { command } = event as Event & { command?: string };
    if (command === '--load') void this.load();
    else if (command === '--start') void this.start();
    else if (command === '--run') void this.#runAgain();
    else if (command === '--stop') this.stop();
  };

  #has(tag: string): boolean {
    return [...this.#graph.joined].some((element) => element.localName === tag);
  }
}

define('rm-pipeline', RmPipeline);

declare global {
  interface HTMLElementTagNameMap {
    'rm-pipeline': RmPipeline;
  }
}
