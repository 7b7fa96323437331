import { RmError } from '../errors.js';
import type { FileSources } from './given.js';
import { canReadFiles, readFile } from './node-files.js';

// Replaced by the build: sizes of the files that belong to it, by their name.
declare const __RM_FILE_BYTES__: Record<string, number | undefined> | undefined;
const sizes = typeof __RM_FILE_BYTES__ === 'object' ? __RM_FILE_BYTES__ : {};

/** Milliseconds for one file that is fetched ahead. */
const patience = 30_000;

const kept = new Map<string, Uint8Array>();

/** Addresses that last gave something else than their file. */
const doubtful = new Set<string>();

/**
 * The bytes behind an address, at once: Python's imports cannot wait for a promise. Kept, because every new instance may ask.
 * What may pass by itself is tried once more.
 * @throws {RmError} RM10xx when they cannot be had; the message names the address.
 */
export function fetchSync(address: string): Uint8Array {
  let bytes = kept.get(address);
  if (!bytes) kept.set(address, (bytes = address.startsWith('file:') && canReadFiles ? readFile(new URL(address)) : twice(address)));
  return bytes;
}

/** Files of the runtime, by their path inside it; those with an address are fetched when a node first opens them. */
export const lazyFiles = (sources: FileSources): Record<string, () => Uint8Array> =>
  Object.fromEntries(Object.entries(sources).map(([path, source]) => [path, () => (typeof source === 'string' ? fetchSync(source) : source)]));

/**
 * Fetches what could not be fetched at once later: outside of browsers there are no synchronous requests. What fails here is
 * told when a node opens it.
 */
export async function fetchAhead(sources: FileSources): Promise<void> {
  if (typeof XMLHttpRequest === 'function') return;
  const addresses = Object.values(sources).filter((source) => typeof source === 'string');
  await Promise.allSettled(
    addresses.map(async (address) => {
      if (!/^https?:/.test(address) || kept.has(address)) return;
      const response = await fetch(address, { signal: AbortSignal.timeout(patience) });
      if (response.ok) kept.set(address, new Uint8Array(await response.arrayBuffer()));
    }),
  );
}

function twice(address: string): Uint8Array {
  try {
    return request(address);
  } catch (error) {
    // The others are answers that do not change by themselves.
    if (!/^RM100[157]$/.test((error as RmError).code)) throw error;
    return request(address);
  }
}

function request(address: string): Uint8Array {
  const name = address.slice(address.lastIndexOf('/') + 1);
  if (typeof XMLHttpRequest !== 'function') {
    throw new RmError('RM1002', `${address} could not be fetched.`, { hint: `Give its bytes to the engine: files: { '${name}': … }.` });
  }
  const xhr = new XMLHttpRequest();
  xhr.open('GET', address, false);
  // What is wrong may lie in a cache. Another origin would have to allow the header.
  const own = new URL(address).origin === globalThis.origin;
  if (own && doubtful.delete(address)) xhr.setRequestHeader('cache-control', 'no-cache');
  // Pages may not ask for bytes in a synchronous request, workers may.
  const onPage = typeof document === 'object';
  if (onPage) xhr.overrideMimeType('text/plain; charset=x-user-defined');
  else xhr.responseType = 'arraybuffer';
  try {
    xhr.send();
  } catch (cause) {
    throw new RmError('RM1001', `${address} could not be fetched.`, { cause });
  }
  const { status, responseURL } = xhr;
  if (status < 200 || status >= 300) throw new RmError(status < 500 ? 'RM1002' : 'RM1007', `${address} answered ${status}.`);
  if (responseURL && new URL(responseURL).origin !== new URL(address).origin) throw new RmError('RM1003', `${address} is redirected to ${new URL(responseURL).origin}.`);
  const bytes = onPage ? Uint8Array.from(xhr.responseText, (character) => character.charCodeAt(0) & 0xff) : new Uint8Array(xhr.response as ArrayBuffer);
  const size = sizes[name];
  if (size !== undefined && bytes.length !== size) {
    doubtful.add(address);
    throw new RmError('RM1005', `${address} is cut off or of another version: ${bytes.length} bytes instead of ${size}.`, { hint: 'Upload all files of the kit again, in binary mode, and clear caches.' });
  }
  return bytes;
}
