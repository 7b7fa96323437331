/**
 * The kit's files in the browser's Cache Storage, for `cache: 'persist'`: they stay when the HTTP cache is full, or may not keep them.
 * A copy is taken only when it is the file of this build: its SHA-256 is known, is part of its name, and is compared on the way in and
 * out. Where there is no Cache Storage (pages that are not served securely, private windows, Node), nothing is kept.
 */
import { RmError } from '../errors.js';
import { fetchFile } from '../runtime/fetch-file.js';
import type { FileSources } from '../runtime/given.js';
import { sha256 } from '../runtime/integrity.js';

// Replaced by the build: SHA-256 of the files that belong to it, in hexadecimal digits by their name. Those of the sources may change.
declare const __RM_FILE_HASHES__: Record<string, string | undefined> | undefined;
const hashes = typeof __RM_FILE_HASHES__ === 'object' ? __RM_FILE_HASHES__ : {};

/** What `caches.delete()` takes to forget all. */
export const cacheName = 'remotemedia';

type Bytes = Uint8Array<ArrayBuffer>;

/** The SHA-256 a file must have: the one asked for, else that of this build. */
export const hashOf = (url: URL, expected?: string): string | undefined => expected ?? hashes[url.pathname.slice(url.pathname.lastIndexOf('/') + 1)];

/** @returns the file, when it is kept and whole. */
export async function kept(url: URL, hash: string): Promise<Bytes | undefined> {
  try {
    const cache = await open();
    const name = named(url, hash);
    const response = await cache?.match(name);
    if (!response) return undefined;
    const bytes = new Uint8Array(await response.arrayBuffer());
    if ((await sha256(bytes)) === hash) return bytes;
    await cache!.delete(name);
  } catch (cause) {
    complain(url, 'read from', cause);
  }
  return undefined;
}

/** Keeps a file in place of its earlier versions; what is not the file is not kept. */
export async function keep(url: URL, hash: string, content: Blob): Promise<void> {
  try {
    const cache = await open();
    if (!cache || (await sha256(new Uint8Array(await content.arrayBuffer()))) !== hash) return;
    const name = named(url, hash);
    await cache.put(name, new Response(content, { headers: { 'content-type': content.type || 'application/octet-stream' } }));
    for (const { url: other } of await cache.keys()) if (other !== name && withoutHash(other) === withoutHash(name)) await cache.delete(other);
  } catch (cause) {
    complain(url, 'kept in', cause);
  }
}

/** What was found of each file: one look per page. */
const found = new Map<string, Promise<Bytes | undefined>>();

/** The bytes of those files that are kept, by their path in the runtime; the others are fetched meanwhile, for the next page. */
export async function keptFiles(sources: FileSources): Promise<FileSources> {
  if (!(await open())) return {};
  const files = Object.entries(sources).map(async ([path, source]): Promise<[string, Bytes][]> => {
    const url = typeof source === 'string' && /^https?:/.test(source) ? new URL(source) : undefined;
    const hash = url && hashOf(url);
    if (!hash) return [];
    const name = named(url, hash);
    let looking = found.get(name);
    if (!looking) {
      found.set(name, (looking = kept(url, hash)));
      void looking.then((bytes) => (bytes ? undefined : fetchToKeep(url, hash)));
    }
    const bytes = await looking;
    return bytes ? [[path, bytes]] : [];
  });
  return Object.fromEntries((await Promise.all(files)).flat());
}

/** Nobody waits for it: what cannot be had is told when a node opens it. */
async function fetchToKeep(url: URL, hash: string): Promise<void> {
  try {
    const response = await fetchFile(url, { signal: AbortSignal.timeout(60_000) });
    await keep(url, hash, await response.blob());
  } catch (cause) {
    complain(url, 'fetched for', RmError.from(cause));
  }
}

/** The browser may refuse its storage to this page, and is asked once. */
let refused = false;

async function open(): Promise<Cache | undefined> {
  if (refused || typeof caches !== 'object') return undefined;
  return caches.open(cacheName).catch((cause: unknown) => {
    refused = true;
    console.warn(`remotemedia: the browser's storage cannot be used: ${(cause as Error).message}`);
    return undefined;
  });
}

function named(url: URL, hash: string): string {
  const name = new URL(url);
  name.hash = '';
  name.searchParams.set('sha256', hash);
  return name.href;
}

function withoutHash(name: string): string {
  const url = new URL(name);
  url.searchParams.delete('sha256');
  return url.href;
}

/** The pipeline runs without it. */
const complain = (url: URL, what: string, cause: unknown): void => console.warn(`remotemedia: ${url.href} cannot be ${what} the browser's storage: ${(cause as Error).message}`);
