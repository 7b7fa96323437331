import { VERSION } from './define.js';

const told = Symbol.for('rm.second-copy.v1');

/** One console line per page when a tag is taken: by another version of the kit, or by other code. */
export function tellSecondCopy(tag: string, first: string | undefined): void {
  const page = globalThis as unknown as Record<symbol, boolean | undefined>;
  if (page[told]) return;
  page[told] = true;
  console.warn(
    first
      ? `RemoteMedia Elements ${VERSION} is loaded after version ${first}, which stays in use. Keep one script tag.`
      : `<${tag}> is already defined by other code on this page; RemoteMedia Elements ${VERSION} leaves it alone.`,
  );
}
