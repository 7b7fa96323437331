import type { RmError } from '../errors.js';
import type { Manifest } from '../manifest/types.js';
import type { HostNodes, LogLevel, NodeTypes, ProgramRequest } from '../nodes/types.js';
import type { Item, Output } from '../wire/items.js';
import type { Metrics } from '../wire/metrics.js';
import type { filePaths } from './assets.js';
import type { FeedCounts, FeedListener, FeedSource } from './feed.js';

/** How far loading the runtime is. */
export interface LoadProgress {
  /** Bytes that arrived. */
  loaded: number;
  /** Bytes in all, undefined when the server does not tell. */
  total: number | undefined;
  stage: 'fetch' | 'compile' | 'start' | 'ready';
  /** True when nothing came over the network. */
  cached: boolean;
}

/** What the runtime reads beside its module: the part of the standard library that is not loaded yet, and SileroVAD's weights. */
export type RuntimeFiles = { [Name in keyof typeof filePaths]?: Uint8Array | ArrayBuffer };

export type EngineKind = 'worker' | 'inline' | 'wasmer';

/**
 * Where the kit's files are kept in the browser: in its HTTP cache as their headers say (`default`), the runtime's module not even
 * there, so that each page downloads it anew (`none`), or also in its Cache Storage under the name `remotemedia` (`persist`), from where they come
 * without the network, by their hash.
 */
export type CacheMode = 'default' | 'none' | 'persist';

/** Where the runtime runs and how it is loaded. */
export interface EngineOptions {
  /**
   * `worker` (the default in browsers) keeps the page free and can be stopped at any time; Node, Deno and Bun have threads for
   * it. `inline` runs on the calling thread, also on pages that forbid workers and in edge workers: there a node that loops for
   * ever cannot be stopped. `wasmer` runs on `@wasmer/sdk`, on pages that are cross-origin isolated: see docs/wasmer.md.
   */
  engine?: EngineKind;
  /**
   * Whether each session has a worker to itself (`isolated`, the default) or an instance of its own in one that several share: less
   * memory for a page of many small pipelines, but one at a time computes. Of the `worker` engine; the others have no choice.
   */
  runtime?: 'isolated' | 'shared';
  /** Address of `dist/index.js` of `@wasmer/sdk` 0.16; by default that in the folder `wasmer/` beside the kit's files. */
  wasmerSdk?: URL | string;
  /** Folder of the kit's files; by default the one this file was loaded from. */
  base?: URL | string;
  /**
   * The runtime itself, compiled or as bytes, in place of fetching it: for hosts that import modules and may not compile. It is
   * that of the interpreter that `python` names.
   */
  module?: WebAssembly.Module | Uint8Array | ArrayBuffer;
  /** Files of the kit by name, in place of fetching each when a node first opens it: for hosts that cannot. */
  files?: RuntimeFiles;
  /** SHA-256 of the module's bytes, as `sha256-<base64>` or 64 hexadecimal digits. */
  integrity?: string;
  cache?: CacheMode;
  /** Cancels loading. */
  signal?: AbortSignal;
  onProgress?(progress: LoadProgress): void;
  /** Limit of each open, push and end; seconds, 30 by default. Infinity: none. */
  timeout?: number;
  limits?: SessionLimits;
  /**
   * The interpreter of Python nodes: `cpython`, or `rust_python`, which has no files and is slower. By default `cpython`, unless a
   * node of the manifest has the runtime hint `rust_python`.
   */
  python?: 'cpython' | 'rust_python';
  /** Nodes in JavaScript by the type that manifests name, beside those of `registerNode`. */
  nodes?: NodeTypes;
  /** Shows every step of every node in the browser's performance panel, on the track of its pipeline. */
  trace?: boolean;
}

/** What loading and one session may use. What passes a limit is an error of its own; only the time of the run ends the session. */
export interface SessionLimits {
  /** Seconds of loading in which nothing arrives; 30 by default. RM2301 */
  stall?: number;
  /** Bytes of the runtime's memory, itself included; 1 GiB by default. Python raises MemoryError beyond it. RM2302 */
  memory?: number;
  /** Seconds in which nodes may work, in all; none by default. RM2301 */
  run?: number;
  /** Items that a node may give for one item; 100,000 by default. RM2308 */
  outputItems?: number;
  /** Bytes of these items; 256 MiB by default. RM2308 */
  outputBytes?: number;
  /** Levels of arrays and objects in each other, 120 by default and at most. RM2309 */
  depth?: number;
}

/** Limits of one call. */
export interface CallOptions {
  /** Cancels it. What is running is stopped with its worker, so the session is over then. */
  signal?: AbortSignal;
  /** Seconds; replaces the engine's limit. */
  timeout?: number;
}

/** What a session is opened with; each replaces the engine's. */
export type OpenOptions = CallOptions & Pick<EngineOptions, 'limits' | 'trace'>;

/** A line the pipeline printed or logged. */
export interface LogLine {
  level: LogLevel;
  text: string;
  /** The node that said it; undefined when the runtime or a module that loads did. */
  nodeId?: string;
}

/** What one push or the end of the input gave. Outputs made before a failure are kept. */
export interface PushResult {
  outputs: Output[];
  failures: RmError[];
}

/** Result of the command door, or of a program. */
export interface CommandResult {
  exitCode: number;
  stdout: Uint8Array;
  stderr: Uint8Array;
}

export interface CommandRequest {
  stdin: Uint8Array;
  args?: string[];
  env?: Record<string, string>;
}

export interface SessionHandlers {
  /** An output, as soon as it exists. Those of a push are part of its result too. */
  onOutput?(output: Output): void;
  /** At most four times a second while items flow, and at the end. */
  onMetrics?(metrics: Metrics): void;
  onLog?(line: LogLine): void;
  /** Nodes of the manifest that are implemented outside of the runtime. */
  host?: HostNodes;
  /** The session broke down outside of a call: its worker was ended by someone else. */
  onBroken?(error: RmError): void;
}

/** Sound on its way into a session. */
export interface EngineFeed {
  /** Resolves when the last frame is through the graph, rejects when the session takes no more. */
  readonly done: Promise<FeedCounts>;
  /** Takes no more frames; what is in the graph already goes on. */
  stop(): void;
}

/** One open graph. Calls begin one after another, in the order they were made; the next begins when a node only waits. */
export interface EngineSession {
  push(item: Item, to: string | undefined, options: CallOptions & { transfer?: boolean }): Promise<PushResult>;
  /** Pushes what comes over a port until that ends; the port belongs to the session then. Later calls do not wait for it. */
  feed(source: FeedSource, listener: FeedListener): EngineFeed;
  end(options: CallOptions): Promise<PushResult>;
  /** Cleans the nodes up and frees the instance. Never rejects; failures of the cleanup are returned. */
  close(): Promise<RmError[]>;
  /** Stops at once, whatever runs. */
  terminate(): void;
  /** True when the runtime is gone, so that no later call can succeed. */
  readonly over: boolean;
}

/** A place where the runtime's module runs. */
export interface Engine {
  readonly kind: EngineKind;
  /** Fetches and compiles the module, once per page. */
  load(options?: Pick<EngineOptions, 'signal' | 'onProgress'>): Promise<void>;
  /** Opens a session on an instance of its own. */
  open(manifest: Manifest, handlers: SessionHandlers, options?: OpenOptions): Promise<EngineSession>;
  /** Runs the command door on an instance of its own. */
  command(request: CommandRequest, options?: CallOptions): Promise<CommandResult>;
  /**
   * Runs a WASI program once, from its start to its exit.
   * @returns what it wrote, and its exit code.
   * @throws {RmError} when it cannot be loaded (RM10xx), is no program that this engine can run (RM23xx), crashes, passes the
   *   limit or is cancelled.
   */
  program(request: ProgramRequest, options?: CallOptions): Promise<CommandResult>;
  /** Fetches a program and its files ahead of its first run, without a limit but that nothing arrives any more. Throws as that would. */
  loadProgram(request: ProgramRequest, signal?: AbortSignal): Promise<void>;
}

export type { ProgramRequest };

/** Seconds a call may take when nobody says otherwise. */
export const defaultTimeout = 30;

/** Seconds of loading in which nothing arrives, when nobody says otherwise. */
export const defaultStall = 30;
