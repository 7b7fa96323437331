import { RmError } from '../errors.js';
import type { Manifest } from '../manifest/types.js';
import { decodeEvent, encodeItem } from '../wire/codec.js';
import type { Item } from '../wire/items.js';
import type { CommandRequest, CommandResult, LogLine, PushResult } from './engine.js';
import { LineSplitter, toLogLine } from './lines.js';
import { DeadlineError, WasiHost, WASIProcExit, type WasiOptions } from './wasi.js';

/** Where the module looks for what its snapshot does not hold. */
const libraryPath = '/usr/lib/python3.13';

export interface InstanceOptions {
  /** Bytes of python-stdlib.zip, asked for when Python first imports something that is not preloaded. */
  stdlib?: (() => Uint8Array) | undefined;
  onLog?: ((line: LogLine) => void) | undefined;
  env?: Record<string, string> | undefined;
  /** Time (ms, as performance.now) at which sleeping must stop. */
  deadline?: (() => number) | undefined;
  /**
   * Runs the exports under JavaScript Promise Integration where the browser has it: their native stack is twice as large
   * then. Calls become asynchronous.
   */
  promising?: boolean | undefined;
}

/** The session door's exports. */
interface Door {
  memory: WebAssembly.Memory;
  rm_alloc(length: number): number;
  rm_open(address: number, length: number): number | Promise<number>;
  rm_push(session: number, address: number, length: number): number | Promise<number>;
  rm_end(session: number): number | Promise<number>;
  rm_next(session: number): number;
  rm_close(session: number): number | Promise<number>;
}

type Promising = (call: unknown) => (...args: number[]) => Promise<number>;

/**
 * One instance of the module and its session door. A failure of a node leaves it usable; a trap does not: {@link broken} is
 * set then, and every later call throws it.
 */
export class RuntimeInstance {
  /** Set once the instance cannot be used any more. */
  broken: RmError | undefined;
  readonly #door: Door;
  readonly #lines: LineSplitter;
  /** The last lines of stderr: what a crash leaves behind as its reason. */
  readonly #tail: string[];

  private constructor(exports: Door, lines: LineSplitter, tail: string[], promising: Promising | undefined) {
    this.#lines = lines;
    this.#tail = tail;
    this.#door = promising
      ? {
          memory: exports.memory,
          rm_alloc: exports.rm_alloc,
          rm_next: exports.rm_next,
          rm_open: promising(exports.rm_open),
          rm_push: promising(exports.rm_push),
          rm_end: promising(exports.rm_end),
          rm_close: promising(exports.rm_close),
        }
      : exports;
  }

  /**
   * Instantiates the module; about 10 ms.
   * @throws {RmError} RM1005 when it is another module, RM2302 when there is no memory for it.
   */
  static async create(module: WebAssembly.Module, options: InstanceOptions = {}): Promise<RuntimeInstance> {
    const tail: string[] = [];
    const lines = new LineSplitter((text) => {
      tail.push(text);
      if (tail.length > 5) tail.shift();
      options.onLog?.(toLogLine(text));
    });
    const instance = await instantiate(module, { ...hostOptions(options), stdout: lines.write, stderr: lines.write });
    const exports = instance.exports as unknown as Door;
    for (const name of ['memory', 'rm_alloc', 'rm_open', 'rm_push', 'rm_end', 'rm_next', 'rm_close'] as const) {
      if (!exports[name]) throw new RmError('RM1005', `The module has no ${name}: it is not the runtime of this kit.`, { phase: 'start' });
    }
    return new RuntimeInstance(exports, lines, tail, options.promising ? promisingOf() : undefined);
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
  async open(manifest: Manifest): Promise<number> {
    const text = new TextEncoder().encode(JSON.stringify(manifest));
    const session = await this.#call(() => this.#door.rm_open(this.#write(text), text.length));
    const { failures } = session === 0 ? this.#drain(0) : { failures: [] };
    if (session === 0) throw failures[0] ?? new RmError('RM2306', 'The runtime refused the manifest without a reason.');
    return session;
  }

  /** Runs one item through the graph. */
  async push(session: number, item: Item, to?: string): Promise<PushResult> {
    const envelope = encodeItem(item, to);
    await this.#call(() => this.#door.rm_push(session, this.#write(envelope), envelope.length));
    return this.#drain(session);
  }

  /** Flushes every node; later pushes are refused. */
  async end(session: number): Promise<PushResult> {
    await this.#call(() => this.#door.rm_end(session));
    return this.#drain(session);
  }

  /** Cleans up every node and forgets the session. Returns what failed while doing so. */
  async close(session: number): Promise<RmError[]> {
    await this.#call(() => this.#door.rm_close(session));
    return this.#drain(0).failures;
  }

  #write(bytes: Uint8Array): number {
    const address = this.#door.rm_alloc(bytes.length) >>> 0;
    new Uint8Array(this.#door.memory.buffer).set(bytes, address);
    return address;
  }

  #drain(session: number): PushResult {
    const result: PushResult = { outputs: [], failures: [] };
    for (;;) {
      const slice = this.#guard(() => this.#door.rm_next(session)) >>> 0;
      if (slice === 0) return result;
      const { buffer } = this.#door.memory;
      const view = new DataView(buffer);
      const event = decodeEvent(new Uint8Array(buffer, view.getUint32(slice, true), view.getUint32(slice + 4, true)));
      if (event.kind === 'output') result.outputs.push(event.output);
      else result.failures.push(event.error);
    }
  }

  async #call(call: () => number | Promise<number>): Promise<number> {
    if (this.broken) throw this.broken;
    try {
      return (await call()) >>> 0;
    } catch (error) {
      throw this.#break(error);
    } finally {
      this.#lines.flush();
    }
  }

  #guard(call: () => number): number {
    if (this.broken) throw this.broken;
    try {
      return call();
    } catch (error) {
      throw this.#break(error);
    }
  }

  #break(error: unknown): RmError {
    this.#lines.flush();
    this.broken = crash(error, this.#tail);
    return this.broken;
  }
}

/**
 * Runs the command door on an instance of its own.
 * @throws {RmError} when the module traps; an exit code is a result.
 */
export async function runCommand(module: WebAssembly.Module, request: CommandRequest, options: InstanceOptions = {}): Promise<CommandResult> {
  const [stdout, stderr] = [new Collector(), new Collector()];
  const instance = await instantiate(module, {
    ...hostOptions(options),
    args: ['pipeline_executor_wasm', ...(request.args ?? [])],
    env: { ...options.env, ...request.env },
    stdin: request.stdin,
    stdout: stdout.write,
    stderr: stderr.write,
  });
  const { _start } = instance.exports as { _start: () => void };
  const promising = options.promising ? promisingOf() : undefined;
  let exitCode = 0;
  try {
    await (promising ? promising(_start)() : _start());
  } catch (error) {
    if (!(error instanceof WASIProcExit)) throw crash(error, new TextDecoder().decode(stderr.bytes()).trim().split('\n').slice(-5));
    exitCode = error.code;
  }
  return { exitCode, stdout: stdout.bytes(), stderr: stderr.bytes() };
}

/** JavaScript Promise Integration, where the browser has it. */
const promisingOf = (): Promising | undefined => (WebAssembly as unknown as { promising?: Promising }).promising;

function hostOptions({ env, deadline, stdlib }: InstanceOptions): WasiOptions {
  return { env, deadline, files: { [libraryPath]: stdlib ? { 'python-stdlib.zip': stdlib } : {} } };
}

async function instantiate(module: WebAssembly.Module, options: WasiOptions): Promise<WebAssembly.Instance> {
  const host = new WasiHost(options);
  try {
    // The asynchronous form, because pages may not instantiate large modules at once.
    const instance = await WebAssembly.instantiate(module, { wasi_snapshot_preview1: host.imports as WebAssembly.ModuleImports });
    host.attach(instance);
    return instance;
  } catch (error) {
    if (error instanceof RangeError) throw new RmError('RM2302', `No memory for the runtime: ${error.message}`, { phase: 'start', cause: error });
    throw new RmError('RM1005', `The module does not fit this kit: ${(error as Error).message}`, { phase: 'start', cause: error });
  }
}

class Collector {
  readonly #chunks: Uint8Array[] = [];
  readonly write = (bytes: Uint8Array): void => void this.#chunks.push(bytes);

  bytes(): Uint8Array {
    const all = new Uint8Array(this.#chunks.reduce((size, chunk) => size + chunk.length, 0));
    let at = 0;
    for (const chunk of this.#chunks) {
      all.set(chunk, at);
      at += chunk.length;
    }
    return all;
  }
}

/** Why an instance ended: a trap, the JavaScript stack, the program itself, or our own limit. */
function crash(error: unknown, tail: string[]): RmError {
  if (error instanceof RmError) return error;
  if (error instanceof DeadlineError) return new RmError('RM2301', error.message, { cause: error });
  if (error instanceof WASIProcExit) {
    return new RmError('RM2303', `The pipeline's code ended the runtime with exit code ${error.code}.`, {
      hint: 'Do not call sys.exit or os._exit in a node.',
      cause: error,
    });
  }
  const last = tail.at(-1) ?? '';
  const message = error instanceof Error ? error.message : String(error);
  if (/memory allocation of \d+ bytes failed|out of memory/i.test(`${last} ${message}`)) {
    return new RmError('RM2302', `The runtime ran out of memory: ${last || message}`, { cause: error });
  }
  if (error instanceof RangeError) return new RmError('RM2303', `The runtime's stack overflowed: ${message}`, { cause: error });
  return new RmError('RM2303', `The runtime crashed: ${message}${last ? ` (${last})` : ''}`, { cause: error });
}
