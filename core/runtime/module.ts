import { RmError } from '../errors.js';
import type { LoadProgress } from './engine.js';
import { parseIntegrity, sha256 } from './integrity.js';
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

const loadings = new Map<string, Loading>();

/**
 * Fetches and compiles the module, once per page for each address and hash. A failed load is forgotten, so that the next call
 * tries again.
 *
 * @throws {RmError} RM1001 to RM1006 for what can go wrong on the way, RM2301 when nothing arrives any more, RM2304 when
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
  const key = `${form} ${url.href} ${expected ?? ''}`;
  let loading = loadings.get(key);
  if (!loading) {
    loading = start(url, form, expected, (options.stallTimeout ?? 30) * 1000);
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

function start(url: URL, form: Form, expected: string | undefined, stall: number): Loading {
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
  const report = (change: Partial<LoadProgress>): void => {
    loading.progress = { ...loading.progress, ...change };
    for (const listener of [...listeners]) listener(loading.progress);
  };
  loading.module = (url.protocol === 'file:' && canReadFiles ? fromFile(url, form, expected, report) : fromNetwork(url, form, expected, stall, controller, report)).catch((error: unknown) => {
    throw RmError.from(error, 'RM1001');
  });
  // Whoever waits gets the failure; that nobody waits any more is no failure of its own.
  loading.module.catch(() => {});
  return loading;
}

async function fromFile(url: URL, form: Form, expected: string | undefined, report: (change: Partial<LoadProgress>) => void): Promise<Code> {
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

async function fromNetwork(
  url: URL,
  form: Form,
  expected: string | undefined,
  stall: number,
  controller: AbortController,
  report: (change: Partial<LoadProgress>) => void,
): Promise<Code> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let failure: RmError | undefined;
  /** Ends the fetch and remembers why: an aborted stream does not say it itself. */
  const fail = (error: RmError): void => {
    failure ??= error;
    controller.abort();
  };
  const alive = (): void => {
    clearTimeout(timer);
    const seconds = stall / 1000;
    if (Number.isFinite(stall)) timer = setTimeout(() => fail(new RmError('RM2301', `Nothing of ${url.href} arrived for ${seconds} s.`, { phase: 'load' })), stall);
  };
  try {
    alive();
    const response = await fetch(url, { signal: controller.signal, credentials: 'same-origin' }).catch((cause: unknown) => {
      throw failure ?? (controller.signal.aborted ? new RmError('RM2304', undefined, { cause }) : networkError(url, cause));
    });
    if (!response.ok) throw new RmError('RM1002', `${url.href} answered ${response.status} ${response.statusText}`.trim() + '.', { phase: 'load' });
    if (!response.body) throw notWasm(url.href, new Uint8Array(), response);

    const length = Number(response.headers.get('content-length'));
    // Of a compressed answer the length says nothing about the bytes that come out.
    const total = response.headers.get('content-encoding') || !length ? wasmBytes : length;
    report({ total });
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
              fail(notWasm(url.href, chunk, response));
              stream.error(failure);
              return;
            }
          }
          loaded += chunk.length;
          if (expected) kept.push(chunk);
          report({ loaded, total: total !== undefined && loaded > total ? undefined : total });
          stream.enqueue(chunk);
        },
        flush() {
          clearTimeout(timer);
          report({ loaded, total: loaded, stage: 'compile', cached: wasCached(url) });
        },
      }),
    );
    // A response of our own carries the right type, whatever the server said: streaming works everywhere.
    const typed = new Response(counted, { headers: { 'content-type': 'application/wasm' } });
    const module = await compile<Code>(url.href, () => (form === 'blob' ? typed.blob() : WebAssembly.compileStreaming(typed))).catch((error: unknown) => {
      if (failure) throw failure;
      if (controller.signal.aborted) throw new RmError('RM2304', undefined, { cause: error });
      throw error;
    });
    if (head.length < 4) throw notWasm(url.href, head, response);
    if (wasCached(url)) report({ cached: true });
    if (expected) await compare(url.href, expected, await new Blob(kept).arrayBuffer().then((buffer) => new Uint8Array(buffer)));
    return module;
  } finally {
    clearTimeout(timer);
  }
}

async function compile<Made>(address: string, run: () => Promise<Made>): Promise<Made> {
  try {
    return await run();
  } catch (error) {
    if (error instanceof RmError) throw error;
    const { name, message } = error as Error;
    if (/unsafe-eval|content security policy|blocked by csp|disallowed by embedder/i.test(message)) {
      throw new RmError('RM5001', `The page's policy forbids WebAssembly: ${message}`, { phase: 'compile', cause: error });
    }
    if (name === 'CompileError') throw new RmError('RM1005', `${address} is cut off or damaged: ${message}`, { phase: 'compile', cause: error });
    if (name === 'RangeError' || /memory/i.test(message)) throw new RmError('RM2302', `No memory to compile the runtime: ${message}`, { phase: 'compile', cause: error });
    // The connection broke while the body was read.
    throw new RmError('RM1005', `${address} broke off: ${message}`, { phase: 'load', cause: error });
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

/** fetch tells scripts only that it failed; the circumstances say what is likely. */
export function networkError(url: URL, cause: unknown): RmError {
  const detail = { phase: 'load', cause };
  if (typeof navigator === 'object' && navigator.onLine === false) return new RmError('RM1006', `${url.href} cannot be fetched while the browser is offline.`, detail);
  if (typeof location === 'object' && location.origin !== url.origin) {
    return new RmError('RM1003', `${url.href} could not be fetched from ${location.origin}.`, detail);
  }
  return new RmError('RM1001', `${url.href} could not be fetched: ${(cause as Error).message}`, detail);
}

/**
 * True when the browser says that the file itself did not come over the network: at most the few bytes of a revalidation did.
 * The entry may be written only after the last byte was read.
 */
function wasCached(url: URL): boolean {
  const entry = performance.getEntriesByName?.(url.href).at(-1) as { transferSize?: number; decodedBodySize?: number } | undefined;
  return entry?.transferSize !== undefined && entry.transferSize < 1000 && (entry.decodedBodySize ?? 0) > 1000;
}
