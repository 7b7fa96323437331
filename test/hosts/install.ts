/** The hosts that npm brings, in folders of their own below node_modules: `npm ci` stays small, and no install script runs. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const cache = fileURLToPath(new URL('../../node_modules/.cache/hosts', import.meta.url));

/** An npm package that brings a program for this platform. */
export interface Program {
  package: string;
  version: string;
  /** Where the program lies below node_modules, by `process.platform`-`process.arch`. */
  paths: Record<string, string>;
}

/** Path of the program; an Error says why it cannot be had. */
export function install({ package: name, version, paths }: Program): string {
  const platform = `${process.platform}-${process.arch}`;
  const path = paths[platform];
  if (!path) throw new Error(`${name} has no program for ${platform} that this suite knows.`);
  const folder = join(cache, `${name}-${version}`);
  const program = join(folder, 'node_modules', path);
  if (existsSync(program)) return program;
  // A folder appears when it is complete.
  const unfinished = `${folder}.${process.pid}`;
  mkdirSync(unfinished, { recursive: true });
  writeFileSync(join(unfinished, 'package.json'), '{"private": true}');
  const args = ['install', '--no-save', '--no-audit', '--no-fund', '--ignore-scripts', '--no-update-notifier', `${name}@${version}`];
  const { status, stderr, error } = spawnSync('npm', args, { cwd: unfinished, encoding: 'utf8', timeout: 300_000 });
  try {
    if (status === 0) renameSync(unfinished, folder);
  } catch {
    // Another was first.
  }
  rmSync(unfinished, { recursive: true, force: true });
  if (!existsSync(program)) throw new Error(`npm could not install ${name} ${version}: ${error?.message ?? (stderr.trim().split('\n').at(-1) || `there is no ${path}`)}`);
  return program;
}
