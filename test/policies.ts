/** The Content-Security-Policies that the documentation promises to be enough. The pages of the tests are served with them. */

export interface PolicyOptions {
  /** The page also requires Trusted Types, and allows the kit's two policies. */
  trustedTypes?: boolean;
}

/**
 * The policy a careful site sends: no inline script or style, no eval; only compiling WebAssembly is allowed.
 *
 * @param kitOrigin where the kit's files are, when it is not the page's own origin.
 */
export function strictPolicy(kitOrigin?: string, { trustedTypes = false }: PolicyOptions = {}): string {
  const kit = kitOrigin ? ` ${kitOrigin}` : '';
  return [
    "default-src 'none'",
    `script-src 'self'${kit} 'wasm-unsafe-eval'`,
    "style-src 'self'",
    // The worker's code comes from another origin through a blob.
    `worker-src ${kit ? 'blob:' : "'self'"}`,
    `connect-src 'self'${kit}`,
    "media-src 'self' blob:",
    "img-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    ...(trustedTypes ? trustedTypesDirectives : []),
  ].join('; ');
}

/**
 * What the kit itself needs and nothing else: without any one of these sources something fails. The elements' styles need no
 * `style-src`, and a worker of the page's own origin is covered by `script-src`.
 *
 * @param kitOrigin where the kit's files are, when it is not the page's own origin.
 * @param options.worker `none` where the page forbids workers.
 */
export function leastPolicy(kitOrigin?: string, { trustedTypes = false, worker }: PolicyOptions & { worker?: 'none' } = {}): string {
  const kit = kitOrigin ?? "'self'";
  return [
    "default-src 'none'",
    `script-src ${kit} 'wasm-unsafe-eval'`,
    ...(worker ? ["worker-src 'none'"] : kitOrigin ? ['worker-src blob:'] : []),
    `connect-src ${kit}`,
    ...(trustedTypes ? trustedTypesDirectives : []),
  ].join('; ');
}

const trustedTypesDirectives = ["require-trusted-types-for 'script'", 'trusted-types rm-kit lit-html'];
