/**
 * The WASI (preview 1) host of the runtime: `@bjorn3/browser_wasi_shim` over a small in-memory file system, with the
 * functions replaced that it lacks or gets wrong. Nothing here reaches the host's files or network.
 */
import { File, OpenFile, PreopenDirectory, WASI, WASIProcExit, wasi, type Fd } from '@bjorn3/browser_wasi_shim';
import { RmError } from '../errors.js';
import { late } from './limit.js';
import { contents, ProviderError, Sink, type FileTree } from './wasi-files.js';

export { WASIProcExit };
export type { FileTree };

export interface WasiOptions {
  args?: string[] | undefined;
  env?: Record<string, string> | undefined;
  stdin?: Uint8Array;
  /** Takes what is written; the bytes are the receiver's own. */
  stdout?: (bytes: Uint8Array) => void;
  stderr?: (bytes: Uint8Array) => void;
  /** Directories by the path they are mounted at. */
  files?: Record<string, FileTree>;
  /** The program may change the files and make others, in memory; the bytes given stay as they are. By default it may only read. */
  writable?: boolean;
  /** Time (ms, as performance.now) after which sleeping is cut short by throwing {@link DeadlineError}. */
  deadline?: (() => number) | undefined;
  /** Sleeping gives the thread back meanwhile, by JavaScript Promise Integration: the exports must be promising then. */
  yielding?: boolean | undefined;
  /** Told once why calls get an error number: the program only sees the number. */
  onFault?: ((error: RmError) => void) | undefined;
}

/** Thrown out of a sleep that would pass the deadline; the instance is then broken. */
export class DeadlineError extends Error {
  override name = 'DeadlineError';
}

type ErrNo = number;
type WasiImports = Record<string, (...args: never[]) => unknown>;

const { ERRNO_SUCCESS, ERRNO_BADF, ERRNO_INVAL, ERRNO_NOTSUP, ERRNO_NOENT, ERRNO_ROFS, ERRNO_IO } = wasi;
const clocks = { realtime: 0, monotonic: 1, process: 2, thread: 3 } as const;

/** One run of the host: the imports of one instance. */
export class WasiHost {
  /** Of the module `wasi_snapshot_preview1`. */
  readonly imports: WasiImports;
  /** Why calls get an error number, by the path of a file that could not be had, or else the message; a file that is there at last is taken off. */
  readonly faults = new Map<string, RmError>();
  readonly #shim: WASI;
  readonly #options: WasiOptions;
  readonly #started = performance.now();
  readonly #yields: boolean;
  readonly #told = new Set<string>();
  #memory: WebAssembly.Memory | undefined;
  #kept: DataView | undefined;
  #stoodStill = 0;

  constructor(options: WasiOptions = {}) {
    this.#options = options;
    const { args = ['remotemedia'], env = {}, stdin = new Uint8Array(), files = {}, writable = false } = options;
    const fds: Fd[] = [
      new OpenFile(new File(stdin, { readonly: true })),
      new Sink(options.stdout ?? (() => {})),
      new Sink(options.stderr ?? (() => {})),
      ...Object.entries(files).map(([path, tree]) => new PreopenDirectory(path, contents(tree, path, { writable, found: (file) => this.faults.delete(file) }))),
    ];
    const environment = Object.entries(env).map(([name, value]) => `${name}=${value}`);
    // The shim logs every call unless told not to.
    this.#shim = new WASI(args, environment, fds, { debug: false });
    this.imports = Object.fromEntries(
      Object.entries({ ...(this.#shim.wasiImport as WasiImports), ...this.#overrides(), ...(!writable && this.#readOnly()) }).map(([name, call]) => [name, this.#guarded(call)]),
    );
    const { Suspending } = promiseIntegration();
    this.#yields = options.yielding === true && Suspending !== undefined;
    if (this.#yields) this.imports.poll_oneoff = new Suspending!(this.imports.poll_oneoff!);
  }

  /** Must be called before any export: the imports read and write the instance's memory. */
  attach(instance: { exports: WebAssembly.Exports }): void {
    this.#memory = instance.exports.memory as WebAssembly.Memory;
    this.#shim.inst = { exports: { memory: this.#memory } };
  }

  /** Takes a time off the monotonic clock, as systems do with the time in which they slept; ms. */
  standStill(milliseconds: number): void {
    this.#stoodStill += milliseconds;
  }

  /** Files that are open now, the standard streams and mounts included. */
  get openFiles(): number {
    return this.#shim.fds.filter(Boolean).length;
  }

  /** Kept until memory grows, which gives it another buffer. */
  get #view(): DataView {
    const { buffer } = this.#memory!;
    if (this.#kept?.buffer !== buffer) this.#kept = new DataView(buffer);
    return this.#kept;
  }

  /** Milliseconds; undefined for a clock that does not exist. */
  #milliseconds(clock: number): number | undefined {
    if (clock === clocks.realtime) return performance.timeOrigin + performance.now();
    if (clock === clocks.monotonic) return performance.now() - this.#stoodStill;
    // There is no CPU clock: the time since the start is the nearest thing, and never runs backwards.
    if (clock === clocks.process || clock === clocks.thread) return performance.now() - this.#started;
    return undefined;
  }

  /** Nanoseconds. */
  #now(clock: number): bigint | undefined {
    const now = this.#milliseconds(clock);
    return now === undefined ? undefined : nanoseconds(now);
  }

  #overrides(): WasiImports {
    const shim = this.#shim;
    const shimmed = shim.wasiImport as Record<string, (...args: unknown[]) => ErrNo>;
    const stat = (name: string, args: unknown[]): ErrNo => {
      const result = shimmed[name]!(...args);
      if (result === ERRNO_SUCCESS) this.#writeTimes(args.at(-1) as number);
      return result;
    };
    const unsupported = (): ErrNo => ERRNO_NOTSUP;
    return {
      args_sizes_get: (count: number, size: number): ErrNo => {
        // The shim counts UTF-16 units here, and writes bytes later.
        this.#view.setUint32(count, shim.args.length, true);
        this.#view.setUint32(size, shim.args.reduce((sum, arg) => sum + new TextEncoder().encode(arg).length + 1, 0), true);
        return ERRNO_SUCCESS;
      },
      clock_res_get: (clock: number, result: number): ErrNo => {
        if (this.#now(clock) === undefined) return ERRNO_INVAL;
        // What browsers round their timers to when a page is not isolated.
        this.#view.setBigUint64(result, 100_000n, true);
        return ERRNO_SUCCESS;
      },
      clock_time_get: (clock: number, _precision: bigint, result: number): ErrNo => {
        const now = this.#milliseconds(clock);
        if (now === undefined) return ERRNO_INVAL;
        // In two halves: the runtime asks for every step of a node, and a BigInt each time would be garbage.
        const time = Math.ceil(now * 1e6);
        const view = this.#view;
        view.setUint32(result, time % 2 ** 32, true);
        view.setUint32(result + 4, time / 2 ** 32, true);
        return ERRNO_SUCCESS;
      },
      fd_filestat_get: (...args: unknown[]): ErrNo => stat('fd_filestat_get', args),
      path_filestat_get: (...args: unknown[]): ErrNo => stat('path_filestat_get', args),
      path_open: (...args: unknown[]): ErrNo => this.#open(args),
      poll_oneoff: (input: number, output: number, count: number, events: number): ErrNo | Promise<ErrNo> => this.#poll(input, output, count, events),
      sched_yield: (): ErrNo => ERRNO_SUCCESS,
      random_get: (address: number, length: number): ErrNo => {
        const bytes = new Uint8Array(this.#memory!.buffer, address, length);
        for (let at = 0; at < length; at += 65_536) crypto.getRandomValues(bytes.subarray(at, at + 65_536));
        return ERRNO_SUCCESS;
      },
      proc_raise: unsupported,
      sock_accept: unsupported,
      sock_recv: unsupported,
      sock_send: unsupported,
      sock_shutdown: unsupported,
    } as unknown as WasiImports;
  }

  /** What keeps a program from changing files, over all else. */
  #readOnly(): WasiImports {
    const readOnly = (): ErrNo => ERRNO_ROFS;
    return {
      path_open: (...args: unknown[]): ErrNo => {
        const flags = args[4] as number;
        if (flags & wasi.OFLAGS_TRUNC) return ERRNO_ROFS;
        const creates = (flags & wasi.OFLAGS_CREAT) !== 0;
        if (creates) args[4] = flags & ~wasi.OFLAGS_CREAT;
        const result = this.#open(args);
        return creates && result === ERRNO_NOENT ? ERRNO_ROFS : result;
      },
      fd_filestat_set_size: readOnly,
      path_create_directory: readOnly,
      path_link: readOnly,
      path_remove_directory: readOnly,
      path_rename: readOnly,
      path_symlink: readOnly,
      path_unlink_file: readOnly,
    } as unknown as WasiImports;
  }

  /** @param args of `path_open`. */
  #open(args: unknown[]): ErrNo {
    const result = (this.#shim.wasiImport as Record<string, (...args: unknown[]) => ErrNo>).path_open!(...args);
    if (result === ERRNO_SUCCESS) this.#reuseDescriptor(args.at(-1) as number);
    return result;
  }

  /** The shim writes the three times to wrong offsets, over part of the size, and leaves the last one undefined. */
  #writeTimes(address: number): void {
    const view = this.#view;
    for (const offset of [40, 48, 56]) view.setBigUint64(address + offset, nanoseconds(performance.timeOrigin), true);
  }

  /** The shim never uses a closed descriptor again, so a page that stays open would collect them. */
  #reuseDescriptor(address: number): void {
    const { fds } = this.#shim as unknown as { fds: (Fd | undefined)[] };
    const opened = fds.length - 1;
    const free = fds.findIndex((fd, index) => index > 2 && index < opened && fd === undefined);
    if (free > 0) {
      fds[free] = fds[opened];
      this.#view.setUint32(address, free, true);
      fds.pop();
    }
  }

  /**
   * Waits for the first of several subscriptions. Files are always ready, so only a call with nothing but clocks sleeps.
   * Layouts: subscription 48 bytes (userdata 0, tag 8, clock id or fd 16, timeout 24, flags 40); event 32 bytes (userdata 0,
   * error 8, type 10, bytes 16, flags 24).
   */
  #poll(input: number, output: number, count: number, events: number): ErrNo | Promise<ErrNo> {
    if (count === 0) return ERRNO_INVAL;
    const view = this.#view;
    const ready: { userdata: bigint; error: ErrNo; type: number; size: bigint }[] = [];
    const waiting: { userdata: bigint; at: bigint }[] = [];
    for (let index = 0; index < count; index += 1) {
      const address = input + index * 48;
      const userdata = view.getBigUint64(address, true);
      const type = view.getUint8(address + 8);
      if (type === wasi.EVENTTYPE_CLOCK) {
        const clock = view.getUint32(address + 16, true);
        const now = this.#now(clock);
        if (now === undefined) {
          ready.push({ userdata, error: ERRNO_INVAL, type, size: 0n });
          continue;
        }
        const timeout = view.getBigUint64(address + 24, true);
        const absolute = (view.getUint16(address + 40, true) & 1) !== 0;
        const left = absolute ? (timeout > now ? timeout - now : 0n) : timeout;
        waiting.push({ userdata, at: this.#now(clocks.monotonic)! + left });
      } else {
        const fd = this.#shim.fds[view.getUint32(address + 16, true)];
        ready.push({ userdata, error: fd ? ERRNO_SUCCESS : ERRNO_BADF, type, size: fd ? 1n : 0n });
      }
    }
    const tell = (): ErrNo => {
      const now = this.#now(clocks.monotonic)!;
      for (const { userdata, at } of waiting) if (at <= now) ready.push({ userdata, error: ERRNO_SUCCESS, type: wasi.EVENTTYPE_CLOCK, size: 0n });
      // The memory may have moved meanwhile.
      const out = this.#view;
      ready.forEach(({ userdata, error, type, size }, index) => {
        const address = output + index * 32;
        out.setBigUint64(address, userdata, true);
        out.setBigUint64(address + 8, 0n, true);
        out.setUint16(address + 8, error, true);
        out.setUint8(address + 10, type);
        out.setBigUint64(address + 16, size, true);
        out.setBigUint64(address + 24, 0n, true);
      });
      out.setUint32(events, ready.length, true);
      return ERRNO_SUCCESS;
    };
    if (ready.length > 0) return tell();
    const end = Number(waiting.reduce((first, { at }) => (at < first ? at : first), waiting[0]!.at)) / 1e6;
    if (this.#yields) return this.#yieldUntil(end).then(tell);
    for (let left = this.#left(end); left > 0; left = this.#left(end)) {
      const asked = Math.min(left, 1000);
      const due = performance.now() + asked;
      if (!pause(asked)) {
        this.#tell(new RmError('RM2310', 'The clock of this host stands still while code runs, so that nothing can sleep.', { hint: 'Use "await asyncio.sleep(…)".' }));
        return ERRNO_NOTSUP;
      }
      this.#back(due);
    }
    return tell();
  }

  /** The deadline may come nearer meanwhile: that is how a sleeping session is stopped. */
  async #yieldUntil(end: number): Promise<void> {
    for (let left = this.#left(end); left > 0; left = this.#left(end)) {
      const asked = Math.min(left, 100);
      const due = performance.now() + asked;
      await new Promise((resolve) => setTimeout(resolve, asked));
      this.#back(due);
    }
  }

  /** Milliseconds to sleep until then (on the monotonic clock), or until the deadline. */
  #left(end: number): number {
    const now = performance.now();
    const left = end - this.#milliseconds(clocks.monotonic)!;
    const deadline = this.#options.deadline?.() ?? Infinity;
    if (left > 0 && now >= deadline) throw new DeadlineError('The time limit passed while the pipeline slept.');
    return Math.min(left, deadline - now);
  }

  /** What comes back much later than it was due tells that nothing could run. */
  #back(due: number): void {
    const delay = performance.now() - due;
    if (delay > late) this.standStill(delay);
  }

  /** Once each. */
  #tell(fault: RmError, what = fault.message): void {
    this.faults.set(what, fault);
    if (this.#told.has(fault.message)) return;
    this.#told.add(fault.message);
    this.#options.onFault?.(fault);
  }

  /** A provider of bytes may fail (no network): that is an error of the program, not the end of the instance. */
  #guarded(call: (...args: never[]) => unknown): (...args: never[]) => unknown {
    return (...args) => {
      try {
        return call(...args);
      } catch (error) {
        if (!(error instanceof ProviderError)) throw error;
        const { fault, path } = error;
        this.#tell(fault, path);
        return fault.code === 'RM1002' ? ERRNO_NOENT : ERRNO_IO;
      }
    };
  }
}

interface PromiseIntegration {
  promising?: (call: unknown) => (...args: number[]) => Promise<number>;
  Suspending?: new (call: (...args: never[]) => unknown) => (...args: never[]) => unknown;
}

/** What a fault says, in one line. */
export const said = ({ message, hint }: RmError): string => `${message} ${hint}`;

/** JavaScript Promise Integration, where the host has it. */
export const promiseIntegration = (): PromiseIntegration => WebAssembly as unknown as PromiseIntegration;

const nanoseconds = (milliseconds: number): bigint => BigInt(Math.ceil(milliseconds * 1e6));

let cell: Int32Array | undefined | null;

/** Edge workers stop their clock while code runs; no clock that goes is read so often in vain. */
const standstill = 5_000_000;

/** Blocks this thread; ms. Without burning a core where the thread may wait. Returns whether the clock goes meanwhile. */
function pause(milliseconds: number): boolean {
  const start = performance.now();
  if (cell === undefined) {
    try {
      // A shared memory gives a SharedArrayBuffer also where the constructor is hidden (pages that are not isolated).
      cell = new Int32Array(new WebAssembly.Memory({ initial: 1, maximum: 1, shared: true }).buffer);
    } catch {
      cell = null;
    }
  }
  if (cell && milliseconds > 0.2) {
    try {
      Atomics.wait(cell, 0, 0, milliseconds);
      // A coarse clock may show the same time after a short while.
      return milliseconds < 100 || performance.now() !== start;
    } catch {
      // The main thread of a page must not wait.
      cell = null;
    }
  }
  for (let reads = 0; performance.now() < start + milliseconds; reads += 1) if (reads > standstill && performance.now() === start) return false;
  return true;
}
