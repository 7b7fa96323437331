/**
 * The few things Node (and Deno, Bun) do instead of fetch. Reached through `process`, so that bundlers for browsers see no
 * import of a Node module.
 */
interface NodeFs {
  readFileSync(path: URL): Uint8Array;
}

const builtin = (globalThis as { process?: { getBuiltinModule?: (name: string) => unknown } }).process?.getBuiltinModule;

/** True outside of browsers, where `file:` addresses can be read. */
export const canReadFiles = typeof builtin === 'function';

/** The bytes of a local file. */
export function readFile(url: URL): Uint8Array<ArrayBuffer> {
  const fs = builtin?.('node:fs') as NodeFs | undefined;
  if (!fs) throw new Error('There is no file system here.');
  // Node hands out views of a pool; the copy is the caller's own.
  return new Uint8Array(fs.readFileSync(url));
}
