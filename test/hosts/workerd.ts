import { spawn } from 'node:child_process';
import { readdirSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';

/**
 * Serves an edge worker: a bundle, and the files beside it as the modules it imports.
 * @param script path of the bundle; workerd is told of everything in its folder.
 */
export async function serveWorkerd(workerd: string, script: string): Promise<{ url: string; pid: number | undefined; stop: () => Promise<void> }> {
  const folder = dirname(script);
  const kind = (file: string): string => (file.endsWith('.wasm') ? 'wasm' : 'data');
  const files = readdirSync(folder).filter((file) => file !== basename(script) && !/\.(capnp|map)$/.test(file));
  // The first is the worker itself.
  const modules = [`(name = "worker.js", esModule = embed "${basename(script)}")`, ...files.map((file) => `(name = "${file}", ${kind(file)} = embed "${file}")`)];
  const config = join(folder, 'workerd.capnp');
  writeFileSync(
    config,
    `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [ (name = "main", worker = .worker) ],
  sockets = [ (name = "http", address = "127.0.0.1:0", http = (), service = "main") ]
);
const worker :Workerd.Worker = (modules = [ ${modules.join(', ')} ], compatibilityDate = "2026-07-01");
`,
  );
  const child = spawn(workerd, ['serve', '--control-fd=3', config], { stdio: ['ignore', 'inherit', 'inherit', 'pipe'] });
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
  const stop = async (): Promise<void> => {
    child.kill('SIGKILL');
    await ended;
  };
  for await (const line of createInterface({ input: child.stdio[3] as Readable })) {
    const { event, port } = JSON.parse(line) as { event: string; port?: number };
    if (event === 'listen') return { url: `http://127.0.0.1:${port}`, pid: child.pid, stop };
  }
  throw new Error('workerd ended before it listened.');
}
