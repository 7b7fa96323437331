import { canReadFiles, readFile } from './node-files.js';

// Replaced by the build: sizes of the files that belong to it, by their name.
declare const __RM_FILE_BYTES__: Record<string, number | undefined> | undefined;
const sizes = typeof __RM_FILE_BYTES__ === 'object' ? __RM_FILE_BYTES__ : {};

const kept = new Map<string, Uint8Array>();

/** Addresses that last gave something else than their file. */
const doubtful = new Set<string>();

/**
 * The bytes behind an address, at once: Python's imports cannot wait for a promise. Kept, because every new instance may ask.
 * What may pass by itself is tried once more.
 * @throws {Error} when they cannot be had; the message names the address.
 */
export function fetchSync(address: string): Uint8Array {
  let bytes = kept.get(address);
  if (!bytes) kept.set(address, (bytes = address.startsWith('file:') && canReadFiles ? readFile(new URL(address)) : twice(address)));
  return bytes;
}

/** Files of the runtime that are fetched when a node first opens them, by their path inside it. */
export const lazyFiles = (addresses: Record<string, string>): Record<string, () => Uint8Array> =>
  Object.fromEntries(Object.entries(addresses).map(([path, address]) => [path, () => fetchSync(address)]));

function twice(address: string): Uint8Array {
  try {
    return request(address);
  } catch (error) {
    if (error instanceof Refused) throw error;
    return request(address);
  }
}

/** An answer that does not change by itself. */
class Refused extends Error {}

function request(address: string): Uint8Array {
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
  } catch {
    throw new Error(`${address} could not be fetched`);
  }
  const { status, responseURL } = xhr;
  if (status < 200 || status >= 300) throw new (status < 500 ? Refused : Error)(`${address} answered ${status}`);
  if (responseURL && new URL(responseURL).origin !== new URL(address).origin) throw new Refused(`${address} is redirected to ${new URL(responseURL).origin}`);
  const bytes = onPage ? Uint8Array.from(xhr.responseText, (character) => character.charCodeAt(0) & 0xff) : new Uint8Array(xhr.response as ArrayBuffer);
  const size = sizes[address.slice(address.lastIndexOf('/') + 1)];
  if (size !== undefined && bytes.length !== size) {
    doubtful.add(address);
    throw new Error(`${address} is cut off or of another version: ${bytes.length} bytes instead of ${size}`);
  }
  return bytes;
}
