import { RmError } from '../errors.js';
import type { Manifest } from '../manifest/types.js';
import { shared } from '../shared.js';
import { transferables, type Item, type Output } from '../wire/items.js';
import { abortable } from './abortable.js';
import { assets, type Assets } from './assets.js';
import {
  defaultTimeout,
  type CallOptions,
  type CommandRequest,
  type CommandResult,
  type Engine,
  type EngineFeed,
  type EngineKind,
  type EngineOptions,
  type EngineSession,
  type LoadProgress,
  type OpenOptions,
  type ProgramRequest,
  type PushResult,
  type SessionHandlers,
} from './engine.js';
import type { FeedListener, FeedSource } from './feed.js';
import { currentFiles } from './given.js';
import { loadRuntime } from './interpreter.js';
import type { Form } from './module.js';
import type { Request, RuntimeSource } from './protocol.js';
import { WorkerThread, type RequestOptions } from './worker-thread.js';

/** An unused worker is kept this long; ms. */
const idleLimit = 60_000;

/** Workers that wait for their next session, by the address of their code. One each: more would only hold memory. */
const idle = shared('idle workers', () => new Map<string, { thread: WorkerThread; timer: ReturnType<typeof setTimeout> }>());

function takeIdle(url: URL): WorkerThread | undefined {
  const entry = idle.get(url.href);
  if (!entry) return undefined;
  clearTimeout(entry.timer);
  idle.delete(url.href);
  if (entry.thread.usable) return entry.thread;
  entry.thread.terminate();
  return undefined;
}

function keepIdle(url: URL, thread: WorkerThread): void {
  thread.onLog = thread.onMetrics = thread.onDeath = thread.host = undefined;
  if (thread.dead) return;
  if (idle.has(url.href)) {
    thread.terminate();
    return;
  }
  const timer = setTimeout(() => takeIdle(url)?.terminate(), idleLimit);
  (timer as { unref?: () => void }).unref?.();
  idle.set(url.href, { thread, timer });
}

/** Ends all workers that wait for a next session. */
export function dropIdleWorkers(): void {
  for (const { thread, timer } of idle.values()) {
    clearTimeout(timer);
    thread.terminate();
  }
  idle.clear();
}

/** What tells one kind of worker from another. */
export interface WorkerPlace {
  kind: EngineKind;
  worker: URL;
  /** Starts it, when that is more than to load its code. */
  start?(stall: number | undefined): Promise<WorkerThread>;
  /** Seconds that it may take to prepare a session, when that is long; then it does so before it opens any. */
  prepareLimit?: number;
  /** In which it takes modules. */
  form: Form;
}

const ownPlace = ({ worker }: Assets): WorkerPlace => ({ kind: 'worker', worker, form: 'module' });

/** Runs sessions in dedicated workers: the page stays free, and whatever runs can be stopped. */
export class WorkerEngine implements Engine {
  readonly kind: EngineKind;
  readonly #options: EngineOptions;
  readonly #assets: Assets;
  readonly #place: WorkerPlace;
  #warming: Promise<WorkerThread> | undefined;

  constructor(options: EngineOptions = {}, place = ownPlace) {
    this.#options = options;
    this.#assets = assets(options.base);
    this.#place = place(this.#assets);
    this.kind = this.#place.kind;
  }

  async load({ signal = this.#options.signal, onProgress = this.#options.onProgress }: Pick<EngineOptions, 'signal' | 'onProgress'> = {}): Promise<void> {
    let last: LoadProgress = { loaded: 0, total: undefined, stage: 'fetch', cached: false };
    const report = (progress: LoadProgress): void => {
      last = progress;
      onProgress?.(progress);
    };
    // The worker's code loads while the module does.
    this.#warming ??= this.#thread();
    const warming = this.#warming;
    warming.catch(() => {});
    try {
      const source = await this.#source({ signal, onProgress: report });
      report({ ...last, stage: 'start' });
      const thread = await abortable(warming, signal);
      await this.#prepare(thread, source, signal);
      report({ ...last, stage: 'ready' });
    } catch (error) {
      // What failed is tried afresh next time; a worker that does run is kept for it.
      if (this.#warming === warming) this.#warming = undefined;
      warming.then((thread) => keepIdle(this.#place.worker, thread), () => {});
      throw error;
    }
  }

  async open(manifest: Manifest, handlers: SessionHandlers, options: OpenOptions = {}): Promise<EngineSession> {
    const { thread, source } = await this.#ready(options.signal, manifest);
    thread.onLog = (line) => handlers.onLog?.(line);
    thread.onMetrics = (metrics) => handlers.onMetrics?.(metrics);
    thread.host = handlers.host;
    const { limits = this.#options.limits, trace = this.#options.trace } = options;
    const { timeout = defaultTimeout } = this.#limits(options);
    try {
      await thread.call({ call: 'open', manifest, settings: { limits, timeout, steps: trace, host: handlers.host?.types }, ...source }, this.#limits(options));
    } catch (error) {
      keepIdle(this.#place.worker, thread);
      throw error;
    }
    thread.onDeath = (error) => handlers.onBroken?.(error);
    return new WorkerSession(thread, handlers, this.#limits({}), () => keepIdle(this.#place.worker, thread));
  }

  async command(request: CommandRequest, options: CallOptions = {}): Promise<CommandResult> {
    const { thread, source } = await this.#ready(options.signal);
    try {
      return await thread.call({ call: 'command', request, ...source }, this.#limits(options));
    } finally {
      keepIdle(this.#place.worker, thread);
    }
  }

  async program(request: ProgramRequest, options: CallOptions = {}): Promise<CommandResult> {
    const { loadProgram } = await import('./load-program.js');
    const { module, program } = await loadProgram(request, this.#place.form, options.signal);
    const thread = await abortable(this.#thread(), options.signal);
    try {
      return await thread.call({ call: 'program', module, program }, this.#limits(options));
    } finally {
      keepIdle(this.#place.worker, thread);
    }
  }

  async loadProgram(request: ProgramRequest, signal?: AbortSignal): Promise<void> {
    await (await import('./load-program.js')).loadProgram(request, this.#place.form, signal);
  }

  /** A worker nobody else uses, and what its instance is made of. */
  async #ready(signal: AbortSignal | undefined, manifest?: Manifest): Promise<{ thread: WorkerThread; source: RuntimeSource }> {
    RmError.throwIfAborted(signal);
    const warming = this.#warming ?? this.#thread();
    this.#warming = undefined;
    warming.catch(() => {});
    try {
      const source = await this.#source({ signal, onProgress: this.#options.onProgress }, manifest);
      let thread = await abortable(warming, signal);
      if (!thread.usable) {
        thread.terminate();
        thread = await abortable(this.#thread(), signal);
      }
      if (this.#place.prepareLimit) await this.#prepare(thread, source, signal);
      return { thread, source };
    } catch (error) {
      warming.then((thread) => keepIdle(this.#place.worker, thread), () => {});
      throw error;
    }
  }

  /** Makes what the next session needs, as far as it is not there. */
  #prepare(thread: WorkerThread, source: RuntimeSource, signal: AbortSignal | undefined): Promise<undefined> {
    return thread.call({ call: 'prepare', ...source }, { signal, timeout: this.#place.prepareLimit ?? this.#options.timeout });
  }

  #thread(): Promise<WorkerThread> {
    const { worker, start = (stall) => WorkerThread.start(worker, stall) } = this.#place;
    const waiting = takeIdle(worker);
    return waiting ? Promise.resolve(waiting) : start(this.#options.limits?.stall);
  }

  async #source({ signal, onProgress }: Pick<EngineOptions, 'signal' | 'onProgress'>, manifest?: Manifest): Promise<RuntimeSource> {
    const [runtime, files] = await Promise.all([loadRuntime(this.#assets, this.#place.form, { ...this.#options, signal, onProgress }, manifest), currentFiles(this.#assets, this.#options)]);
    return { ...runtime, files };
  }

  #limits({ signal, timeout = this.#options.timeout }: CallOptions): CallOptions {
    return { signal, timeout };
  }
}

class WorkerSession implements EngineSession {
  readonly #thread: WorkerThread;
  readonly #handlers: SessionHandlers;
  readonly #defaults: CallOptions;
  readonly #release: () => void;
  #closed = false;

  constructor(thread: WorkerThread, handlers: SessionHandlers, defaults: CallOptions, release: () => void) {
    this.#thread = thread;
    this.#handlers = handlers;
    this.#defaults = defaults;
    this.#release = release;
  }

  get over(): boolean {
    return this.#thread.dead !== undefined;
  }

  push(item: Item, to: string | undefined, { transfer, ...options }: CallOptions & { transfer?: boolean }): Promise<PushResult> {
    return this.#collect({ call: 'push', item, to }, { ...options, transfer: transfer ? transferables([item]) : [] });
  }

  feed(source: FeedSource, listener: FeedListener): EngineFeed {
    const onOutputs = (made: Output[]): void => made.forEach((output) => this.#handlers.onOutput?.(output));
    return this.#thread.feed(source, listener, { timeout: this.#defaults.timeout, onOutputs });
  }

  end(options: CallOptions): Promise<PushResult> {
    return this.#collect({ call: 'end' }, options);
  }

  async close(): Promise<RmError[]> {
    if (this.#closed) return [];
    this.#closed = true;
    // From here on nobody is interested in how the worker ends.
    this.#thread.onDeath = undefined;
    try {
      const failures = await this.#thread.call({ call: 'close' }, this.#defaults);
      return failures.map((failure) => RmError.from(failure));
    } catch (error) {
      return [RmError.from(error, 'RM2305')];
    } finally {
      this.#release();
    }
  }

  async #collect(request: Request & { call: 'push' | 'end' }, { transfer, ...options }: RequestOptions): Promise<PushResult> {
    const outputs: Output[] = [];
    const onOutputs = (made: Output[]): void => {
      outputs.push(...made);
      for (const output of made) this.#handlers.onOutput?.(output);
    };
    const failures = await this.#thread.call(request, { ...this.#defaults, ...defined(options), firm: options.timeout !== undefined, ...(transfer && { transfer }), onOutputs });
    return { outputs, failures: failures.map((failure) => RmError.from(failure)) };
  }

  terminate(): void {
    this.#closed = true;
    this.#thread.onDeath = undefined;
    this.#thread.terminate();
  }
}

/** Options that are set, so that undefined does not hide a default. */
function defined(options: CallOptions): CallOptions {
  return { ...(options.signal && { signal: options.signal }), ...(options.timeout !== undefined && { timeout: options.timeout }) };
}
