/**
 * Messages between a page and its worker. One request at a time works, and is acknowledged before it does; one whose nodes only
 * wait makes room for the next.
 */
import type { RmErrorData } from '../errors.js';
import type { Manifest } from '../manifest/types.js';
import type { HostAnswer, HostCall } from '../nodes/types.js';
import type { Item, Output } from '../wire/items.js';
import type { Metrics } from '../wire/metrics.js';
import type { CommandRequest, CommandResult, LogLine } from './engine.js';
import type { FeedCounts, FeedSource } from './feed.js';
import type { FileSources } from './given.js';
import type { SessionSettings } from './instance.js';
import type { LoadedRuntime } from './interpreter.js';
import type { Form, Forms } from './module.js';
import type { LoadedProgram } from './program.js';

/**
 * What an instance is made of: the module in the form that the worker takes, compiled or as a blob. Either is shared between
 * threads, not copied.
 */
export interface RuntimeSource extends LoadedRuntime<Form> {
  files: FileSources;
}

export type Request =
  /** Waits until the worker can serve the others. */
  | { call: 'ready' }
  /** Makes the instance that the next open uses. */
  | ({ call: 'prepare' } & RuntimeSource)
  | ({ call: 'open'; manifest: Manifest; settings: SessionSettings } & RuntimeSource)
  | { call: 'push'; item: Item; to: string | undefined }
  /** Pushes what comes over a port until that ends; requests after it do not wait. */
  | ({ call: 'feed' } & FeedSource)
  | { call: 'end' }
  | { call: 'close' }
  | ({ call: 'command'; request: CommandRequest } & RuntimeSource)
  | { call: 'program'; module: Forms[Form]; program: LoadedProgram };

/** Results by call. */
export interface Results {
  ready: undefined;
  prepare: undefined;
  open: undefined;
  /** What failed; the outputs came before, in messages of their own. */
  push: RmErrorData[];
  feed: FeedCounts;
  end: RmErrorData[];
  close: RmErrorData[];
  command: CommandResult;
  program: CommandResult;
}

export type ToWorker =
  /** First of all: the worker holds a lock of this name, if any, as long as it lives. */
  | { type: 'hello'; lock: string }
  /** Another one wants sessions of its own in this worker, and is heard over the port. */
  | { type: 'connect'; port: MessagePort }
  /** From one that was connected: its session ends, and its port. */
  | { type: 'bye' }
  | { type: 'request'; id: number; request: Request }
  /** The feed of this request takes no more. */
  | { type: 'stop-feed'; id: number }
  /** What a host node says to a call. */
  | { type: 'answer'; call: number; answer: HostAnswer };

export type FromWorker =
  | { type: 'ready'; locked: boolean }
  /** The answer to `bye`; nothing comes after it. */
  | { type: 'gone' }
  | { type: 'ack'; id: number }
  /** What the request `id` caused; it came out just now. */
  | { type: 'outputs'; id: number; outputs: Output[] }
  /** The nodes of all requests up to `id` only wait: the next may be sent. Told again whenever they have worked in between. */
  | { type: 'waiting'; id: number }
  /** How far a feed is, and what failed in it. */
  | { type: 'fed'; id: number; counts: FeedCounts }
  | { type: 'failure'; id: number; error: RmErrorData }
  /** A host node is called; the page answers. */
  | { type: 'call'; call: HostCall }
  | { type: 'abandon'; call: number }
  | { type: 'metrics'; metrics: Metrics }
  | { type: 'done'; id: number; value: Results[keyof Results] }
  /** `broken`: the instance is gone, and with it the session. */
  | { type: 'failed'; id: number; error: RmErrorData; broken: boolean }
  | { type: 'log'; lines: LogLine[] }
  /** From the bootstrap: the worker's code could not be loaded. */
  | { type: 'boot-error'; message: string };
