/** The command door under hosts that are not ours, with a library folder of one's choice. */
import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { packages } from '../contract/wasmtime-package.js';

const root = fileURLToPath(new URL('../..', import.meta.url));
export const dist = join(root, 'wasm/dist');
const wasm = join(dist, 'remotemedia_runtime.wasm');

export interface Result {
  exitCode: number;
  stdout: string;
  stderr: string;
}

/** Runs a program without blocking: the tests' own servers must be able to answer meanwhile. */
function run(command: string, args: string[], input: string, env: Record<string, string> = {}): Promise<Result> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { env: { ...process.env, ...env }, timeout: 120_000 });
    let [stdout, stderr] = ['', ''];
    child.stdout.on('data', (chunk) => (stdout += String(chunk)));
    child.stderr.on('data', (chunk) => (stderr += String(chunk)));
    child.on('error', reject);
    child.on('close', (code) => resolve({ exitCode: code ?? 1, stdout, stderr }));
    child.stdin.on('error', () => {});
    child.stdin.end(input);
  });
}

const host = `
const { readFileSync } = require('node:fs');
const { WASI } = require('node:wasi');
const [wasm, library, ...args] = process.argv.slice(1);
const wasi = new WASI({ version: 'preview1', args: ['x', ...args], env: {}, preopens: { '/usr/lib/python3.13': library }, returnOnExit: true });
WebAssembly.instantiate(readFileSync(wasm), wasi.getImportObject()).then(({ instance }) => (process.exitCode = wasi.start(instance)));
`;
const script = join(root, 'test/contract/wasmtime_host.py');

const nodeWasiCommand = (library: string, args: string[] = []): [string, string[]] => [
  process.execPath,
  ['--no-warnings', '--no-turbo-fast-api-calls', '-e', host, '--', wasm, library, ...args],
];

/** The command with arguments, its stdio that of the child process. */
export const spawnNodeWasi = (...args: string[]): ChildProcessWithoutNullStreams => spawn(...nodeWasiCommand(dist, args));

export const spawnWasmtime = (...args: string[]): ChildProcessWithoutNullStreams =>
  spawn('python3', [script, wasm, dist, ...args], { env: { ...process.env, PYTHONPATH: packages } });

export const nodeWasi = (input: string, library: string): Promise<Result> => run(...nodeWasiCommand(library), input);

export async function wasmtime(input: string, library: string): Promise<Result> {
  const { stdout, stderr } = await run('python3', [script, wasm, library], `${JSON.stringify({ stdin: input })}\n`, { PYTHONPATH: packages });
  if (!stdout) throw new Error(stderr);
  return JSON.parse(stdout) as Result;
}
