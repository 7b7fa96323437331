import { RmError } from '../errors.js';
import { isRmError } from '../is-rm-error.js';
import type { Manifest, ManifestNode } from '../manifest/types.js';
import { hostTypes, type MakeNode } from '../nodes/host-types.js';
import type { HostAnswer, HostCall, HostFailure, HostNodes, NodeContext, NodeDefinition, NodeResult, NodeTypes } from '../nodes/types.js';
import { checkItem, type Item } from '../wire/items.js';
import { abortable } from './abortable.js';
import { defaultTimeout, type CallOptions, type Engine, type LogLine } from './engine.js';
import { nextTask } from './next-task.js';

/** A node that gives items without end lets the thread do other things after this; ms. */
const turn = 12;

export interface HostNodesOptions extends CallOptions {
  engine: Engine;
  onLog(line: LogLine): void;
}

/** The host nodes of one session: sets them up, runs their calls, cleans them up. */
export class SessionNodes implements HostNodes {
  readonly types: string[];
  readonly #options: HostNodesOptions;
  readonly #nodes = new Map<string, { node: ManifestNode; definition: NodeDefinition }>();
  readonly #calls = new Map<number, AbortController>();
  /** Aborted when the session is over. */
  readonly #life = new AbortController();
  /** What nodes threw and the runtime has not told yet. */
  #thrown: { call: HostCall; failure: HostFailure; error: unknown }[] = [];
  #cleaned: Promise<RmError[]> | undefined;

  private constructor(types: string[], options: HostNodesOptions) {
    this.types = types;
    this.#options = options;
  }

  /**
   * Makes the nodes and initializes them, in the order of the manifest.
   * @param own definitions of this session.
   * @returns undefined when the manifest names none.
   * @throws {RmError} the first failure, with its node; those that were initialized are cleaned up then.
   */
  static async start(manifest: Manifest, own: NodeTypes | undefined, options: HostNodesOptions): Promise<SessionNodes | undefined> {
    const types = hostTypes(manifest, own);
    if (types.size === 0) return undefined;
    const nodes = new SessionNodes([...types.keys()], options);
    try {
      for (const node of manifest.nodes) {
        const make = types.get(node.node_type);
        if (make) await nodes.#initialize(node, make);
      }
    } catch (error) {
      nodes.stop();
      await nodes.cleanup();
      throw error;
    }
    return nodes;
  }

  call(call: HostCall, answer: (answer: HostAnswer) => void): void {
    const controller = new AbortController();
    this.#calls.set(call.call, controller);
    void this.#run(call, controller.signal, answer).finally(() => this.#calls.delete(call.call));
  }

  abandon(call: number): void {
    this.#calls.get(call)?.abort(new DOMException('Nobody waits for the call any more.', 'AbortError'));
  }

  /** Aborts whatever is under way, for good. */
  stop(): void {
    this.#life.abort(new DOMException('The session is over.', 'AbortError'));
    for (const call of this.#calls.keys()) this.abandon(call);
  }

  /** Cleans all nodes up, once, the last first. Never rejects; the failures are returned. */
  cleanup(): Promise<RmError[]> {
    this.#cleaned ??= this.#cleanup();
    return this.#cleaned;
  }

  /** A failure that the runtime told, with what was thrown as its cause. */
  explain(error: RmError): RmError {
    const index = this.#thrown.findIndex(
      ({ call, failure }) => call.nodeId === error.nodeId && call.sequence === (error.sequence ?? 0) && error.message.includes(failure.message),
    );
    if (index < 0) return error;
    const thrown = this.#thrown.splice(index, 1)[0]?.error;
    return new RmError(error.code, error.message, { ...error, hint: isRmError(thrown) ? thrown.hint : error.hint, cause: thrown });
  }

  async #initialize(node: ManifestNode, make: MakeNode): Promise<void> {
    const { engine, signal } = this.#options;
    RmError.throwIfAborted(signal);
    const failed = (error: unknown): RmError => located(error, node, 'initialize');
    let definition: NodeDefinition;
    try {
      // Loading a program may take its time: it has limits of its own.
      definition = await make(node, engine, signal);
      if (typeof definition?.process !== 'function') throw new RmError('RM2312', `The node type "${node.node_type}" has no process function.`);
    } catch (error) {
      throw failed(error);
    }
    // Also one whose initialize fails may have something to clean up.
    this.#nodes.set(node.id, { node, definition });
    await this.#limited((own) => definition.initialize?.(this.#context(node, own))).catch((error: unknown) => {
      throw failed(error);
    });
  }

  async #cleanup(): Promise<RmError[]> {
    const failures: RmError[] = [];
    for (const { node, definition } of [...this.#nodes.values()].reverse()) {
      const { signal } = new AbortController();
      await this.#limited(() => definition.cleanup?.(this.#context(node, signal)), false).catch((error: unknown) => failures.push(located(error, node, 'cleanup')));
    }
    return failures;
  }

  /** What a node does outside of calls: with the time limit of the session, and cancelled with it. */
  async #limited(step: (signal: AbortSignal) => void | Promise<void>, cancellable = true): Promise<void> {
    const { timeout = defaultTimeout, signal } = this.#options;
    const control = new AbortController();
    const stop = (): void => control.abort(RmError.aborted(signal!));
    if (cancellable) signal?.addEventListener('abort', stop);
    const timer = Number.isFinite(timeout) ? setTimeout(() => control.abort(new RmError('RM2301', `The node gave no answer within ${timeout} s.`)), timeout * 1000) : undefined;
    try {
      await abortable(Promise.resolve(step(control.signal)), control.signal);
    } finally {
      clearTimeout(timer);
      signal?.removeEventListener('abort', stop);
    }
  }

  #context(node: ManifestNode, signal: AbortSignal, call?: HostCall): NodeContext {
    const { sequence = 0, start, end } = call ?? {};
    return {
      nodeId: node.id,
      params: node.params,
      sequence,
      signal,
      ...(start !== undefined && { start }),
      ...(end !== undefined && { end }),
      log: (level, text) => this.#options.onLog({ level, text, nodeId: node.id }),
    };
  }

  async #run(call: HostCall, signal: AbortSignal, answer: (answer: HostAnswer) => void): Promise<void> {
    try {
      const entry = this.#nodes.get(call.nodeId);
      if (!entry) throw new RmError('RM2399', `There is no host node "${call.nodeId}".`);
      const { node, definition } = entry;
      const context = this.#context(node, signal, call);
      const given = await (call.item === undefined ? definition.flush?.(context) : definition.process(call.item, context));
      let since = performance.now();
      for await (const item of many(given)) {
        if (signal.aborted) return;
        if (item === undefined) continue;
        checkItem(item);
        answer({ item });
        if (performance.now() - since < turn) continue;
        await nextTask();
        since = performance.now();
      }
      if (!signal.aborted) answer({ done: true });
    } catch (error) {
      this.#fail(call, signal, error, answer);
    }
  }

  #fail(call: HostCall, { aborted }: AbortSignal, error: unknown, answer: (answer: HostAnswer) => void): void {
    const failure = described(error);
    if (aborted) {
      // What was told to stop may say so; anything else is worth a line, though nobody waits for it.
      if (failure.exception !== 'AbortError' && !RmError.from(error).cancelled) this.#options.onLog({ level: 'warn', text: `After the call was given up: ${failure.message}`, nodeId: call.nodeId });
      return;
    }
    this.#thrown = [...this.#thrown.slice(-99), { call, failure, error }];
    answer({ failed: failure });
  }
}

/** What a node gave, as one or many. */
function many(given: NodeResult): Iterable<Item> | AsyncIterable<Item> {
  if (given === undefined) return [];
  const iterable = typeof given === 'object' && given !== null && (Symbol.asyncIterator in given || Symbol.iterator in given);
  return iterable && !Array.isArray(given) && !ArrayBuffer.isView(given) ? (given as Iterable<Item>) : [given as Item];
}

/** A thrown value as the wire takes it: errors of the kit keep their code, all others the name of their class. */
function described(error: unknown): HostFailure {
  if (isRmError(error) && !error.cancelled) return { message: error.message, exception: error.code };
  const { name, message } = error instanceof Error || error instanceof DOMException ? error : { name: 'Error', message: String(error) };
  return { message: message || name, exception: name };
}

function located(error: unknown, node: ManifestNode, phase: string): RmError {
  const at = { nodeId: node.id, nodeType: node.node_type, phase, cause: error };
  if (isRmError(error)) return error.cancelled ? error : new RmError(error.code, error.message, { ...error, ...at, hint: error.hint });
  const { message, exception } = described(error);
  return new RmError('RM2310', message, { ...at, exception });
}
