import { RmError } from '../errors.js';

/** Bytes of a file that were read, while it is `read`; all of them while it is taken apart. */
export type ReadProgress = (loaded: number, stage: 'read' | 'decode') => void;

export interface ReadBytesOptions {
  /** The file, for messages. */
  what: string;
  signal?: AbortSignal | undefined;
  onProgress?: ReadProgress | undefined;
}

/** So much is read at a time where somebody wants to know how far it is; bytes. */
const step = 4 * 2 ** 20;

/**
 * Reads a file, by and by where somebody is told how far it is.
 *
 * @throws {RmError} RM4205 when it cannot be read, RM2304 when it was cancelled.
 */
export async function readBytes(file: Blob, { what, signal, onProgress }: ReadBytesOptions): Promise<Uint8Array<ArrayBuffer>> {
  try {
    if (!onProgress) return new Uint8Array(await file.arrayBuffer());
    onProgress(0, 'read');
    const bytes = new Uint8Array(file.size);
    for (let from = 0; from < file.size; from += step) {
      RmError.throwIfAborted(signal);
      bytes.set(new Uint8Array(await file.slice(from, from + step).arrayBuffer()), from);
      onProgress(Math.min(file.size, from + step), 'read');
    }
    return bytes;
  } catch (cause) {
    if (cause instanceof RmError) throw cause;
    throw new RmError('RM4205', `${what} cannot be read: ${(cause as Error).message}`, { cause });
  }
}
