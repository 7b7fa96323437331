/**
 * Where the kit's files are. By default beside the file this code is in: `dist/` when built, the repository when run from source.
 * A page overrides it with `<meta name="rm-base" content="…">`, `data-rm-base` on its script, or {@link setBase}.
 */

import { shared } from '../shared.js';

/** Addresses of what is fetched at run time. */
export interface Assets {
  wasm: URL;
  /** The runtime with RustPython in CPython's place: built by those who want it (`npm run build:rustpython`). */
  rustPython: URL;
  worker: URL;
  /** What runs on the audio thread. */
  captureWorklet: URL;
  /** The worker of the wasmer engine, and where its SDK is looked for. */
  wasmer: { worker: URL; sdk: URL };
  /** By the path at which the runtime finds it: what its snapshot does not hold, fetched when a node first opens it. */
  files: Record<string, URL>;
}

/** Name → path inside the runtime: the standard library, and the models of built-in nodes. */
export const filePaths = {
  'python-stdlib.zip': '/usr/lib/python3.13/python-stdlib.zip',
  'silero_vad.bin': '/usr/share/remotemedia/silero_vad.bin',
};

// Replaced by the build: Content-Length counts compressed bytes, and this code lies in a folder of its own.
declare const __RM_WASM_BYTES__: number | undefined;
declare const __RM_BASE__: string | undefined;

/** Size of the module that belongs to this build, in bytes; undefined when run from source. */
export const wasmBytes: number | undefined = typeof __RM_WASM_BYTES__ === 'number' ? __RM_WASM_BYTES__ : undefined;

// Bundlers for servers may leave no address: then `base`, or `module` and `files`, must say where things are.
const here = (import.meta.url as string | undefined) ?? 'nowhere:/';
const toFolder = typeof __RM_BASE__ === 'string' ? __RM_BASE__ : './';
const fromSource = /\/core\/runtime\/assets\.[jt]s(?:[?#]|$)/.test(here);

// Only while a classic script runs; modules have no currentScript, so they are found by their address.
const classic = typeof document === 'object' ? document.currentScript : null;

/** What the page has set, for every copy of the kit on it. */
const chosen = shared<{ base: URL | undefined }>('base', () => ({ base: undefined }));

/** Sets the folder of the kit's files for the whole page; undefined restores the default. */
export function setBase(base: URL | string | undefined): void {
  chosen.base = base === undefined ? undefined : folder(base);
}

/** The folder of the kit's files; undefined when they are taken from the sources. */
export function currentBase(): URL | undefined {
  return chosen.base ?? declared() ?? (fromSource ? undefined : new URL(toFolder, here));
}

/** @param base replaces the folder for this call. */
export function assets(base?: URL | string): Assets {
  const from = base === undefined ? currentBase() : folder(base);
  if (!from) {
    return {
      wasm: new URL('../../wasm/dist/remotemedia_runtime.wasm', here),
      rustPython: new URL('../../wasm/dist/remotemedia_runtime_rustpython.wasm', here),
      worker: new URL('./worker-main.ts', here),
      captureWorklet: new URL('../audio/capture-worklet.ts', here),
      wasmer: { worker: new URL('./wasmer/worker-main.ts', here), sdk: new URL('../../node_modules/@wasmer/sdk/dist/index.js', here) },
      files: {
        [filePaths['python-stdlib.zip']]: new URL('../../wasm/dist/python-stdlib.zip', here),
        [filePaths['silero_vad.bin']]: new URL('../../wasm/models/silero_vad.bin', here),
      },
    };
  }
  return {
    wasm: new URL('wasm/remotemedia_runtime.wasm', from),
    rustPython: new URL('wasm/remotemedia_runtime_rustpython.wasm', from),
    worker: new URL('worker.js', from),
    captureWorklet: new URL('worklets/capture.js', from),
    wasmer: { worker: new URL('wasmer-worker.js', from), sdk: new URL('wasmer/dist/index.js', from) },
    files: Object.fromEntries(Object.entries(filePaths).map(([name, path]) => [path, new URL(`wasm/${name}`, from)])),
  };
}

/** Whether an address is one only because nobody knows a better one. */
export const isNowhere = (url: URL): boolean => url.protocol === 'nowhere:';

/** A folder's address always ends in a slash; a query or fragment is no part of it. */
function folder(base: URL | string): URL {
  const url = new URL(base, typeof document === 'object' ? document.baseURI : here);
  url.search = '';
  url.hash = '';
  if (!url.pathname.endsWith('/')) url.pathname += '/';
  return url;
}

/** What a meta element of the page says. */
export const metaContent = (name: string): string | undefined =>
  typeof document === 'object' ? document.querySelector<HTMLMetaElement>(`meta[name="${name}"]`)?.content : undefined;

function declared(): URL | undefined {
  if (typeof document !== 'object') return undefined;
  const meta = metaContent('rm-base');
  const script = classic?.getAttribute('data-rm-base') ?? document.querySelector('script[data-rm-base]')?.getAttribute('data-rm-base');
  const value = script || meta;
  return value ? folder(value) : undefined;
}
