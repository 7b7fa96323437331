/** Messages between a page and its worker. One request at a time is under way; the worker acknowledges it before it runs. */
import type { RmErrorData } from '../errors.js';
import type { Manifest } from '../manifest/types.js';
import type { Item, Output } from '../wire/items.js';
import type { CommandRequest, CommandResult, LogLine } from './engine.js';

/** What an instance is made of. The compiled module is shared between threads, not copied. */
export interface RuntimeSource {
  module: WebAssembly.Module;
  /** Address of the standard library. */
  stdlib: string;
}

export type Request =
  /** Makes the instance that the next open uses. */
  | ({ call: 'prepare' } & RuntimeSource)
  | ({ call: 'open'; manifest: Manifest } & RuntimeSource)
  | { call: 'push'; item: Item; to: string | undefined }
  | { call: 'end' }
  | { call: 'close' }
  | ({ call: 'command'; request: CommandRequest } & RuntimeSource);

/** Results by call. */
export interface Results {
  prepare: undefined;
  open: undefined;
  push: WirePushResult;
  end: WirePushResult;
  close: RmErrorData[];
  command: CommandResult;
}

/** A PushResult whose errors are plain data. */
export interface WirePushResult {
  outputs: Output[];
  failures: RmErrorData[];
}

export type ToWorker =
  /** First of all: the worker holds a lock of this name as long as it lives. */
  | { type: 'hello'; lock: string }
  | { type: 'request'; id: number; request: Request };

export type FromWorker =
  | { type: 'ready'; locked: boolean }
  | { type: 'ack'; id: number }
  | { type: 'done'; id: number; value: Results[keyof Results] }
  /** `broken`: the instance is gone, and with it the session. */
  | { type: 'failed'; id: number; error: RmErrorData; broken: boolean }
  | { type: 'log'; lines: LogLine[] }
  /** From the bootstrap: the worker's code could not be loaded. */
  | { type: 'boot-error'; message: string };
