/**
 * Real servers for the pages of the matrix: the page's own site, a CDN that sends CORS headers, one that does not, and a proxy that
 * sees whatever is asked of any other host.
 *
 * Each cell has a folder of its own on all of them, `/<id>/`: no cache of one cell serves another, and every request in the logs
 * belongs to a cell. The kit lies in `/<id>/kit/`.
 */
import { readFileSync, statSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';

const dist = fileURLToPath(new URL('../../dist', import.meta.url));
const types: Record<string, string> = { '.html': 'text/html; charset=utf-8', '.js': 'text/javascript; charset=utf-8', '.wasm': 'application/wasm', '.zip': 'application/zip' };

/** The page's own site; a CDN open to all origins; one that lets scripts be embedded, but no origin read its files. */
export type SiteName = 'own' | 'open' | 'closed';

const siteHeaders: Record<SiteName, Record<string, string>> = {
  own: {},
  open: { 'access-control-allow-origin': '*' },
  closed: { 'cross-origin-resource-policy': 'cross-origin' },
};

/** Browsers ask their makers by themselves, whatever page is open. */
const makers = /(^|\.)(google\.com|googleapis\.com|gvt1\.com|mozilla\.(com|net|org))$/;

/** How a file of the kit is answered, where that differs from a plain, whole answer. */
export interface Serving {
  type?: string;
  encoding?: 'gzip' | 'br';
  /** No Content-Length: the body comes in chunks. */
  chunked?: boolean;
  /** The body comes bit by bit; ms in all. */
  over?: number;
  status?: number;
  /** The connection is cut instead of an answer. */
  dropped?: boolean;
  /** Instead of those of the site. */
  headers?: Record<string, string>;
}

/** What the servers answer in a cell's folder. */
export interface Folder {
  /** Name → text of the pages and scripts of the page's own site. */
  files: Record<string, string>;
  /** Further headers of everything on the page's own site. */
  headers: Record<string, string>;
  /** By the name of a file of the kit, in any of its folders. */
  serving: Record<string, Serving>;
}

const unpacked = new Map<string, Buffer>();
const packed = new Map<string, Buffer>();

function once(kept: Map<string, Buffer>, key: string, make: () => Buffer): Buffer {
  let bytes = kept.get(key);
  if (!bytes) kept.set(key, (bytes = make()));
  return bytes;
}

/** A file of the built kit. Under `old/` its scripts say that they are of another version. */
function kitFile(folder: string, name: string): Buffer {
  return once(unpacked, `${folder}/${name}`, () => {
    const bytes = readFileSync(join(dist, name));
    if (folder !== 'old' || !name.endsWith('.js')) return bytes;
    const { version } = JSON.parse(readFileSync(join(dist, '../package.json'), 'utf8')) as { version: string };
    return Buffer.from(bytes.toString().replaceAll(`"${version}"`, '"0.0.1-matrix"'));
  });
}

const isKitFile = (name: string): boolean => !name.includes('..') && (statSync(join(dist, name), { throwIfNoEntry: false })?.isFile() ?? false);

const pack = (bytes: Buffer, encoding: 'gzip' | 'br', key: string): Buffer =>
  once(packed, `${encoding} ${key}`, () => (encoding === 'gzip' ? gzipSync(bytes, { level: 3 }) : brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 3 } })));

const listen = (server: Server): Promise<number> => new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port)));

/** Sends the body in forty parts, evenly over the time. */
async function dribble(response: ServerResponse, bytes: Buffer, over: number): Promise<void> {
  const part = Math.ceil(bytes.length / 40);
  for (let at = 0; at < bytes.length && !response.destroyed; at += part) {
    response.write(bytes.subarray(at, at + part));
    await new Promise((done) => setTimeout(done, over / 40));
  }
  response.end();
}

export class Sites {
  /** The address of each site, without a slash at its end. */
  readonly origins: Record<SiteName, string>;
  /** Where browsers send what is not for this machine. */
  readonly proxy: string;
  readonly #servers: Server[];
  readonly #folders = new Map<string, Folder>();
  readonly #asked = new Map<string, string[]>();
  /** Requests to other hosts and for files that there are not; those of the browsers themselves to their makers are left out. */
  readonly stray: string[] = [];

  /** A host name that browsers do not count as secure; it leads to the page's own site. */
  static readonly insecureHost = 'page.test';

  private constructor(servers: Server[], origins: Record<SiteName, string>, proxy: string) {
    this.#servers = servers;
    this.origins = origins;
    this.proxy = proxy;
  }

  static async open(): Promise<Sites> {
    const site = (name: SiteName): Server => createServer((request, response) => sites.#answer(name, request, response));
    const servers = [site('own'), site('open'), site('closed'), createServer((request, response) => sites.#forward(request, response))];
    // What is tunnelled is https, and no page of the matrix has reason to ask for that.
    servers[3]!.on('connect', (request: IncomingMessage, socket) => {
      sites.#elsewhere(new URL(`https://${request.url}`));
      socket.end('HTTP/1.1 403 Forbidden\r\n\r\n');
    });
    const [own, open, closed, proxy] = await Promise.all(servers.map(listen));
    const sites = new Sites(servers, { own: `http://127.0.0.1:${own}`, open: `http://localhost:${open}`, closed: `http://localhost:${closed}` }, `127.0.0.1:${proxy}`);
    return sites;
  }

  close(): void {
    for (const server of this.#servers) server.close().closeAllConnections();
  }

  /** Opens the folder of a cell. */
  add(id: string, folder: Folder): void {
    this.#folders.set(id, folder);
    this.#asked.set(id, []);
  }

  /** The addresses that were asked for in the folder of a cell so far. */
  asked(id: string): readonly string[] {
    return this.#asked.get(id) ?? [];
  }

  #forward(request: IncomingMessage, response: ServerResponse): void {
    const url = new URL(request.url!);
    if (url.hostname === Sites.insecureHost) {
      request.url = url.pathname + url.search;
      return this.#answer('own', request, response);
    }
    this.#elsewhere(url);
    response.writeHead(403).end();
  }

  #elsewhere(url: URL): void {
    if (!makers.test(url.hostname)) this.stray.push(url.href);
  }

  #answer(site: SiteName, request: IncomingMessage, response: ServerResponse): void {
    const url = new URL(request.url!, `http://${request.headers.host}`);
    const [, id = '', folder = '', ...rest] = url.pathname.split('/');
    // Browsers ask for it by themselves.
    if (url.pathname === '/favicon.ico') return void response.writeHead(204).end();
    const cell = this.#folders.get(id);
    this.#asked.get(id)?.push(url.href);
    const missing = (): void => {
      this.stray.push(url.href);
      answer(404);
    };
    const answer = (status: number, headers: Record<string, string | number> = {}, bytes: Buffer | string = ''): void => {
      response.writeHead(status, { 'cache-control': 'no-store', ...(site === 'own' && cell?.headers), ...headers });
      response.end(bytes);
    };
    if (!cell) return missing();

    const own = rest.length === 0 && site === 'own' ? cell.files[folder] : undefined;
    if (own !== undefined) return answer(200, { 'content-type': types[extname(folder)]! }, own);

    const name = rest.join('/');
    if (!/^(kit|old)$/.test(folder) || !isKitFile(name)) return missing();
    const { type = types[extname(name)] ?? 'application/octet-stream', encoding, chunked, over, status = 200, dropped, headers = siteHeaders[site] } = cell.serving[name] ?? {};
    if (dropped) return void request.socket.destroy();
    let bytes = kitFile(folder, name);
    if (encoding) bytes = pack(bytes, encoding, `${folder}/${name}`);
    const all = { 'content-type': type, ...headers, ...(encoding && { 'content-encoding': encoding }), ...(!chunked && !over && { 'content-length': bytes.length }) };
    if (status !== 200) return answer(status, headers);
    if (!over) return answer(200, all, bytes);
    response.writeHead(status, { 'cache-control': 'no-store', ...(site === 'own' && cell.headers), ...all });
    void dribble(response, bytes, over);
  }
}
