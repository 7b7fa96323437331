/** Files and streams of the WASI host, in memory. */
import { Directory, Fd, File, Inode, wasi } from '@bjorn3/browser_wasi_shim';
import { RmError } from '../errors.js';

/** What a directory holds: bytes, a function that gives them when the file is first read, or a directory. */
export interface FileTree {
  [name: string]: Uint8Array | (() => Uint8Array) | FileTree;
}

/** stdout or stderr: not a terminal, so that programs buffer as they do in a pipe. */
export class Sink extends Fd {
  readonly #ino = Inode.issue_ino();
  readonly #write: (bytes: Uint8Array) => void;

  constructor(write: (bytes: Uint8Array) => void) {
    super();
    this.#write = write;
  }

  override fd_write(data: Uint8Array): { ret: number; nwritten: number } {
    this.#write(data);
    return { ret: wasi.ERRNO_SUCCESS, nwritten: data.byteLength };
  }

  override fd_fdstat_get(): { ret: number; fdstat: wasi.Fdstat } {
    const fdstat = new wasi.Fdstat(wasi.FILETYPE_UNKNOWN, wasi.FDFLAGS_APPEND);
    fdstat.fs_rights_base = BigInt(wasi.RIGHTS_FD_WRITE);
    return { ret: wasi.ERRNO_SUCCESS, fdstat };
  }

  override fd_filestat_get(): { ret: number; filestat: wasi.Filestat } {
    return { ret: wasi.ERRNO_SUCCESS, filestat: new wasi.Filestat(this.#ino, wasi.FILETYPE_UNKNOWN, 0n) };
  }
}

/** The bytes of a file could not be had. */
export class ProviderError extends Error {
  readonly path: string;
  readonly fault: RmError;

  constructor(path: string, cause: unknown) {
    const fault = RmError.from(cause, 'RM1001');
    super(fault.message, { cause });
    this.path = path;
    this.fault = fault;
  }
}

interface ContentOptions {
  writable: boolean;
  /** Told the path of a file that was asked for and is there. */
  found(path: string): void;
}

/** A read-only file whose bytes are asked for when it is first opened or measured, and kept. */
class LazyFile extends File {
  #bytes: Uint8Array | undefined;
  readonly #provide: () => Uint8Array;
  readonly #path: string;
  readonly #found: (path: string) => void;

  constructor(provide: () => Uint8Array, path: string, found: (path: string) => void) {
    super(new Uint8Array(), { readonly: true });
    this.#provide = provide;
    this.#path = path;
    this.#found = found;
    // The base class sets `data` on the object itself.
    Object.defineProperty(this, 'data', { get: () => this.#load(), set: () => {} });
  }

  /** Listing a folder measures what is in it: that must not fail for the sake of one file. Reading does. */
  override stat(): wasi.Filestat {
    try {
      return super.stat();
    } catch {
      return new wasi.Filestat(this.ino, wasi.FILETYPE_REGULAR_FILE, 0n);
    }
  }

  #load(): Uint8Array {
    if (!this.#bytes) {
      try {
        this.#bytes = this.#provide();
      } catch (cause) {
        throw new ProviderError(this.#path, cause);
      }
      this.#found(this.#path);
    }
    return this.#bytes;
  }
}

/**
 * A tree as the directory entries of the shim.
 * @param folder its absolute path.
 */
export function contents(tree: FileTree, folder: string, options: ContentOptions): Map<string, Inode> {
  return new Map(
    Object.entries(tree).map(([name, entry]): [string, Inode] => {
      const path = `${folder}/${name}`;
      // The file takes a copy.
      if (entry instanceof Uint8Array) return [name, new File(entry, { readonly: !options.writable })];
      if (typeof entry === 'function') return [name, new LazyFile(entry, path, options.found)];
      return [name, new Directory(contents(entry, path, options))];
    }),
  );
}
