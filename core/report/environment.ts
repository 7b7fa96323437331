/** What the kit finds where it runs: facts for a report, none of which tells who the visitor is or what they do. */
export interface Environment {
  browser: string;
  languages: string;
  /** A page that browsers trust with a microphone. */
  secure: boolean;
  /** Isolated across origins: shared memory is there. */
  isolated: boolean;
  webAssembly: boolean;
  /** JavaScript Promise Integration: nodes in the module may wait for the page. */
  jspi: boolean;
  workers: boolean;
  audioWorklet: boolean;
  webGpu: boolean;
  trustedTypes: boolean;
  /** The policy lets WebAssembly be compiled. */
  mayCompile: boolean;
  online: boolean;
  /** Logical processors; 0 where the browser does not tell. */
  cores: number;
  /** GB, rounded by the browser; 0 where it does not tell. */
  memory: number;
}

/** Asks the page's globals; each that is missing counts as a no. */
export function environment(page: typeof globalThis = globalThis): Environment {
  const navigator = (page.navigator ?? {}) as Partial<Navigator> & { deviceMemory?: number };
  const wasm = page.WebAssembly as (typeof WebAssembly & { Suspending?: unknown }) | undefined;
  return {
    browser: navigator.userAgent ?? '',
    languages: (navigator.languages ?? []).join(', '),
    secure: page.isSecureContext === true,
    isolated: page.crossOriginIsolated === true,
    webAssembly: wasm !== undefined,
    jspi: wasm?.Suspending !== undefined,
    workers: typeof page.Worker === 'function',
    audioWorklet: typeof page.AudioWorkletNode === 'function',
    webGpu: 'gpu' in navigator,
    trustedTypes: 'trustedTypes' in page,
    mayCompile: mayCompile(wasm),
    online: navigator.onLine !== false,
    cores: navigator.hardwareConcurrency ?? 0,
    memory: navigator.deviceMemory ?? 0,
  };
}

/** The smallest module there is: a policy without 'wasm-unsafe-eval' refuses it too. */
function mayCompile(wasm: typeof WebAssembly | undefined): boolean {
  if (!wasm) return false;
  try {
    return new wasm.Module(new Uint8Array([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0])) instanceof wasm.Module;
  } catch {
    return false;
  }
}
