/** Version of this copy of the kit; a page can hold two. */
export const VERSION = '0.1.0';

const key = Symbol.for('rm.defined.v1');

/**
 * Registers an element unless the tag is taken, so that the script may be on a page twice. When the first copy is of another
 * version, one console line names both: the first one stays in charge.
 *
 * Used instead of a class decorator, because that throws on the second copy. The class's JSDoc carries `@tag` for the manifest.
 */
export function define(tag: string, element: CustomElementConstructor): void {
  const versions = ((globalThis as unknown as Record<symbol, Map<string, string> | undefined>)[key] ??= new Map());
  const taken = customElements.get(tag);
  if (!taken) {
    customElements.define(tag, element);
    versions.set(tag, VERSION);
  } else if (taken !== element && versions.get(tag) !== VERSION) {
    import('./second-copy.js').then(({ tellSecondCopy }) => tellSecondCopy(tag, versions.get(tag)), console.warn);
  }
}
