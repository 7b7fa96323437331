import { RmError } from '../errors.js';
import type { FileSources } from './given.js';
import { canReadFiles, readFile } from './node-files.js';

/** Milliseconds for one file that is fetched ahead. */
const patience = 30_000;

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

function read(address: string): Uint8Array {
  if (address.startsWith('file:') && canReadFiles) return readFile(new URL(address));
  if (typeof XMLHttpRequest !== 'function') {
    const name = address.split('/').at(-1)!;
    throw new RmError('RM1002', `${address} could not be fetched.`, { hint: `Give its bytes to the engine: files: { '${name}': … }.` });
  }
  const request = new XMLHttpRequest();
  request.open('GET', address, false);
  // Pages may not ask for bytes in a synchronous request, workers may.
  const onPage = typeof document === 'object';
  if (onPage) request.overrideMimeType('text/plain; charset=x-user-defined');
  else request.responseType = 'arraybuffer';
  request.send();
  if (request.status < 200 || request.status >= 300) throw new RmError(request.status === 404 ? 'RM1002' : 'RM1001', `${address} answered ${request.status}.`);
  if (!onPage) return new Uint8Array(request.response as ArrayBuffer);
  return Uint8Array.from(request.responseText, (character) => character.charCodeAt(0) & 0xff);
}
