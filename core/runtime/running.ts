/** What the runtime's module tells of its own accord, read out of its memory. */
import type { RmErrorDetail } from '../errors.js';
import { decodeRunning } from '../wire/codec.js';

/** The bytes that a slice in memory names; good until the next call into the module. */
export function readSlice({ buffer }: WebAssembly.Memory, slice: number): Uint8Array {
  const view = new DataView(buffer);
  return new Uint8Array(buffer, view.getUint32(slice, true), view.getUint32(slice + 4, true));
}

export interface RunningDoor {
  memory: WebAssembly.Memory;
  rm_running(): number;
}

/** Which node it was at when it broke. Memory is still there after a trap, and often the code that reads it too. */
export function runningNode({ memory, rm_running: running }: RunningDoor): RmErrorDetail {
  try {
    return decodeRunning(readSlice(memory, running() >>> 0)) ?? {};
  } catch {
    return {};
  }
}
