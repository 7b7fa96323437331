/**
 * The few things of Node (and Deno, Bun) that stand in for a browser's. Reached through `process`, so that bundlers for browsers
 * see no import of a Node module.
 */
interface NodeFs {
  readFileSync(path: URL): Uint8Array;
}

const builtin = (globalThis as { process?: { getBuiltinModule?: (name: string) => unknown } }).process?.getBuiltinModule;

/** True in Node, Deno and Bun, where `file:` addresses can be read. */
export const canReadFiles = typeof builtin === 'function';

/** One of Node's own modules; undefined in browsers and edge workers. */
export const nodeModule = <Module>(name: string): Module | undefined => builtin?.(name) as Module | undefined;

/** The bytes of a local file. */
export function readFile(url: URL): Uint8Array<ArrayBuffer> {
  const fs = nodeModule<NodeFs>('node:fs');
  if (!fs) throw new Error('There is no file system here.');
  // Node hands out views of a pool; the copy is the caller's own.
  return new Uint8Array(fs.readFileSync(url));
}
