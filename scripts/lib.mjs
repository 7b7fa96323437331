// What the scripts share: the repository's root, running a step with its output shown, walking files.
import { spawn } from 'node:child_process';
import { existsSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createServer } from 'node:net';

export const root = join(dirname(fileURLToPath(import.meta.url)), '..');

/**
 * Runs a command, shows what it prints as it comes, and keeps it.
 * @param {string} command
 * @param {string[]} args
 * @param {{env?: Record<string,string>, quiet?: boolean}} [options]
 * @returns {Promise<{code: number, output: string}>}
 */
export function run(command, args, { env = {}, quiet = false } = {}) {
  return new Promise((resolve) => {
    const child = spawn(command, args, { cwd: root, env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    const keep = (stream) => (chunk) => {
      output += chunk;
      if (!quiet) stream.write(chunk);
    };
    child.stdout.on('data', keep(process.stdout));
    child.stderr.on('data', keep(process.stderr));
    child.on('error', (error) => resolve({ code: 127, output: `${output}${error.message}\n` }));
    child.on('close', (code, signal) => resolve({ code: code ?? (signal ? 1 : 0), output }));
  });
}

/** A tool installed by npm. */
export const bin = (name) => join(root, 'node_modules', '.bin', name);

/** Every file under the folders, relative to the root, sorted. */
export function files(folders, keep = () => true) {
  const found = [];
  const walk = (folder) => {
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
      if (entry.name === 'node_modules' || entry.name.startsWith('.')) continue;
      const path = join(folder, entry.name);
      if (entry.isDirectory()) walk(path);
      else if (keep(relative(root, path))) found.push(relative(root, path));
    }
  };
  for (const folder of folders) if (existsSync(join(root, folder))) walk(join(root, folder));
  return found.sort();
}

/** Newest modification time (ms) of the files, 0 when there are none. */
export const newest = (paths) => paths.reduce((time, path) => Math.max(time, statSync(join(root, path)).mtimeMs), 0);

/** The first free TCP port from `from` on, on the loopback address. */
export async function freePort(from) {
  for (let port = from; port < from + 200; port += 1) {
    const free = await new Promise((resolve) => {
      const server = createServer();
      server.once('error', () => resolve(false));
      server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
    });
    if (free) return port;
  }
  throw new Error(`no free port between ${from} and ${from + 199}`);
}

/**
 * Writes a file that is made from others; with `--check` says instead whether it is current, by the exit code.
 * @param {string} file relative to the root.
 * @param {string} command what makes it.
 */
export function generated(file, text, command) {
  const path = join(root, file);
  if (!process.argv.includes('--check')) writeFileSync(path, text);
  else if (!existsSync(path) || readFileSync(path, 'utf8') !== text) {
    console.error(`${file} is not current: run "${command}"`);
    process.exitCode = 1;
  }
}
