import { RmError } from '../errors.js';
import { shared } from '../shared.js';
import { defaultStall, type CacheMode, type LoadProgress } from './engine.js';
import { fetchFile, isDamaged, networkError, twice } from './fetch-file.js';
import { parseIntegrity, sha256 } from './integrity.js';
import { startLimit } from './limit.js';
import { canReadFiles, readFile } from './node-files.js';
import { wasmBytes } from './assets.js';

export interface LoadModuleOptions {
  /** SHA-256 of the file; see EngineOptions. */
  integrity?: string | undefined;
  /** Cancels this caller's waiting; the fetch itself goes on while someone else waits for it. */
  signal?: AbortSignal | undefined;
  onProgress?: ((progress: LoadProgress) => void) | undefined;
  /** Seconds without a byte after which loading fails; 30 by default. */
  stallTimeout?: number | undefined;
  /** See EngineOptions. */
  cache?: CacheMode | undefined;
}

/** A module as an engine takes it: compiled, or as it is for one that compiles by itself. Threads share either without a copy. */
export interface Forms {
  module: WebAssembly.Module;
  blob: Blob;
}

export type Form = keyof Forms;
type Code = Forms[Form];

/** One fetch and compilation that several callers may wait for. */
interface Loading {
  module: Promise<Code>;
  progress: LoadProgress;
  listeners: Set<(progress: LoadProgress) => void>;
  waiting: number;
  controller: AbortController;
  done: boolean;
}

const loadings = shared('modules', () => new Map<string, Loading>());

/** Addresses that last gave something else than the module. */
const doubtful = new Set<string>();

const slow = 'The server or the connection is too slow. Check the connection and try again.';

/**
 * Fetches and compiles the module, once per page for each address and hash. What may pass by itself is tried once more at once;
 * a failed load is forgotten, so that the next call tries again.
 *
 * @throws {RmError} RM1001 to RM1007 for what can go wrong on the way, RM2301 when nothing arrives any more, RM2304 when
 *   cancelled, RM5001 when the page's policy forbids WebAssembly.
 */
export function loadModule(url: URL, options: LoadModuleOptions = {}): Promise<WebAssembly.Module> {
  return loadCode(url, 'module', options);
}

/** As {@link loadModule}, in either form. */
export async function loadCode<As extends Form>(url: URL, form: As, options: LoadModuleOptions = {}): Promise<Forms[As]> {
  RmError.throwIfAborted(options.signal);
  if (typeof WebAssembly !== 'object') throw new RmError('RM5007');
  const expected = options.integrity ? parseIntegrity(options.integrity) : undefined;
  const { cache = 'default' } = options;
  const key = `${form} ${url.href} ${expected ?? ''} ${cache}`;
  let loading = loadings.get(key);
  if (!loading) {
    loading = start({ url, form, expected, cache, stall: (options.stallTimeout ?? defaultStall) * 1000 });
    loadings.set(key, loading);
    const own = loading;
    own.module.then(
      () => (own.done = true),
      () => loadings.get(key) === own && loadings.delete(key),
    );
  }
  return (await wait(key, loading, options)) as Forms[As];
}

/** Forgets what was loaded; for tests. */
export function forgetModules(): void {
  for (const { controller } of loadings.values()) controller.abort();
  loadings.clear();
  doubtful.clear();
}

async function wait(key: string, loading: Loading, { signal, onProgress }: LoadModuleOptions): Promise<Code> {
  if (onProgress) {
    loading.listeners.add(onProgress);
    onProgress(loading.progress);
  }
  loading.waiting += 1;
  let stop: (() => void) | undefined;
  try {
    const cancelled = new Promise<never>((_, reject) => {
      stop = () => reject(RmError.aborted(signal!));
      signal?.addEventListener('abort', stop);
    });
    return await Promise.race([loading.module, cancelled]);
  } finally {
    if (stop) signal?.removeEventListener('abort', stop);
    if (onProgress) loading.listeners.delete(onProgress);
    loading.waiting -= 1;
    if (loading.waiting === 0 && !loading.done) {
      // Nobody wants it any more.
      loading.controller.abort();
      if (loadings.get(key) === loading) loadings.delete(key);
    }
  }
}

/** What is loaded. */
interface Wanted {
  url: URL;
  form: Form;
  /** SHA-256 in hexadecimal digits. */
  expected: string | undefined;
  cache: CacheMode;
  /** ms. */
  stall: number;
}

type Report = (change: Partial<LoadProgress>) => void;

function start(wanted: Wanted): Loading {
  const { url } = wanted;
  const controller = new AbortController();
  const listeners = new Set<(progress: LoadProgress) => void>();
  const loading: Loading = {
    progress: { loaded: 0, total: undefined, stage: 'fetch', cached: false },
    listeners,
    waiting: 0,
    controller,
    done: false,
    module: undefined as unknown as Promise<Code>,
  };
  const report: Report = (change) => {
    // A second attempt shows once it is farther than the first: a bar that runs backwards tells nobody anything.
    const loaded = Math.max(loading.progress.loaded, change.loaded ?? 0);
    loading.progress = { ...loading.progress, ...change, loaded };
    for (const listener of [...listeners]) listener(loading.progress);
  };
  loading.module = (url.protocol === 'file:' && canReadFiles ? fromFile(wanted, report) : wanted.cache === 'persist' ? fromKept(wanted, controller.signal, report) : fromNetwork(wanted, controller.signal, report)).catch((error: unknown) => {
    throw RmError.from(error, 'RM1001');
  });
  // Whoever waits gets the failure; that nobody waits any more is no failure of its own.
  loading.module.catch(() => {});
  return loading;
}

async function fromFile({ url, form, expected }: Wanted, report: Report): Promise<Code> {
  let bytes: Uint8Array<ArrayBuffer>;
  try {
    bytes = readFile(url);
  } catch (cause) {
    throw new RmError('RM1002', `${url.href} cannot be read: ${(cause as Error).message}`, { phase: 'load', cause });
  }
  report({ loaded: bytes.length, total: bytes.length, stage: 'compile', cached: true });
  return fromBytes(url.href, form, bytes, expected);
}

/**
 * The module that is already here as bytes.
 * @param address what errors call it.
 * @throws {RmError} RM1004, RM1005, RM2302 or RM5001, as {@link loadModule}.
 */
export async function fromBytes<As extends Form>(address: string, form: As, bytes: Uint8Array<ArrayBuffer>, expected: string | undefined): Promise<Forms[As]> {
  if (!startsLikeWasm(bytes)) throw notWasm(address, bytes, null);
  if (expected) await compare(address, expected, bytes);
  return (form === 'blob' ? new Blob([bytes]) : await compile(address, () => WebAssembly.compile(bytes))) as Forms[As];
}

/** Kept in the browser, or from the network and then kept. */
async function fromKept(wanted: Wanted, signal: AbortSignal, report: Report): Promise<Code> {
  const { url, form, expected } = wanted;
  const cache = await import('../cache/kept-files.js').catch(() => undefined);
  const hash = cache?.hashOf(url, expected);
  // Of a file that may be any, a copy says nothing.
  if (!cache || !hash) return fromNetwork(wanted, signal, report);
  const bytes = await cache.kept(url, hash);
  if (!bytes) return fromNetwork(wanted, signal, report, (content) => void cache.keep(url, hash, content));
  report({ loaded: bytes.length, total: bytes.length, stage: 'compile', cached: true });
  return fromBytes(url.href, form, bytes, undefined);
}

/** @param whole is told the file, when it was good. */
async function fromNetwork(wanted: Wanted, signal: AbortSignal, report: Report, whole?: (content: Blob) => void): Promise<Code> {
  const { url, cache } = wanted;
  const usual = cache === 'none' ? 'no-store' : 'default';
  try {
    return await twice((before) => attempt(wanted, signal, report, before && isDamaged(before) && cache !== 'none' ? 'reload' : usual, whole), signal);
  } catch (error) {
    // What is wrong may lie in a cache: whoever tries again must not get the same from there.
    if (/^RM100[45]$/.test(RmError.from(error).code)) doubtful.add(url.href);
    throw error;
  }
}

async function attempt({ url, form, expected, stall }: Wanted, signal: AbortSignal, report: Report, cache: RequestCache, whole?: (content: Blob) => void): Promise<Code> {
  // Of its own, so that what ends this attempt does not end the next.
  const control = new AbortController();
  const ended = AbortSignal.any([control.signal, signal]);
  let endLimit = (): void => {};
  const alive = (): void => {
    endLimit();
    endLimit = startLimit(stall, () => control.abort(new RmError('RM2301', `Nothing of ${url.href} arrived for ${stall / 1000} s.`, { phase: 'load', hint: slow })));
  };
  try {
    alive();
    const response = await fetchFile(url, { signal: ended, cache: doubtful.delete(url.href) && cache === 'default' ? 'reload' : cache });
    if (!response.body) throw notWasm(url.href, new Uint8Array(), response);

    const length = Number(response.headers.get('content-length'));
    // Of a compressed answer the length says nothing about the bytes that come out.
    const total = response.headers.get('content-encoding') || !length ? wasmBytes : length;
    report({ total, stage: 'fetch' });
    const kept: Uint8Array<ArrayBuffer>[] = [];
    let loaded = 0;
    let head = new Uint8Array();
    const counted = response.body.pipeThrough(
      new TransformStream<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>>({
        transform(chunk, stream) {
          alive();
          if (head.length < 4) {
            head = new Uint8Array([...head, ...chunk.subarray(0, 4)]);
            if (head.length >= 4 && !startsLikeWasm(head)) {
              control.abort(notWasm(url.href, chunk, response));
              stream.error(ended.reason);
              return;
            }
          }
          loaded += chunk.length;
          if (expected || whole) kept.push(chunk);
          report({ loaded, total: total !== undefined && loaded > total ? undefined : total });
          stream.enqueue(chunk);
        },
        flush() {
          endLimit();
          report({ loaded, total: loaded, stage: 'compile', cached: wasCached(url) });
        },
      }),
    );
    // A response of our own carries the right type, whatever the server said: streaming works everywhere.
    const typed = new Response(counted, { headers: { 'content-type': 'application/wasm' } });
    const making = async (): Promise<Code> => {
      if (form === 'blob') return typed.blob();
      // Edge workers have only the other one, and refuse it with a reason.
      return WebAssembly.compileStreaming ? WebAssembly.compileStreaming(typed) : WebAssembly.compile(await typed.arrayBuffer());
    };
    const module = await compile(url.href, making).catch((error: unknown) => {
      // An aborted stream does not say itself why.
      RmError.throwIfAborted(ended);
      // The connection broke while the body was read.
      if (!(error instanceof RmError)) throw networkError(url, error, 'broke off');
      throw error;
    });
    if (head.length < 4) throw notWasm(url.href, head, response);
    if (wasCached(url)) report({ cached: true });
    const content = new Blob(kept, { type: 'application/wasm' });
    if (expected) await compare(url.href, expected, new Uint8Array(await content.arrayBuffer()));
    whole?.(content);
    return module;
  } finally {
    endLimit();
  }
}

async function compile<Made>(address: string, run: () => Promise<Made>): Promise<Made> {
  try {
    return await run();
  } catch (error) {
    if (error instanceof RmError) throw error;
    const { name, message } = error as Error;
    if (/unsafe-eval|content security policy|blocked by csp|disallowed by embedder/i.test(message)) {
      const hint = typeof location === 'undefined' ? 'Import the module, and give it as the option `module`.' : undefined;
      throw new RmError('RM5001', `The page's policy forbids WebAssembly: ${message}`, { phase: 'compile', hint, cause: error });
    }
    if (name === 'CompileError') throw new RmError('RM1005', `${address} is cut off or damaged: ${message}`, { phase: 'compile', cause: error });
    if (name === 'RangeError' || /memory/i.test(message)) throw new RmError('RM2302', `No memory to compile the runtime: ${message}`, { phase: 'compile', cause: error });
    throw error;
  }
}

async function compare(address: string, expected: string, bytes: Uint8Array<ArrayBuffer>): Promise<void> {
  const actual = await sha256(bytes);
  if (actual !== expected) throw new RmError('RM1004', `${address} has the SHA-256 ${actual}, expected was ${expected}.`, { phase: 'load' });
}

const startsLikeWasm = (bytes: Uint8Array): boolean => bytes[0] === 0 && bytes[1] === 0x61 && bytes[2] === 0x73 && bytes[3] === 0x6d;

function notWasm(address: string, start: Uint8Array, response: Response | null): RmError {
  const type = response?.headers.get('content-type');
  const what = start.length === 0 ? 'is empty' : start[0] === 0x3c ? 'is a web page' : 'is no WebAssembly module';
  return new RmError('RM1005', `${address} ${what}${type ? ` (${type})` : ''}.`, { phase: 'load' });
}

/**
 * True when the browser says that the file itself did not come over the network: at most the few bytes of a revalidation did.
 * The entry may be written only after the last byte was read.
 */
function wasCached(url: URL): boolean {
  const entry = performance.getEntriesByName?.(url.href).at(-1) as { transferSize?: number; decodedBodySize?: number } | undefined;
  return entry?.transferSize !== undefined && entry.transferSize < 1000 && (entry.decodedBodySize ?? 0) > 1000;
}
