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
    ...(trustedTypes ? ["require-trusted-types-for 'script'", 'trusted-types rm-kit lit-html'] : []),
  ].join('; ');
}
