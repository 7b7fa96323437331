import { RmError } from '../errors.js';
import type { Manifest } from '../manifest/types.js';
import { validateManifest } from '../manifest/validate.js';
import { namesHostNode } from '../nodes/registry.js';
import { checkItem, type Item, type Output } from '../wire/items.js';
import { createEngine } from './create-engine.js';
import type { CallOptions, Engine, EngineOptions, EngineSession, LogLine, PushResult, SessionHandlers } from './engine.js';
import type { FeedCounts } from './feed.js';
import type { SessionNodes } from './host-nodes.js';
import { addTaps, untap } from './taps.js';
import type { Metrics } from '../wire/metrics.js';

export interface PushOptions extends CallOptions {
  /** Id of the node the item goes to; by default every source. */
  to?: string | undefined;
  /** Moves the item's memory instead of copying it: the caller's arrays are empty afterwards. */
  transfer?: boolean;
}

export interface FeedPortOptions {
  /** Hz of what comes. */
  sampleRate: number;
  /** 1 by default. */
  channels?: number;
  /** Ids of the nodes it goes to; by default every source. */
  to?: string | readonly string[] | undefined;
  /** Told at most four times a second. */
  onProgress?(counts: FeedCounts): void;
}

/** Sound on its way from a port into a session. */
export interface SessionFeed {
  readonly counts: FeedCounts;
  /** Resolves when all that came is through the graph; rejects with what ended the session before. */
  readonly done: Promise<FeedCounts>;
  /** Takes no more; what came already goes through the graph. */
  stop(): void;
}

export interface SessionOptions extends EngineOptions {
  /** Ids of nodes whose outputs are wanted although other nodes take them; the nodes at the end are always heard. */
  taps?: string[];
  /** An engine that is loaded already; the other options then only set limits. */
  with?: Engine;
}

/** Lines that are kept until somebody listens. */
const MOST_EARLY = 1000;

/** `open`: takes items. `ended`: flushed. `closed`: by the caller. `failed`: the runtime is gone, see the last error. */
export type SessionState = 'open' | 'ended' | 'closed' | 'failed';

interface SessionEvents {
  /** As soon as it exists, before the push that caused it is answered. */
  output: Output;
  error: RmError;
  log: LogLine;
  /** At most four times a second while items flow, and when they are done. */
  metrics: Metrics;
}

/**
 * A live pipeline: items go in one by one, the interpreter and the nodes' state stay alive in between. Calls begin in the order
 * they were made, and are answered in it unless nodes wait: then later items pass those that do.
 */
export class PipelineSession {
  readonly manifest: Manifest;
  #state: SessionState = 'open';
  #session: EngineSession | undefined;
  #host: SessionNodes | undefined;
  #failure: RmError | undefined;
  readonly #listeners = { output: new Set(), error: new Set(), log: new Set(), metrics: new Set() } as { [Name in keyof SessionEvents]: Set<(value: SessionEvents[Name]) => void> };
  readonly #tapped: Map<string, string>;
  /** Lines of nodes that are set up, for the first who listens: nobody can before the session is open. */
  #early: LogLine[] | undefined = [];

  private constructor(manifest: Manifest, tapped: Map<string, string>) {
    this.manifest = manifest;
    this.#tapped = tapped;
  }

  /**
   * Loads the runtime if need be, checks the manifest and sets its nodes up.
   * @param manifest a manifest or its JSON text.
   * @throws {RmError} RM10xx and RM50xx when the runtime cannot be loaded, RM20xx for a wrong manifest, RM30xx for wrong
   *   Python, RM23xx for limits.
   */
  static async open(manifest: Manifest | string, options: SessionOptions = {}): Promise<PipelineSession> {
    const valid = validateManifest(manifest);
    const { manifest: tapped, names } = addTaps(valid, options.taps ?? []);
    const session = new PipelineSession(valid, names);
    const engine = options.with ?? (await createEngine(options));
    const { nodes, signal, timeout, limits, trace } = options;
    const onLog = (line: LogLine): void => session.#log(line);
    if (namesHostNode(valid, nodes)) {
      const { SessionNodes } = await import('./host-nodes.js');
      session.#host = await SessionNodes.start(valid, nodes, { engine, onLog, signal, timeout });
    }
    const handlers: SessionHandlers = {
      onOutput: (output) => session.#emit('output', session.#renamed(output)),
      onMetrics: (metrics) => session.#emit('metrics', session.#withoutTaps(metrics)),
      onLog,
      onBroken: (error) => session.#break(error),
      ...(session.#host && { host: session.#host }),
    };
    try {
      session.#session = await engine.open(tapped, handlers, { signal, timeout, limits, trace });
    } catch (error) {
      await session.#endHost();
      throw error;
    }
    return session;
  }

  get state(): SessionState {
    return this.#state;
  }

  /**
   * Sends an item through the graph.
   * @returns what came out at the end, and at tapped nodes.
   * @throws {RmError} when a node failed: what had come out before was given to `output` listeners, and the session goes on.
   *   RM2301 to RM2305 end the session.
   */
  async push(item: Item, options: PushOptions = {}): Promise<Output[]> {
    checkItem(item);
    const { to, ...limits } = options;
    return this.#deliver(await this.#call((session) => session.push(item, to, limits)));
  }

  /**
   * Has sound pushed that comes over a port, as `FrameSender` of audio/frame-port.ts sends it. With a worker it goes there without this
   * thread in between. What is under way is bounded by the sender's pool. Failures of nodes go to `error` listeners, the same one once.
   * @param port belongs to the session then.
   * @throws {RmError} RM2306 when the session takes nothing any more.
   */
  feed(port: MessagePort, { sampleRate, channels = 1, to, onProgress }: FeedPortOptions): SessionFeed {
    if (this.#state !== 'open') throw this.#refusal();
    const targets = to === undefined || typeof to === 'string' ? [to] : to.length === 0 ? [undefined] : [...to];
    const handle = { counts: { pushed: 0, pending: 0, lost: 0, failed: 0, samples: 0 } };
    const feed = this.#session!.feed(
      { port, sampleRate, channels, to: targets },
      {
        onProgress: (counts) => {
          handle.counts = counts;
          onProgress?.(counts);
        },
        onFailure: (failure) => this.#emit('error', this.#placed(failure)),
      },
    );
    const done = feed.done.catch((thrown: unknown) => {
      const error = RmError.from(thrown, 'RM2305');
      if (this.#session!.over) this.#break(error);
      else this.#emit('error', error);
      throw error;
    });
    // Whoever does not wait for it hears of it as an `error`.
    done.catch(() => {});
    return Object.assign(handle, { done, stop: () => feed.stop() });
  }

  /** Ends the input: every node gives what it held back. Later pushes are refused. */
  async end(options: CallOptions = {}): Promise<Output[]> {
    if (this.#state === 'ended') return [];
    const open = this.#state === 'open';
    const result = this.#call((session) => session.end(options));
    // At once: a push that is made from here on comes after the end.
    if (open) this.#state = 'ended';
    return this.#deliver(await result);
  }

  /** Frees everything, after what is still under way. Never rejects; failures of the cleanup go to `error` listeners. */
  async close(): Promise<void> {
    if (this.#state === 'closed') return;
    const failed = this.#state === 'failed';
    this.#state = 'closed';
    const failures = (await this.#session?.close()) ?? [];
    if (!failed) for (const failure of failures) if (!failure.cancelled) this.#emit('error', this.#placed(failure));
    await this.#endHost();
  }

  /** Stops at once, whatever runs; what is under way rejects with RM2304. */
  abort(): void {
    if (this.#state === 'closed') return;
    this.#state = 'closed';
    this.#session?.terminate();
    void this.#endHost();
  }

  /**
   * Listens to outputs, errors (also those a push rejects with) or printed lines.
   * @returns what stops it.
   */
  on<Name extends keyof SessionEvents>(name: Name, listener: (value: SessionEvents[Name]) => void): () => void {
    this.#listeners[name].add(listener);
    if (name === 'log' && this.#early) {
      const early = this.#early;
      this.#early = undefined;
      for (const line of early) this.#emit('log', line);
    }
    return () => void this.#listeners[name].delete(listener);
  }

  async #call(call: (session: EngineSession) => Promise<PushResult>): Promise<PushResult> {
    if (this.#state !== 'open') throw this.#refusal();
    try {
      return await call(this.#session!);
    } catch (thrown) {
      const error = RmError.from(thrown, 'RM2305');
      // What was refused or cancelled before it reached the runtime costs nothing.
      if (this.#session!.over) this.#break(error);
      else this.#emit('error', error);
      throw error;
    }
  }

  #refusal(): RmError {
    if (this.#state === 'failed') return new RmError('RM2306', 'The session is over, because the runtime failed before.', { cause: this.#failure });
    return new RmError('RM2306', this.#state === 'ended' ? "The session's input has ended: open a new one" : 'The session is closed.');
  }

  #break(error: RmError): void {
    if (this.#state === 'closed' || this.#state === 'failed') return;
    this.#state = 'failed';
    this.#failure = error;
    this.#emit('error', error);
    void this.#endHost();
  }

  /** Host nodes go whenever the runtime does. */
  async #endHost(): Promise<void> {
    this.#host?.stop();
    for (const failure of (await this.#host?.cleanup()) ?? []) this.#emit('error', failure);
  }

  #deliver({ outputs, failures }: PushResult): Output[] {
    const errors = failures.map((failure) => this.#placed(failure));
    for (const error of errors) this.#emit('error', error);
    if (errors.length > 0) throw errors[0]!;
    return outputs.map((output) => this.#renamed(output));
  }

  #renamed(output: Output): Output {
    return { ...output, nodeId: untap(this.#tapped, output.nodeId) };
  }

  #withoutTaps(metrics: Metrics): Metrics {
    return { ...metrics, node_metrics: metrics.node_metrics.filter(({ node_id: id }) => !this.#tapped.has(id)) };
  }

  /** A failure of the runtime with the node of the caller's manifest, and what a host node threw. */
  #placed(told: RmError): RmError {
    const error = this.#host?.explain(told) ?? told;
    const nodeId = error.nodeId === undefined ? undefined : untap(this.#tapped, error.nodeId);
    return nodeId === error.nodeId ? error : new RmError(error.code, error.message, { ...error, nodeId, hint: error.hint, cause: error.cause });
  }

  #log(line: LogLine): void {
    if (!this.#early) this.#emit('log', line);
    else if (this.#early.length < MOST_EARLY) this.#early.push(line);
  }

  #emit<Name extends keyof SessionEvents>(name: Name, value: SessionEvents[Name]): void {
    for (const listener of [...this.#listeners[name]]) {
      try {
        listener(value);
      } catch (error) {
        queueMicrotask(() => {
          throw error;
        });
      }
    }
  }
}
