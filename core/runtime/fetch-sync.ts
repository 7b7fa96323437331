import { canReadFiles, readFile } from './node-files.js';

const kept = new Map<string, Uint8Array>();

/**
 * The bytes behind an address, at once: Python's imports cannot wait for a promise. Kept, because every new instance may ask.
 * @throws {Error} when they cannot be had.
 */
export function fetchSync(address: string): Uint8Array {
  let bytes = kept.get(address);
  if (!bytes) kept.set(address, (bytes = read(address)));
  return bytes;
}

/** Files of the runtime that are fetched when a node first opens them, by their path inside it. */
export const lazyFiles = (addresses: Record<string, string>): Record<string, () => Uint8Array> =>
  Object.fromEntries(Object.entries(addresses).map(([path, address]) => [path, () => fetchSync(address)]));

function read(address: string): Uint8Array {
  if (address.startsWith('file:') && canReadFiles) return readFile(new URL(address));
  const request = new XMLHttpRequest();
  request.open('GET', address, false);
  // Pages may not ask for bytes in a synchronous request, workers may.
  const onPage = typeof document === 'object';
  if (onPage) request.overrideMimeType('text/plain; charset=x-user-defined');
  else request.responseType = 'arraybuffer';
  request.send();
  if (request.status < 200 || request.status >= 300) throw new Error(`${address} answered ${request.status}`);
  if (!onPage) return new Uint8Array(request.response as ArrayBuffer);
  return Uint8Array.from(request.responseText, (character) => character.charCodeAt(0) & 0xff);
}
