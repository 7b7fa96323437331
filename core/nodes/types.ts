/** What a node is that the host of the runtime implements: JavaScript of the page, or another program. */
import type { ManifestNode } from '../manifest/types.js';
import type { Item, JsonValue } from '../wire/items.js';

/** What a node gives for an item: nothing, one item, or many of them one by one. */
export type NodeResult = Item | undefined | void | Iterable<Item> | AsyncIterable<Item>;

export interface NodeContext {
  nodeId: string;
  /** Of the manifest. */
  params: JsonValue | undefined;
  /** Number of the push that caused the call, from 1; 0 at the end of the input and outside of calls. */
  sequence: number;
  /** Aborted when nobody waits for the call any more: its time limit passed, or the session was stopped or closed. */
  signal: AbortSignal;
  /** Of an item that was made from sound: when that began and ended, in seconds of its stream. */
  start?: number;
  end?: number;
  /** A line of the pipeline's log. */
  log(level: LogLevel, text: string): void;
}

export type LogLevel = 'error' | 'warn' | 'info' | 'debug';

/**
 * A node in JavaScript. Calls of one node never overlap, and items keep their order. What it throws is the failure of the item,
 * and the pipeline goes on.
 */
export interface NodeDefinition {
  /**
   * @param item its own: it may be changed and kept.
   * @returns what the node gives for it. An array is one item; an iterator or generator gives many; undefined drops the item.
   */
  process(item: Item, context: NodeContext): NodeResult | Promise<NodeResult>;
  /** The input has ended: gives what was held back. */
  flush?(context: NodeContext): NodeResult | Promise<NodeResult>;
  /** Before the first item; what it throws keeps the pipeline from opening. */
  initialize?(context: NodeContext): void | Promise<void>;
  /** Once, at the end, whatever happened before. */
  cleanup?(context: NodeContext): void | Promise<void>;
}

/** Makes the node of one session: for nodes that keep something between items. */
export type NodeFactory = (node: ManifestNode) => NodeDefinition;

/** Definitions by the type that a manifest names. */
export type NodeTypes = Record<string, NodeDefinition | NodeFactory>;

/** A call that the runtime makes to a host node. */
export interface HostCall {
  /** Number of the call, from 1. */
  call: number;
  nodeId: string;
  /** Number of the push that caused it; 0: the end of the input did. */
  sequence: number;
  /** What is to be processed; undefined: the input has ended. */
  item: Item | undefined;
  start?: number;
  end?: number;
}

/** What a host node says to a call: any number of items, then that it is done or failed. */
export type HostAnswer = { item: Item } | { done: true } | { failed: HostFailure };

export interface HostFailure {
  message: string;
  /** Name of what was thrown. */
  exception: string;
}

/** The host's side of a session: an engine hands it the runtime's calls. */
export interface HostNodes {
  /** The node types of the manifest that are implemented here. */
  readonly types: string[];
  /**
   * Begins a call.
   * @param answer takes the answers; throws RmError for an item that cannot be sent.
   */
  call(call: HostCall, answer: (answer: HostAnswer) => void): void;
  /** Nobody waits for the call any more; its later answers are not heard. */
  abandon(call: number): void;
}

/** One run of a WASI program. */
export interface ProgramRequest {
  /** Address of the WebAssembly module, or its bytes. */
  module: URL | Uint8Array;
  /** SHA-256 of the module; see EngineOptions. */
  integrity?: string;
  /** What follows the program's name. */
  args?: string[];
  env?: Record<string, string>;
  stdin: Uint8Array;
  /**
   * Files that it finds, by absolute path (`/data/words.txt`): bytes, or the address they are fetched from. They lie in memory,
   * where the program may change them and make others: nothing of that stays after the run.
   */
  files?: Record<string, Uint8Array | URL>;
}

/** What runs programs for a WasiNode: the engine of its session. */
export interface ProgramRunner {
  /** Throws RmError when the program cannot be loaded or run, crashes, passes the limit (seconds) or is cancelled. */
  program(request: ProgramRequest, options: { signal?: AbortSignal; timeout?: number }): Promise<{ exitCode: number; stdout: Uint8Array; stderr: Uint8Array }>;
  loadProgram(request: ProgramRequest, signal?: AbortSignal): Promise<void>;
}
