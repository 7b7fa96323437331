/** Runs WASI programs that are no part of the kit: what a WasiNode names. */
import { connect, start, type HostOptions, type Streams } from './command.js';
import type { CommandResult } from './engine.js';
import { cannotRun, noStart } from './program-errors.js';
import { WasiHost, type FileTree } from './wasi.js';

/** A program with all it needs, as it goes to the thread that runs it. */
export interface LoadedProgram {
  /** What it is called by: to itself, and in errors. */
  name: string;
  args: string[];
  env: Record<string, string>;
  stdin: Uint8Array;
  /** By absolute path. */
  files: Record<string, Uint8Array>;
}

/** A program that writes more to its stdout or stderr is ended; bytes. */
export const outputLimit = 256 * 2 ** 20;

/**
 * Runs a program on files of its own.
 * @throws {RmError} RM2311 when it is no command or asks for more than WASI preview 1 has, RM2308 when it writes too much, RM2310
 *   when it crashes, RM2302 when there is no memory for it.
 */
export function runProgram(module: WebAssembly.Module, { name, args, env, stdin, files }: LoadedProgram, options: HostOptions = {}): Promise<CommandResult> {
  if (!WebAssembly.Module.exports(module).some((entry) => entry.name === '_start')) throw noStart(name);
  const make = async (streams: Streams): Promise<WebAssembly.Instance> => {
    const host = new WasiHost({ args: [name, ...args], env, stdin, files: { '/': tree(files) }, writable: true, deadline: options.deadline, yielding: options.yielding, ...streams });
    checkImports(module, name, host);
    try {
      return await connect(module, host, name);
    } catch (error) {
      throw error instanceof WebAssembly.LinkError ? cannotRun(`${name} does not fit WASI preview 1: ${error.message}`, error) : error;
    }
  };
  return start(make, options, { limit: outputLimit, what: name, code: 'RM2310' });
}

function checkImports(module: WebAssembly.Module, name: string, { imports }: WasiHost): void {
  const missing = WebAssembly.Module.imports(module).filter((entry) => entry.module !== 'wasi_snapshot_preview1' || !(entry.name in imports));
  if (missing.length === 0) return;
  const some = missing.slice(0, 3).map((entry) => `${entry.module}.${entry.name}`).join(', ');
  throw cannotRun(`${name} asks for ${some}${missing.length > 3 ? ` and ${missing.length - 3} more` : ''}, which WASI preview 1 does not have.`);
}

/**
 * Files by path as directories; `/tmp` is always there.
 * @throws {RmError} RM2311 for a path that is not absolute or leads through a file.
 */
function tree(files: Record<string, Uint8Array>): FileTree {
  const root: FileTree = { tmp: {} };
  for (const [path, bytes] of Object.entries(files)) {
    const parts = path.split('/').slice(1);
    const name = parts.pop();
    let folder = root;
    if (!path.startsWith('/') || !name || parts.includes('') || [name, ...parts].some((part) => part === '.' || part === '..')) {
      throw cannotRun(`"${path}" is no path of a file: write it from / on, as /data/words.txt.`);
    }
    for (const part of parts) {
      const next = (Object.hasOwn(folder, part) ? folder[part] : (folder[part] = {}))!;
      if (next instanceof Uint8Array || typeof next === 'function') throw cannotRun(`"${path}" leads through a file.`);
      folder = next;
    }
    if (Object.hasOwn(folder, name)) throw cannotRun(`"${path}" is a directory.`);
    folder[name] = bytes;
  }
  return root;
}

/** @throws {RmError} RM2311 for a path that is not absolute or leads through a file. */
export const checkPaths = (files: Record<string, Uint8Array>): void => void tree(files);
