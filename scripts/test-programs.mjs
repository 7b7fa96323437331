// WASI programs for tests, written as text in core/nodes/testing.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import wabt from 'wabt';
import { root } from './lib.mjs';

const folder = 'core/nodes/testing';
let tools;

/**
 * The module that a text means; undefined when there is none.
 * @param {string} name of the text, without its ending.
 */
export async function testProgram(name) {
  const path = `${folder}/${name}.wat`;
  if (!existsSync(join(root, path))) return undefined;
  tools ??= await wabt();
  const parsed = tools.parseWat(path, readFileSync(join(root, path), 'utf8'), { threads: true });
  try {
    return parsed.toBinary({}).buffer;
  } finally {
    parsed.destroy();
  }
}

/** Koa middleware: the module beside its text. */
export async function testPrograms(context, next) {
  const name = new RegExp(`^/${folder}/([\\w-]+)\\.wasm$`).exec(context.path)?.[1];
  const module = name && (await testProgram(name));
  if (!module) return next();
  context.set('content-type', 'application/wasm');
  context.body = Buffer.from(module);
}
