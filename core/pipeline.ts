import { RmError } from './errors.js';
import type { Manifest } from './manifest/types.js';
import { sinks, sources, validateManifest } from './manifest/validate.js';
import { abortable } from './runtime/abortable.js';
import { engineOf } from './runtime/create-engine.js';
import type { Engine, EngineOptions, LogLine } from './runtime/engine.js';
import type { FeedCounts } from './runtime/feed.js';
import { PipelineSession, type PushOptions, type SessionFeed } from './runtime/pipeline-session.js';
import { initialState, PipelineStore, type PipelineState } from './store.js';
import type { Item, Output } from './wire/items.js';

export interface PipelineOptions extends Omit<EngineOptions, 'signal' | 'onProgress'> {
  /** Ids of nodes that are listened to although other nodes take their outputs. */
  taps?: string[];
}

export interface FeedOptions extends Omit<PushOptions, 'to'> {
  /** Nodes the items go to; by default every source. */
  to?: string | string[] | undefined;
}

export interface StreamOptions {
  /** Hz of what comes. */
  sampleRate: number;
  /** 1 by default. */
  channels?: number;
  /** Nodes it goes to; by default every source. */
  to?: string | readonly string[] | undefined;
}

/**
 * One pipeline of a page without its elements: its manifest, its runtime, its state. Outputs, lines and errors go to the
 * store's channels `output`, `log` and `error` (and `tap`, see {@link watch}), `open` tells of each session that was opened; every
 * method that fails also sets `state.error`.
 */
export class Pipeline {
  readonly store: PipelineStore<PipelineState>;
  #options: PipelineOptions;
  #manifest: Manifest | undefined;
  #engine: () => Promise<Engine>;
  #loading: Promise<void> | undefined;
  #loaded = false;
  #session: Promise<PipelineSession> | undefined;
  /** The live session before this one, while its nodes give what they held back. */
  #ending: { session: Promise<PipelineSession>; done: Promise<unknown> } | undefined;
  /** Ends what is under way; a new one after each stop. */
  #control = new AbortController();
  #runs: Promise<unknown> = Promise.resolve();
  #destroyed = false;
  /** What items wait for while it is paused. */
  #paused: { gate: Promise<void>; open: () => void } | undefined;
  #watched: ReadonlySet<string> = new Set();

  constructor(store: PipelineStore<PipelineState> = new PipelineStore(), options: PipelineOptions = {}) {
    this.store = store;
    this.#options = options;
    this.#engine = engineOf(options);
  }

  get manifest(): Manifest | undefined {
    return this.#manifest;
  }

  /** True while a session that was started is open. */
  get live(): boolean {
    return this.#session !== undefined;
  }

  /**
   * Replaces the manifest. What runs is stopped; the runtime stays loaded.
   * @throws {RmError} RM20xx for a wrong manifest, also set as the state's error.
   */
  setManifest(manifest: Manifest | string | undefined, options: Pick<PipelineOptions, 'taps'> = {}): void {
    this.stop();
    this.#options = { ...this.#options, ...options };
    this.#manifest = undefined;
    this.store.setState({ manifest: undefined });
    if (manifest === undefined) return;
    try {
      this.#manifest = validateManifest(manifest);
    } catch (error) {
      throw this.#fail(error, this.#control);
    }
    this.store.setState({ manifest: this.#manifest, error: undefined, failedNode: undefined, status: this.#loaded ? 'ready' : 'idle' });
  }

  /** Replaces engine options; they hold from the next load on. */
  configure(options: PipelineOptions): void {
    this.stop();
    this.#options = { ...this.#options, ...options };
    this.#engine = engineOf(this.#options);
    this.#loading = undefined;
    this.#loaded = false;
    this.store.setState({ status: 'idle', progress: undefined });
  }

  /**
   * Has what these nodes give told on the channel `tap`, from the next session on. Nothing else changes: what is an output stays one,
   * what is none does not become one.
   */
  watch(ids: Iterable<string>): void {
    this.#watched = new Set(ids);
  }

  /** Replaces the nodes that are listened to although others take their outputs, from the next session on. */
  tap(ids: readonly string[]): void {
    this.#options = { ...this.#options, taps: [...ids] };
  }

  /** Fetches and compiles the runtime; at once when that is done already. A failed load can be repeated. */
  load(): Promise<void> {
    this.#alive();
    if (this.#loaded) return Promise.resolve();
    this.#loading ??= this.#load(this.#control).finally(() => (this.#loading = undefined));
    return this.#loading;
  }

  /** Opens a live session that {@link push} feeds. */
  async start(): Promise<void> {
    await this.#live();
  }

  /**
   * Sends items through the pipeline in a session of their own and ends it. Runs are done one after another.
   * @returns the outputs in the order they came.
   * @throws {RmError} the first failure.
   */
  run(items: Item[], options: FeedOptions = {}): Promise<Output[]> {
    this.#alive();
    const control = this.#control;
    const turn = this.#runs.then(() => this.#run(items, options, control));
    this.#runs = turn.catch(() => {});
    return turn;
  }

  /**
   * Sends an item into the live session, which is started when there is none. Items are queued in order.
   * @throws {RmError} when a node failed on it; the session goes on.
   */
  async push(item: Item, options: FeedOptions = {}): Promise<Output[]> {
    const control = this.#control;
    this.#count({ pending: 1 });
    try {
      const session = await this.#live();
      if (this.store.getState().status === 'running') this.store.setState({ error: undefined, failedNode: undefined });
      return (await this.#feed(session, item, options, control)).filter(this.#isOutput);
    } catch (error) {
      throw this.#fail(error, control, this.#session !== undefined);
    } finally {
      this.#count({ pending: -1 });
    }
  }

  /**
   * Has sound pushed that comes over a port, into the live session, which is started when there is none: see
   * {@link PipelineSession.feed}. Failures of nodes become the state's error; the session goes on.
   * @throws {RmError} when the session cannot be started.
   */
  async feed(port: MessagePort, { to, ...format }: StreamOptions): Promise<SessionFeed> {
    const control = this.#control;
    const session = await this.#live();
    let last = { pushed: 0, pending: 0 };
    const onProgress = ({ pushed, pending }: FeedCounts): void => {
      if (control === this.#control) this.#count({ pushed: pushed - last.pushed, pending: pending - last.pending });
      last = { pushed, pending };
    };
    const unlisten = session.on('error', (error) => this.#fail(error, control, session.state === 'open'));
    try {
      const feed = session.feed(port, { ...format, to: this.#targets(to).filter((id) => id !== undefined), onProgress });
      feed.done.finally(unlisten).catch(() => {});
      return feed;
    } catch (error) {
      unlisten();
      throw this.#fail(error, control);
    }
  }

  /**
   * Holds items back until {@link resume}: the one that is being processed comes to its end, the others wait, also those that are pushed
   * meanwhile. Nothing happens unless the pipeline is running.
   */
  pause(): void {
    if (this.store.getState().status !== 'running') return;
    let open!: () => void;
    const gate = new Promise<void>((resolve) => (open = resolve));
    this.#paused = { gate, open };
    this.store.setState({ status: 'paused' });
  }

  /** Goes on after {@link pause}. */
  resume(): void {
    if (!this.#paused) return;
    this.#paused.open();
    this.#paused = undefined;
    if (this.store.getState().status === 'paused') this.store.setState({ status: 'running' });
  }

  /** Ends the live session: its nodes give what they held back. A pause ends with it. */
  end(): Promise<Output[]> {
    this.resume();
    const session = this.#session;
    if (!session) return Promise.resolve([]);
    // What comes from here on is for the next one, which waits for this.
    this.#session = undefined;
    const ended = this.#end(session, this.#control);
    const ending = { session, done: ended.catch(() => {}) };
    this.#ending = ending;
    void ending.done.then(() => this.#ending === ending && (this.#ending = undefined));
    return ended;
  }

  async #end(live: Promise<PipelineSession>, control: AbortController): Promise<Output[]> {
    try {
      const session = await live;
      const outputs = await session.end();
      await session.close();
      if (control === this.#control && !this.#session) this.store.setState({ status: 'done' });
      return outputs.filter(this.#isOutput);
    } catch (error) {
      throw this.#fail(error, control, this.#session !== undefined);
    }
  }

  /** Stops at once what loads or runs; its promises reject with RM2304. What was delivered stays. */
  stop(): void {
    const { status } = this.store.getState();
    const live = [this.#session, this.#ending?.session];
    this.#session = this.#ending = undefined;
    this.#loading = undefined;
    this.#runs = Promise.resolve();
    this.#control.abort(new RmError('RM2304'));
    this.#control = new AbortController();
    for (const session of live) session?.then((one) => one.abort(), () => {});
    this.#paused = undefined;
    if (status === 'running' || status === 'paused' || status === 'loading') this.store.setState({ status: this.#loaded ? 'ready' : 'idle', pending: 0 });
  }

  /** Stops and frees everything; the pipeline cannot be used again. */
  destroy(): void {
    if (this.#destroyed) return;
    this.stop();
    this.#destroyed = true;
    // The one there was is not held any longer.
    this.#engine = engineOf(this.#options);
    this.#loaded = false;
    this.store.setState({ ...initialState, manifest: this.#manifest });
  }

  #alive(): void {
    if (this.#destroyed) throw new RmError('RM2306', 'The pipeline was destroyed.');
  }

  #current(): Manifest {
    this.#alive();
    if (!this.#manifest) throw new RmError('RM2002', 'The pipeline has no manifest yet.');
    return this.#manifest;
  }

  async #load(control: AbortController): Promise<void> {
    this.store.setState({ status: 'loading', error: undefined, failedNode: undefined });
    try {
      const engine = await this.#engine();
      await engine.load({ signal: control.signal, onProgress: (progress) => control.signal.aborted || this.store.setState({ progress }) });
      RmError.throwIfAborted(control.signal);
      this.#loaded = true;
      this.store.setState({ status: 'ready' });
    } catch (error) {
      throw this.#fail(error, control);
    }
  }

  async #open(control: AbortController): Promise<PipelineSession> {
    const manifest = this.#current();
    await this.#ending?.done;
    await this.load();
    RmError.throwIfAborted(control.signal);
    const { taps, timeout, limits, trace, nodes } = this.#options;
    this.store.setState({ status: 'running', error: undefined, failedNode: undefined, pushed: 0, delivered: 0, metrics: undefined });
    const engine = await this.#engine();
    const log = this.store.channel<LogLine>('log');
    const session = await PipelineSession.open(manifest, { with: engine, signal: control.signal, taps: [...(taps ?? []), ...this.#watched], ...(timeout !== undefined && { timeout }), ...(limits && { limits }), ...(trace && { trace }), ...(nodes && { nodes }) });
    session.on('metrics', (metrics) => control === this.#control && this.store.setState({ metrics }));
    session.on('log', (line) => log.emit(line));
    session.on('output', (output) => this.#output(output, control));
    if (control.signal.aborted) {
      session.abort();
      throw RmError.aborted(control.signal);
    }
    this.store.channel<void>('open').emit();
    return session;
  }

  #live(): Promise<PipelineSession> {
    if (!this.#session) {
      const control = this.#control;
      const opening = this.#open(control);
      this.#session = opening;
      const forget = (): void => void (this.#session === opening && (this.#session = undefined));
      opening.then(
        (session) =>
          // A broken session is not fed again: the next push opens a new one.
          session.on('error', (error) => {
            if (session.state !== 'failed') return;
            forget();
            this.#fail(error, control);
          }),
        (error) => {
          forget();
          this.#fail(error, control);
        },
      );
    }
    return this.#session;
  }

  async #run(items: Item[], options: FeedOptions, control: AbortController): Promise<Output[]> {
    RmError.throwIfAborted(control.signal);
    const outputs: Output[] = [];
    this.#count({ pending: items.length });
    let left = items.length;
    let session: PipelineSession | undefined;
    try {
      session = await this.#open(control);
      for (const item of items) {
        outputs.push(...(await this.#feed(session, item, options, control)));
        left -= 1;
        this.#count({ pending: -1 });
      }
      outputs.push(...(await session.end({ signal: control.signal })));
      await session.close();
      if (control === this.#control) this.store.setState({ status: this.#session ? 'running' : 'done' });
      return outputs.filter(this.#isOutput);
    } catch (error) {
      void session?.close();
      throw this.#fail(error, control);
    } finally {
      if (control === this.#control) this.#count({ pending: -left });
    }
  }

  async #feed(session: PipelineSession, item: Item, { to, ...limits }: FeedOptions, control: AbortController): Promise<Output[]> {
    const signal = limits.signal ? AbortSignal.any([limits.signal, control.signal]) : control.signal;
    if (this.#paused) await abortable(this.#paused.gate, signal);
    this.#count({ pushed: 1 });
    const outputs: Output[] = [];
    for (const target of this.#targets(to)) outputs.push(...(await session.push(item, { ...limits, to: target, signal })));
    return outputs;
  }

  /** All sources together are one push, so that the item has one number. */
  #targets(to: string | readonly string[] | undefined): (string | undefined)[] {
    if (to === undefined || typeof to === 'string') return [to];
    const all = this.#manifest ? sources(this.#manifest) : [];
    return to.length === 0 || (to.length === all.length && all.every((id) => to.includes(id))) ? [undefined] : [...to];
  }

  #output(output: Output, control: AbortController): void {
    if (control !== this.#control) return;
    if (this.#watched.has(output.nodeId)) this.store.channel<Output>('tap').emit(output);
    if (!this.#isOutput(output)) return;
    this.#count({ delivered: 1 });
    this.store.channel<Output>('output').emit(output);
  }

  /** Whether it is one without watching, too. */
  readonly #isOutput = ({ nodeId }: Output): boolean =>
    !this.#watched.has(nodeId) || (this.#options.taps?.includes(nodeId) ?? false) || (this.#manifest !== undefined && sinks(this.#manifest).includes(nodeId));

  #count(change: { pending?: number; pushed?: number; delivered?: number }): void {
    const { pending, pushed, delivered } = this.store.getState();
    this.store.setState({
      pending: Math.max(0, pending + (change.pending ?? 0)),
      pushed: pushed + (change.pushed ?? 0),
      delivered: delivered + (change.delivered ?? 0),
    });
  }

  /**
   * Puts a failure into the state, unless it belongs to something that was stopped since.
   * @param goesOn the session takes further items.
   */
  #fail(thrown: unknown, control: AbortController, goesOn = false): RmError {
    const error = RmError.from(thrown);
    if (error.cancelled || control !== this.#control || this.store.getState().error === error) return error;
    this.store.setState({ error, failedNode: error.nodeId, ...(!goesOn && { status: 'error' }) });
    this.store.channel<RmError>('error').emit(error);
    return error;
  }
}
