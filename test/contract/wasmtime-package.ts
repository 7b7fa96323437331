/** wasmtime by its Python package, in a folder of its own below node_modules. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const cache = fileURLToPath(new URL('../../node_modules/.cache', import.meta.url));

/** For PYTHONPATH. */
export const packages = join(cache, 'wasmtime-50.0.1');

/** Installs the package; the reason when that is impossible. */
export function missing(): string | false {
  if (existsSync(packages)) return false;
  // Test files run side by side: a folder appears when it is complete.
  const unfinished = `${packages}.${process.pid}`;
  mkdirSync(cache, { recursive: true });
  const { status, stderr, error } = spawnSync('python3', ['-m', 'pip', 'install', '--quiet', '--target', unfinished, 'wasmtime==50.0.1'], { encoding: 'utf8', timeout: 300_000 });
  try {
    if (status === 0) renameSync(unfinished, packages);
  } catch {
    // Another was first.
  }
  rmSync(unfinished, { recursive: true, force: true });
  return existsSync(packages) ? false : `pip could not install wasmtime: ${error?.message ?? stderr.trim().split('\n').at(-1)}`;
}
