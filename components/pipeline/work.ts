import type { PropertyValues } from 'lit';
import { RmError, initialState, type Item, type Manifest, type Output, type PipelineOptions, type SessionFeed, type StreamOptions } from '../../core/index.js';
import { announceOnDemand } from './announcing.js';
import { Calls } from './calls.js';
import { RmMetricsEvent } from './events.js';
import { Failures } from './failures.js';
import { MarkupGraph, inputs, outputs } from './graph.js';
import { MarkupWatcher } from './markup-watcher.js';
import { followNodes } from './node-states.js';
import { tellReady } from './python-events.js';
import { Reading } from './reading.js';
import { Timing } from './timing.js';
import { toHTML } from './to-html.js';
import type { RmPipeline } from './pipeline.js';
import type { PipelineView } from './view.js';

/**
 * The working part of `rm-pipeline`, fetched when the first one is in a page: reads the markup, decides when to load and run, hands
 * calls to the headless pipeline, and sees to it that what fails is seen.
 */
export class PipelineWork {
  readonly graph: MarkupGraph;
  readonly failures: Failures;

  readonly #view: PipelineView;
  readonly #calls: Calls;
  readonly #reading: Reading;
  readonly #timing: Timing;
  readonly #watcher: MarkupWatcher;
  /** Sounds that are on their way in; and whether the session was opened for them, so that it ends with the last. */
  #feeds = { count: 0, own: false };
  #lastRun: { items: Item[]; to: readonly string[] | undefined } | undefined;

  constructor(view: PipelineView) {
    const { element } = view;
    this.#view = view;
    this.graph = new MarkupGraph(element, view.joined);
    this.failures = new Failures(view, this.graph);
    this.#reading = new Reading(element, this.graph, {
      changed: (mended) => {
        if (mended) this.failures.clear();
        this.#calls.update();
        this.#timing.changed();
      },
      failed: (error) => {
        this.failures.clear();
        element.store.setState({ status: 'error', error, manifest: undefined });
      },
    });
    this.#watcher = new MarkupWatcher(() => void this.#reading.refresh());
    this.#timing = new Timing(element, { read: () => this.#reading.settled(), run: () => this.runAgain() });
    this.#calls = new Calls({
      store: element.store,
      isConnected: () => element.isConnected || element.keepAlive,
      options: () => this.#options(),
      current: () => ({ manifest: this.manifest, taps: this.graph.taps }),
      markupReady: () => this.#markupReady(),
      failed: (error) => this.failures.report(error),
    });
    announceOnDemand(view);
    followNodes(view, this.graph);
    element.store.channel<void>('open').on(() => tellReady(this.graph));
    element.store.subscribe(({ metrics }) => metrics, (metrics) => metrics && element.dispatchEvent(new RmMetricsEvent(metrics)), Object.is);
    element.store.subscribe(({ status }) => status, (status) => {
      if (status === 'error') this.#calls.broken = this.#calls.live;
      if (status === 'idle' || status === 'error') this.#calls.live = false;
    });
  }

  get manifest(): Manifest | undefined {
    return this.graph.result?.manifest;
  }

  /** The element came into a page. */
  connect(): void {
    this.#watcher.observe(this.#view.element);
    void this.#reading.refresh();
    this.#timing.follow();
  }

  /** The element left the page, maybe only to be elsewhere in it. */
  disconnect(): void {
    this.#watcher.disconnect();
    this.#timing.stop();
  }

  /** As if the markup had changed. */
  announce(): void {
    this.#watcher.announce();
  }

  /** Properties of the element changed. */
  changed(properties: PropertyValues<RmPipeline>): void {
    const among = (...names: (keyof RmPipeline)[]): boolean => names.some((name) => properties.has(name));
    if (among('loadPolicy', 'autorun')) this.#timing.follow();
    if (among('src', 'name', 'description')) this.announce();
    const { element } = this.#view;
    if (among('keepAlive') && !element.keepAlive && !element.isConnected) element.destroy();
    // The next load() makes another engine.
    if (among('base', 'integrity', 'engine', 'runtime', 'cache', 'wasmerSdk', 'timeout', 'limits', 'maxItems', 'trace')) this.#calls.destroy();
  }

  touch(): void {
    this.#view.touched();
    this.#timing.touch();
  }

  load(): Promise<boolean> {
    const { element } = this.#view;
    return this.#calls.attempt(() => element.load(), (core) => core.load());
  }

  start(): Promise<boolean> {
    const { element } = this.#view;
    return this.#calls.enqueue(() => element.start(), async (core) => {
      this.#begin();
      await core.start();
      this.#calls.live = true;
    });
  }

  async run(items: Item[], to?: readonly string[]): Promise<Output[] | undefined> {
    const { element, listeners } = this.#view;
    this.#lastRun = { items, to };
    let results: Output[] | undefined;
    await this.#calls.enqueue(() => element.run(items, to), async (core) => {
      this.#begin();
      results = await core.run(items, to ? { to: [...to] } : {});
    });
    for (const listener of [...listeners]) listener.settled?.();
    return results;
  }

  /** The items of the last run, or what the inputs hold when there was none. */
  async runAgain(): Promise<void> {
    const { element } = this.#view;
    if (this.#lastRun) await element.run(this.#lastRun.items, this.#lastRun.to);
    else await this.#runInputs();
  }

  async push(item: Item, to?: string): Promise<boolean> {
    const { element, mayStart } = this.#view;
    if (!this.#calls.live && !this.#calls.broken && !mayStart()) return false;
    return this.#calls.attempt(() => element.start(), async (core) => {
      // Asked only now: the session may have broken while the push was on its way.
      if (this.#calls.broken) throw new RmError('RM2304', 'The session broke before.');
      if (!this.#calls.live) this.#begin();
      this.#calls.live = true;
      return core.push(item, { to });
    });
  }

  end(): Promise<boolean> {
    this.#calls.live = false;
    return this.#calls.attempt(undefined, (core) => core.end());
  }

  /** Sends what an input holds to where it leads. */
  async submit(items: Item[], from: HTMLElement): Promise<void> {
    await this.#reading.settled();
    const { element } = this.#view;
    const targets = this.graph.targetsOf(from);
    if (this.#calls.live) {
      for (const item of items) for (const to of targets) if (!(await element.push(item, to))) return;
    } else await element.run(items, from.hasAttribute('to') ? targets : undefined);
  }

  /**
   * Has sound pushed that comes over a port, to where the input leads. Without a live session it opens one, and ends that when the sound
   * does.
   */
  async feed(port: MessagePort, options: Omit<StreamOptions, 'to'>, from: HTMLElement): Promise<SessionFeed | undefined> {
    await this.#reading.settled();
    const own = !this.#calls.live;
    if (own && !(await this.#view.element.start())) return undefined;
    let feed: SessionFeed | undefined;
    await this.#calls.attempt(undefined, async (core) => {
      feed = await core.feed(port, { ...options, to: this.graph.targetsOf(from) });
    });
    this.#feeds.count += 1;
    this.#feeds.own ||= own;
    const end = (): Promise<void> => this.#feedEnded();
    if (feed) void feed.done.then(end, end);
    else await end();
    return feed;
  }

  async #feedEnded(): Promise<void> {
    const { element, listeners } = this.#view;
    this.#feeds.count -= 1;
    if (this.#feeds.count > 0 || !this.#feeds.own) return;
    this.#feeds.own = false;
    if (this.#calls.live) await element.end();
    for (const listener of [...listeners]) listener.settled?.();
  }

  /** A microphone among the inputs pauses with it: its sound does not come through here. */
  pause(): void {
    this.#calls.pause();
    if (this.#view.element.status === 'paused') for (const { pause } of this.#microphones()) pause();
  }

  resume(): void {
    if (this.#view.element.status === 'paused') for (const { resume } of this.#microphones()) resume();
    this.#calls.resume();
  }

  stop(): void {
    this.#calls.stop();
  }

  destroy(): void {
    this.#timing.stop();
    this.#calls.destroy();
    this.failures.clear();
    this.#reading.error = undefined;
    this.#view.element.store.setState({ ...initialState, manifest: this.manifest });
  }

  watch(ids: readonly string[]): void {
    this.#calls.watch(ids);
  }

  /** Does again what failed last. */
  retry(): void {
    this.failures.clear();
    if (!this.#calls.retry()) void this.#reading.refresh().then(() => this.#timing.arrive());
  }

  toHTML(): string {
    const ends = (tags: RegExp) =>
      this.graph.members.filter(({ localName }) => tags.test(localName)).map((element) => (element.cloneNode(false) as HTMLElement).outerHTML);
    return this.manifest ? toHTML(this.manifest, ends(inputs), ends(outputs)) : '';
  }

  /** What the inputs hold; a pipeline without inputs begins with a node that makes items itself. */
  async #runInputs(): Promise<void> {
    const { element } = this.#view;
    const members = this.graph.members.filter(({ localName }) => inputs.test(localName)) as (HTMLElement & { startItems?: Item[] })[];
    const filled = members.filter(({ startItems }) => startItems?.length);
    if (members.length === 0) await element.run([]);
    else if (filled.length === 0) await element.load();
    for (const input of filled) await this.submit(input.startItems ?? [], input);
  }

  async #markupReady(): Promise<boolean> {
    this.#view.touched();
    await this.#reading.settled();
    const { error } = this.#reading;
    if (!error) return true;
    // Asking again does not mend it. It may have been dismissed, though.
    if (!this.graph.ownerOfError(error) && !this.#view.shown()) this.#view.show(error);
    return false;
  }

  #microphones(): { pause(): void; resume(): void }[] {
    const members = this.graph.members.filter(({ localName }) => localName === 'rm-mic-input') as (HTMLElement & { pause?(): void; resume?(): void })[];
    return members.map((member) => ({ pause: () => member.pause?.(), resume: () => member.resume?.() }));
  }

  #begin(): void {
    this.#timing.begun();
    this.#calls.broken = false;
    this.failures.clear();
    for (const listener of [...this.#view.listeners]) listener.reset?.();
  }

  #options(): PipelineOptions {
    const { base, baseURI, integrity, engine, runtime, cache, wasmerSdk, timeout, limits, maxItems, trace } = this.#view.element;
    return {
      ...(base && { base: new URL(base, baseURI) }),
      ...(integrity && { integrity }),
      ...(engine && { engine }),
      ...(runtime && { runtime }),
      ...(cache && { cache }),
      ...(wasmerSdk && { wasmerSdk }),
      ...(timeout && { timeout }),
      ...((limits || maxItems) && { limits: { ...limits, ...(maxItems && { outputItems: maxItems }) } }),
      trace,
    };
  }
}
