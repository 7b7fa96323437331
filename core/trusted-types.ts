import { shared } from './shared.js';

/** What the kit gives to sinks that take no plain text. */
export interface KitPolicy {
  createScriptURL(url: string): string;
  createHTML(markup: string): string;
}

interface TrustedTypes {
  createPolicy(name: string, rules: KitPolicy): KitPolicy;
}

/**
 * The kit's Trusted Types policy; pages that require Trusted Types allow it by its name, `rm-kit`. Undefined where browsers have none.
 *
 * It lets through what it is given: addresses of the kit's own files, and markup that is parsed into a document of its own to be
 * sanitised.
 *
 * @throws where the page lists policies, and this one not.
 */
export function kitPolicy(): KitPolicy | undefined {
  const factory = (globalThis as { trustedTypes?: TrustedTypes }).trustedTypes;
  // A name can be taken once.
  return factory && shared('policy', () => factory.createPolicy('rm-kit', { createScriptURL: (address) => address, createHTML: (markup) => markup }));
}
