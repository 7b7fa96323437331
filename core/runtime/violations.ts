/** Breaches of the page's policy while something is tried: browsers tell of the failure itself less than of them. */
export interface Violations {
  /** The directive that was breached, undefined when none was. The event may come after the failure, in a task of its own. */
  first(): Promise<string | undefined>;
  dispose(): void;
}

/** A breach is told within this; ms. */
const delay = 50;

/**
 * Notes the breaches of some directives.
 *
 * @param url only those that concern this address.
 */
export function watchViolations(directives: RegExp, url?: URL): Violations {
  const seen: string[] = [];
  const note = ({ effectiveDirective, blockedURI }: SecurityPolicyViolationEvent): void => {
    if (directives.test(effectiveDirective) && (!url || url.href.startsWith(blockedURI))) seen.push(effectiveDirective);
  };
  const page = typeof document === 'object' ? document : undefined;
  page?.addEventListener('securitypolicyviolation', note);
  return {
    async first() {
      if (page && seen.length === 0) await new Promise((told) => setTimeout(told, delay));
      return seen[0];
    },
    dispose: () => page?.removeEventListener('securitypolicyviolation', note),
  };
}
