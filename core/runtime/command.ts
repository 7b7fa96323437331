/** Runs modules as WASI commands, and what a live instance needs of the same: imports, a stack, the reason of a crash. */
import { RmError, type RmErrorDetail } from '../errors.js';
import type { CommandRequest, CommandResult } from './engine.js';
import { joinBytes } from './join-bytes.js';
import { DeadlineError, promiseIntegration, said, WasiHost, WASIProcExit, type FileTree, type WasiOptions } from './wasi.js';

export interface HostOptions {
  /** Read-only files by their absolute path; the bytes of each are asked for when it is first opened. */
  files?: (() => Record<string, () => Uint8Array>) | undefined;
  env?: Record<string, string> | undefined;
  /** Time (ms, as performance.now) at which sleeping must stop. */
  deadline?: (() => number) | undefined;
  /**
   * Runs the exports under JavaScript Promise Integration where the browser has it: their native stack is twice as large
   * then. Calls become asynchronous.
   */
  promising?: boolean | undefined;
  /** The same, and what sleeps gives the thread back meanwhile. */
  yielding?: boolean | undefined;
}

export type Promising = ReturnType<typeof promiseIntegration>['promising'];

/**
 * Runs the command door on an instance of its own.
 * @throws {RmError} when the module traps; an exit code is a result.
 */
export async function runCommand(module: WebAssembly.Module, request: CommandRequest, options: HostOptions = {}): Promise<CommandResult> {
  const { stdin, args = [], env } = request;
  const wasi = { ...hostOptions(options), args: ['pipeline_executor_wasm', ...args], env: { ...options.env, ...env }, stdin };
  return start((streams) => {
    const onFault = (fault: RmError): void => streams.stderr(new TextEncoder().encode(`${said(fault)}\n`));
    return instantiate(module, new WasiHost({ ...wasi, ...streams, onFault }));
  }, options);
}

export type Streams = Pick<Required<WasiOptions>, 'stdout' | 'stderr'>;

export interface Blame {
  /** Bytes of either stream. */
  limit?: number;
  /** What a crash is told of, and its code. */
  what?: string;
  code?: string;
}

/**
 * Runs a command from its start to its exit.
 * @throws {RmError} when it crashes, or writes too much; an exit code is a result.
 */
export async function start(make: (streams: Streams) => Promise<WebAssembly.Instance>, options: HostOptions, { limit, ...blame }: Blame = {}): Promise<CommandResult> {
  const [stdout, stderr] = [new Collector(limit), new Collector(limit)];
  let exitCode = 0;
  try {
    const { _start } = (await make({ stdout: stdout.write, stderr: stderr.write })).exports as { _start: () => void };
    const wrap = promisingOf(options);
    await (wrap ? wrap(_start)() : _start());
  } catch (error) {
    if (!(error instanceof WASIProcExit)) throw crash(error, new TextDecoder().decode(stderr.bytes()).trim().split('\n').slice(-5), {}, blame);
    exitCode = error.code;
  }
  return { exitCode, stdout: stdout.bytes(), stderr: stderr.bytes() };
}

/** JavaScript Promise Integration, where the browser has it. */
export const promisingOf = ({ promising, yielding }: HostOptions): Promising => (promising || yielding ? promiseIntegration().promising : undefined);

export function hostOptions({ env, deadline, files, yielding }: HostOptions): WasiOptions {
  const folders: Record<string, FileTree> = {};
  for (const [path, provide] of Object.entries(files?.() ?? {})) {
    const slash = path.lastIndexOf('/');
    (folders[path.slice(0, slash)] ??= {})[path.slice(slash + 1)] = provide;
  }
  return { env, deadline, files: folders, yielding };
}

/** @throws {RmError} RM1005 when it is another module, RM2302 when there is no memory for it. */
export async function instantiate(module: WebAssembly.Module, host: WasiHost): Promise<WebAssembly.Instance> {
  try {
    return await connect(module, host);
  } catch (error) {
    if (error instanceof RmError) throw error;
    throw new RmError('RM1005', `The module does not fit this kit: ${(error as Error).message}`, { phase: 'start', cause: error });
  }
}

/** @throws {RmError} RM2302 when there is no memory for it. */
export async function connect(module: WebAssembly.Module, host: WasiHost, what = 'The runtime'): Promise<WebAssembly.Instance> {
  // The asynchronous form, because pages may not instantiate large modules at once.
  try {
    const instance = await WebAssembly.instantiate(module, { wasi_snapshot_preview1: host.imports as WebAssembly.ModuleImports });
    host.attach(instance);
    return instance;
  } catch (error) {
    if (error instanceof RangeError) throw new RmError('RM2302', `${what} gets no memory: ${error.message}`, { phase: 'start', cause: error });
    throw error;
  }
}

/** What a program writes, up to a limit of bytes. */
export class Collector {
  readonly #limit: number;
  readonly #chunks: Uint8Array[] = [];
  #size = 0;

  constructor(limit = Infinity) {
    this.#limit = limit;
  }

  readonly write = (bytes: Uint8Array): void => {
    this.#size += bytes.length;
    if (this.#size > this.#limit) throw new RmError('RM2308', `The program wrote more than ${this.#limit / 2 ** 20} MiB.`);
    this.#chunks.push(bytes);
  };

  bytes(): Uint8Array {
    return joinBytes(this.#chunks);
  }
}

/** Why an instance ended: a trap, the JavaScript stack, the program itself, or our own limit. */
export function crash(error: unknown, tail: string[], at: RmErrorDetail = {}, { what = 'The runtime', code = 'RM2303' }: Omit<Blame, 'limit'> = {}): RmError {
  if (error instanceof RmError) return error;
  if (error instanceof DeadlineError) return new RmError('RM2301', error.message, { ...at, cause: error });
  if (error instanceof WASIProcExit) {
    return new RmError('RM2303', `The pipeline's code ended the runtime with exit code ${error.code}.`, {
      ...at,
      hint: 'Do not call sys.exit or os._exit in a node.',
      cause: error,
    });
  }
  const last = tail.at(-1) ?? '';
  const message = error instanceof Error ? error.message : String(error);
  if (/memory allocation of \d+ bytes failed|out of memory/i.test(`${last} ${message}`)) {
    return new RmError('RM2302', `${what} ran out of memory: ${last || message}`, { ...at, cause: error });
  }
  if (error instanceof RangeError) return new RmError(code, `${what}'s stack overflowed: ${message}`, { ...at, cause: error });
  return new RmError(code, `${what} crashed: ${message}${last ? ` (${last})` : ''}`, { ...at, cause: error });
}
