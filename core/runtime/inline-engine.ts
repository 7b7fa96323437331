import { RmError } from '../errors.js';
import type { Manifest } from '../manifest/types.js';
import type { Item, Output } from '../wire/items.js';
import { assets, type Assets } from './assets.js';
import {
  defaultTimeout,
  type CallOptions,
  type CommandRequest,
  type CommandResult,
  type Engine,
  type EngineFeed,
  type EngineOptions,
  type EngineSession,
  type LoadProgress,
  type OpenOptions,
  type ProgramRequest,
  type PushResult,
  type SessionHandlers,
} from './engine.js';
import { FrameFeed, type FeedListener, type FeedSource } from './feed.js';
import { fetchAhead, lazyFiles } from './fetch-sync.js';
import { currentFiles, fileSources, type FileSources } from './given.js';
import { loadRuntime } from './interpreter.js';
import { loadProgram } from './load-program.js';
import { RuntimeServer } from './runtime-server.js';
import type { CallListener } from './session-calls.js';

/**
 * Runs sessions on the calling thread: in Node, Deno, Bun and edge workers, and on pages that forbid workers. Limits and
 * cancellation act while a node waits or sleeps; one that computes for ever cannot be stopped here. With JavaScript Promise
 * Integration, what sleeps gives the thread back meanwhile.
 */
export class InlineEngine implements Engine {
  readonly kind = 'inline';
  readonly #options: EngineOptions;
  readonly #assets: Assets;
  #files: FileSources;

  constructor(options: EngineOptions = {}) {
    this.#options = options;
    this.#assets = assets(options.base);
    this.#files = fileSources(this.#assets, options.files);
  }

  async load({ signal = this.#options.signal, onProgress = this.#options.onProgress }: Pick<EngineOptions, 'signal' | 'onProgress'> = {}): Promise<void> {
    let last: LoadProgress | undefined;
    const report = (progress: LoadProgress): void => onProgress?.((last = progress));
    await this.#module(signal, report);
    if (last) report({ ...last, stage: 'ready' });
  }

  async open(manifest: Manifest, handlers: SessionHandlers, options: OpenOptions = {}): Promise<EngineSession> {
    const module = await this.#module(options.signal, this.#options.onProgress, manifest);
    const { timeout = defaultTimeout, limits: session, trace } = this.#options;
    const limits: Limits = new Limits(timeout, (error) => server.stop(error));
    const server = new RuntimeServer({
      yielding: true,
      onLog: (line) => handlers.onLog?.(line),
      onOutput: (output) => handlers.onOutput?.(output),
      onMetrics: (metrics) => handlers.onMetrics?.(metrics),
      onCall: (call) => handlers.host?.call(call, (answer) => server.answer(call.call, answer)),
      onAbandon: (call) => handlers.host?.abandon(call),
      onWaiting: () => limits.makeRoom(),
      files: () => lazyFiles(this.#files),
      deadline: () => limits.deadline,
    });
    const settings = { limits: options.limits ?? session, timeout: options.timeout ?? timeout, steps: options.trace ?? trace, host: handlers.host?.types };
    await limits.run(options, () => server.open(module, manifest, settings));
    return new InlineSession(server, limits);
  }

  async command(request: CommandRequest, options: CallOptions = {}): Promise<CommandResult> {
    const module = await this.#module(options.signal, this.#options.onProgress);
    const limits = new Limits(this.#options.timeout ?? defaultTimeout);
    const server = new RuntimeServer({ yielding: true, files: () => lazyFiles(this.#files), deadline: () => limits.deadline });
    return limits.run(options, () => server.command(module, request));
  }

  async program(request: ProgramRequest, options: CallOptions = {}): Promise<CommandResult> {
    const { module, program } = await loadProgram(request, 'module', options.signal);
    const limits = new Limits(this.#options.timeout ?? defaultTimeout);
    const server = new RuntimeServer({ yielding: true, deadline: () => limits.deadline });
    return limits.run(options, () => server.program(module, program));
  }

  async loadProgram(request: ProgramRequest, signal?: AbortSignal): Promise<void> {
    await loadProgram(request, 'module', signal);
  }

  async #module(signal: AbortSignal | undefined, onProgress: EngineOptions['onProgress'], manifest?: Manifest): Promise<WebAssembly.Module> {
    const loading = loadRuntime(this.#assets, 'module', { ...this.#options, signal, onProgress }, manifest);
    const files = currentFiles(this.#assets, this.#options);
    const [{ module }] = await Promise.all([loading, files.then((sources) => fetchAhead((this.#files = sources)))]);
    return module;
  }
}

/** Calls one after another, each with its own end of time for sleeping; one that only waits makes room for the next. */
class Limits {
  deadline = Infinity;
  /** Why no further call is served. */
  stopped: RmError | undefined;
  /** All that is under way waits: the next call may begin. */
  makeRoom: () => void = () => {};
  readonly #timeout: number;
  readonly #onStop: ((error: RmError) => void) | undefined;
  #queue: Promise<unknown> = Promise.resolve();

  constructor(timeout: number, onStop?: (error: RmError) => void) {
    this.#timeout = timeout;
    this.#onStop = onStop;
  }

  /** Ends what waits or sleeps, and refuses what comes. */
  stop(error: RmError): void {
    if (this.stopped) return;
    this.stopped = error;
    this.deadline = -Infinity;
    this.#onStop?.(error);
  }

  run<Value>({ signal, timeout = this.#timeout }: CallOptions, call: () => Promise<Value>): Promise<Value> {
    let begin!: () => void;
    const room = new Promise<void>((resolve) => (begin = resolve));
    const turn = this.#queue.then(async () => {
      if (this.stopped) throw this.stopped;
      RmError.throwIfAborted(signal);
      this.deadline = performance.now() + timeout * 1000;
      this.makeRoom = begin;
      // What is under way cannot be taken out of the runtime alone, so the session goes with it.
      const cancel = (): void => this.stop(RmError.aborted(signal!));
      signal?.addEventListener('abort', cancel);
      try {
        return await call();
      } catch (error) {
        throw this.stopped ?? error;
      } finally {
        signal?.removeEventListener('abort', cancel);
      }
    });
    this.#queue = Promise.race([turn.catch(() => {}), room]);
    return turn;
  }
}

/** Runs a push or an end of a server and collects what it gives. */
async function collect(call: (listener: CallListener) => Promise<RmError[]>): Promise<PushResult> {
  const outputs: Output[] = [];
  const failures = await call({ onOutput: (output) => outputs.push(output) });
  return { outputs, failures };
}

class InlineSession implements EngineSession {
  readonly #server: RuntimeServer;
  readonly #limits: Limits;
  readonly #feeds = new Set<FrameFeed>();

  constructor(server: RuntimeServer, limits: Limits) {
    this.#server = server;
    this.#limits = limits;
  }

  get over(): boolean {
    return this.#limits.stopped !== undefined || this.#server.broken;
  }

  push(item: Item, to: string | undefined, options: CallOptions): Promise<PushResult> {
    return this.#limits.run(options, () => collect((listener) => this.#server.push(item, to, listener)));
  }

  feed(source: FeedSource, listener: FeedListener): EngineFeed {
    const feed = new FrameFeed(source, async (item, to) => (await this.push(item, to, {})).failures, listener);
    this.#feeds.add(feed);
    feed.done.finally(() => this.#feeds.delete(feed)).catch(() => {});
    return feed;
  }

  end(options: CallOptions): Promise<PushResult> {
    this.#stopFeeds();
    return this.#limits.run(options, () => collect((listener) => this.#server.end(listener)));
  }

  close(): Promise<RmError[]> {
    this.#stopFeeds();
    return this.#limits.run({}, () => this.#server.close()).catch((error: unknown) => [RmError.from(error)]);
  }

  #stopFeeds(): void {
    for (const feed of this.#feeds) feed.stop();
  }

  terminate(): void {
    this.#stopFeeds();
    this.#limits.stop(new RmError('RM2304'));
  }
}
