/** Version of this copy of the kit; a page can hold two. */
export const VERSION = '0.1.0';

const copiesKey = Symbol.for('rm.defined.v1');
type Copies = { tags: Map<string, string>; told: boolean };

/**
 * Registers an element unless the tag is taken, so that the script may be on a page twice. When the first copy is of another
 * version, one console line names both: the first one stays in charge.
 *
 * Used instead of a class decorator, because that throws on the second copy. The class's JSDoc carries `@tag` for the manifest.
 */
export function define(tag: string, element: CustomElementConstructor): void {
  if (typeof customElements === 'undefined') return;
  const page = globalThis as unknown as Record<symbol, Copies | undefined>;
  const copies = (page[copiesKey] ??= { tags: new Map(), told: false });
  if (!customElements.get(tag)) {
    customElements.define(tag, element);
    copies.tags.set(tag, VERSION);
    return;
  }
  const first = copies.tags.get(tag);
  if (customElements.get(tag) === element || first === VERSION || copies.told) return;
  copies.told = true;
  console.warn(
    first
      ? `RemoteMedia Elements ${VERSION} is loaded after version ${first}, which stays in use. Keep one script tag.`
      : `<${tag}> is already defined by other code on this page; RemoteMedia Elements ${VERSION} leaves it alone.`,
  );
}
