import { RmError } from '../errors.js';
import type { Manifest } from '../manifest/types.js';
import type { HostAnswer } from '../nodes/types.js';
import { decodeEvent, encodeAnswer, encodeItem, type Event } from '../wire/codec.js';
import type { Item } from '../wire/items.js';
import { crash, hostOptions, instantiate, promisingOf, type HostOptions, type Promising } from './command.js';
import type { LogLine, SessionLimits } from './engine.js';
import { splitLog, type LineSplitter } from './lines.js';
import { readSlice, runningNode, type RunningDoor } from './running.js';
import { said, WasiHost } from './wasi.js';

export interface InstanceOptions extends HostOptions {
  onLog?: ((line: LogLine) => void) | undefined;
}

/** The session door's exports. Nodes run in those that may be promises. */
interface Door extends RunningDoor {
  rm_alloc(length: number): number;
  rm_open(address: number, length: number): number | Promise<number>;
  rm_push(session: number, address: number, length: number): number;
  rm_end(session: number): void;
  rm_answer(session: number, address: number, length: number): number;
  rm_run(session: number): number | Promise<number>;
  rm_next(session: number): number;
  rm_metrics(session: number): void;
  rm_close(session: number): number | Promise<number>;
}

/** What a session is opened with, beside its manifest. */
export interface SessionSettings {
  limits?: SessionLimits | undefined;
  /** Seconds that a node may take for one item. */
  timeout?: number | undefined;
  /** Tells every step of every node as an event. */
  steps?: boolean | undefined;
  /** Node types that the host implements. */
  host?: string[] | undefined;
}

const exported = ['memory', 'rm_alloc', 'rm_open', 'rm_push', 'rm_answer', 'rm_end', 'rm_run', 'rm_next', 'rm_metrics', 'rm_running', 'rm_close'] as const;

/**
 * One instance of the module and its session door. A failure of a node leaves it usable; a trap does not: {@link broken} is
 * set then, and every later call throws it.
 */
export class RuntimeInstance {
  /** Set once the instance cannot be used any more. */
  broken: RmError | undefined;
  readonly #door: Door;
  readonly #lines: LineSplitter;
  readonly #host: WasiHost;
  /** The last lines of stderr: what a crash leaves behind as its reason. */
  readonly #tail: string[];
  #busy = false;
  readonly #later: (() => unknown)[] = [];

  private constructor(exports: Door, host: WasiHost, lines: LineSplitter, tail: string[], promising: Promising) {
    this.#host = host;
    this.#lines = lines;
    this.#tail = tail;
    this.#door = promising
      ? { ...exports, rm_open: promising(exports.rm_open), rm_run: promising(exports.rm_run), rm_close: promising(exports.rm_close) }
      : exports;
  }

  /**
   * Instantiates the module; about 10 ms.
   * @throws {RmError} RM1005 when it is another module, RM2302 when there is no memory for it.
   */
  static async create(module: WebAssembly.Module, options: InstanceOptions = {}): Promise<RuntimeInstance> {
    const { lines, tail } = splitLog((line) => options.onLog?.(line));
    const onFault = (fault: RmError): void => options.onLog?.({ level: 'error', text: said(fault) });
    const host = new WasiHost({ ...hostOptions(options), stdout: lines.write, stderr: lines.write, onFault });
    const instance = await instantiate(module, host);
    const exports = instance.exports as unknown as Door;
    for (const name of exported) {
      if (!exports[name]) throw new RmError('RM1005', `The module has no ${name}: it is not the runtime of this kit.`, { phase: 'start' });
    }
    return new RuntimeInstance(exports, host, lines, tail, promisingOf(options));
  }

  /** Whether a call has not returned: nodes work, or sleep while others have the thread. Nothing can be pushed meanwhile. */
  get busy(): boolean {
    return this.#busy;
  }

  /** Bytes of the instance's memory. */
  get memoryBytes(): number {
    return this.#door.memory.buffer.byteLength;
  }

  /**
   * Opens a session.
   * @returns its number.
   * @throws {RmError} why the manifest was refused.
   */
  async open(manifest: Manifest, settings: SessionSettings = {}): Promise<number> {
    const text = openRequest(manifest, settings);
    const session = await this.#call(() => this.#door.rm_open(this.#write(text), text.length));
    if (session === 0) throw this.#refusal('The runtime refused the manifest without a reason.');
    return session;
  }

  /**
   * Queues one item; {@link run} then moves it through the graph.
   * @returns the number of the push.
   * @throws {RmError} why it is not taken.
   */
  push(session: number, item: Item, to?: string): number {
    const envelope = encodeItem(item, to);
    const sequence = this.#guard(() => this.#door.rm_push(session, this.#write(envelope), envelope.length)) >>> 0;
    if (sequence === 0) throw this.#refusal('The runtime did not take the item.');
    return sequence;
  }

  /**
   * Queues what a host node says to a call; {@link run} then goes on with it. A call that nobody waits for is answered in vain.
   * @throws {RmError} RM2307 for an item that cannot be sent.
   */
  answer(session: number, call: number, answer: HostAnswer): void {
    const envelope = encodeAnswer(call, answer);
    this.#tell(() => this.#door.rm_answer(session, this.#write(envelope), envelope.length));
  }

  /** Ends the input: {@link run} then flushes every node, and later pushes are refused. */
  end(session: number): void {
    this.#tell(() => this.#door.rm_end(session));
  }

  /**
   * Lets the nodes work until there is something to tell.
   * @returns how many milliseconds later it wants to be called again; undefined: not before the next push or end.
   */
  async run(session: number): Promise<number | undefined> {
    const wait = (await this.#call(() => this.#door.rm_run(session))) | 0;
    return wait < 0 ? undefined : wait;
  }

  /** Tells it that nothing could run for a time (ms): no time of the nodes. */
  standStill(milliseconds: number): void {
    this.#host.standStill(milliseconds);
  }

  /** Takes what the session has to tell. */
  *events(session: number): Generator<Event> {
    for (;;) {
      const slice = this.#guard(() => this.#door.rm_next(session)) >>> 0;
      if (slice === 0) return;
      yield this.#explained(decodeEvent(readSlice(this.#door.memory, slice)));
    }
  }

  /** Puts what the nodes have done so far among the {@link events}. */
  tellMetrics(session: number): void {
    this.#tell(() => this.#door.rm_metrics(session));
  }

  /** Cleans up every node and forgets the session. Returns what failed while doing so. */
  async close(session: number): Promise<RmError[]> {
    await this.#call(() => this.#door.rm_close(session));
    return [...this.events(0)].flatMap((event) => (event.kind === 'failure' ? [event.error] : []));
  }

  /** Why the call before was refused. */
  #refusal(otherwise: string): RmError {
    for (const event of this.events(0)) if (event.kind === 'failure') return event.error;
    return new RmError('RM2306', otherwise);
  }

  /** What the host could not do is the hint of a failure that comes of it. */
  #explained(event: Event): Event {
    const { faults } = this.#host;
    if (event.kind !== 'failure' || faults.size === 0) return event;
    const { error } = event;
    const concerns = (path: string): boolean =>
      error.message.includes(path.slice(path.lastIndexOf('/') + 1)) || (error.code === 'RM3003' && path.endsWith('.zip')) || error.exception === 'OSError';
    const hints = [...faults].flatMap(([path, fault]) => (concerns(path) ? [said(fault)] : []));
    return hints.length === 0 ? event : { ...event, error: new RmError(error.code, error.message, { ...error, hint: hints.join(' '), cause: error.cause }) };
  }

  #write(bytes: Uint8Array): number {
    const address = this.#door.rm_alloc(bytes.length) >>> 0;
    new Uint8Array(this.#door.memory.buffer).set(bytes, address);
    return address;
  }

  async #call(call: () => number | Promise<number>): Promise<number> {
    if (this.broken) throw this.broken;
    this.#busy = true;
    try {
      return (await call()) >>> 0;
    } catch (error) {
      throw this.#break(error);
    } finally {
      this.#busy = false;
      this.#lines.flush();
      for (const late of this.#later.splice(0)) if (!this.broken) this.#guard(late);
    }
  }

  /** A call without a result; while nodes sleep it waits, because the module has no session to reach then. */
  #tell(call: () => unknown): void {
    if (this.#busy) this.#later.push(call);
    else this.#guard(call);
  }

  #guard<Value>(call: () => Value): Value {
    if (this.broken) throw this.broken;
    try {
      return call();
    } catch (error) {
      throw error instanceof RmError ? error : this.#break(error);
    }
  }

  #break(error: unknown): RmError {
    this.#lines.flush();
    this.broken = crash(error, this.#tail, runningNode(this.#door));
    return this.broken;
  }
}

/** What opens a session, as the runtime reads it. */
export function openRequest(manifest: Manifest, settings: SessionSettings): Uint8Array {
  const { steps = false, host } = settings;
  const request = { manifest, limits: toLimits(settings), steps, ...(host && { host }) };
  return new TextEncoder().encode(JSON.stringify(request));
}

/** The runtime's names for the limits; Infinity and undefined leave its own. */
function toLimits({ limits = {}, timeout }: SessionSettings): Record<string, number> {
  const named = {
    memory_bytes: limits.memory,
    item_seconds: timeout,
    run_seconds: limits.run,
    output_items: limits.outputItems,
    output_bytes: limits.outputBytes,
    depth: limits.depth,
  };
  return Object.fromEntries(Object.entries(named).filter((entry): entry is [string, number] => Number.isFinite(entry[1])));
}
