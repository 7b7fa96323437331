/** What the isolation tests share: bait on the host, and the manifest of the node that goes for it. */
import { mkdtempSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const script = fileURLToPath(new URL('isolation.py', import.meta.url));
const source = readFileSync(script, 'utf8');

export const manifest = (nodeType: string): object => ({
  version: 'v1', metadata: { name: 'isolation' }, nodes: [{ id: 'n', node_type: nodeType }], connections: [], python: { modules: { isolation: source } },
});

export interface Report {
  tried: number;
  /** Attempt → what it got. */
  got: Record<string, string>;
}

export interface Bait {
  /** What the node is told of its host, as if it had guessed. */
  host: Record<string, unknown>;
  /** Folder that the bait lies in. */
  folder: string;
  /** Connections that were made. */
  connections(): number;
  /** Whether the file is as it was. */
  intact(): boolean;
  remove(): void;
}

/** A variable, a file and a server that a node must not reach. */
export async function bait(): Promise<Bait> {
  let connections = 0;
  const server = createServer((socket) => {
    connections += 1;
    socket.on('error', () => {});
    socket.end('HTTP/1.0 200 OK\r\n\r\nsecret');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const folder = mkdtempSync(join(tmpdir(), 'rm-isolation-'));
  const file = join(folder, 'secret.txt');
  writeFileSync(file, 'secret');
  process.env.RM_SECRET = 'secret';
  return {
    host: { port: (server.address() as AddressInfo).port, file, beside: 'secret.txt' },
    folder,
    connections: () => connections,
    intact: () => existsSync(file) && readFileSync(file, 'utf8') === 'secret' && !existsSync(`${file}2`),
    remove: () => {
      delete process.env.RM_SECRET;
      server.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
