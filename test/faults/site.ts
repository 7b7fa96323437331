/** A real server that misbehaves as told: `/<base>/<file>` is a file of the built kit, unless an answer was given for it. */
import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import { ticker } from './stage.js';

const dist = fileURLToPath(new URL('../../dist/', import.meta.url));
const types: Record<string, string> = { '.js': 'text/javascript', '.wasm': 'application/wasm', '.zip': 'application/zip', '.map': 'application/json' };

/** What is known of one request. */
export interface Asked {
  path: string;
  range: string | undefined;
  cacheControl: string | undefined;
  /** The browser went away before the answer was whole. */
  aborted: boolean;
}

/** @param nth how often the address was asked for before, from 0. */
export type Answer = (request: IncomingMessage, response: ServerResponse, bytes: Buffer, nth: number) => void;

export interface Site {
  origin: string;
  /** By path; what is not here is answered well. */
  answers: Map<string, Answer>;
  asked: Asked[];
  /** Pages by path. */
  pages: Map<string, { html: string; headers: Record<string, string> }>;
  /** Answers everything well from now on. */
  heal(): void;
  close(): void;
}

const kept = new Map<string, Buffer>();

function file(path: string): Buffer | undefined {
  const known = kept.get(path);
  if (known) return known;
  try {
    const bytes = readFileSync(join(dist, path));
    kept.set(path, bytes);
    return bytes;
  } catch {
    return undefined;
  }
}

export async function openSite(): Promise<Site> {
  const heal = (): void => {
    site.answers.clear();
    site.answers.set('/ticker.js', text('text/javascript', ticker));
  };
  const close = (): void => {
    server.closeAllConnections();
    server.close();
  };
  const site: Site = { origin: '', answers: new Map(), asked: [], pages: new Map(), heal, close };
  heal();
  const server: Server = createServer((request, response) => {
    const path = new URL(request.url!, 'http://x').pathname;
    const page = site.pages.get(path);
    if (page) return void response.writeHead(200, { 'content-type': 'text/html; charset=utf-8', ...page.headers }).end(page.html);
    const nth = site.asked.filter((one) => one.path === path).length;
    const entry: Asked = { path, range: request.headers.range, cacheControl: request.headers['cache-control'], aborted: false };
    site.asked.push(entry);
    response.on('close', () => (entry.aborted = !response.writableFinished));
    const bytes = file(path.slice(path.indexOf('/', 1) + 1));
    const answer = site.answers.get(path) ?? (bytes ? well : status(404));
    answer(request, response, bytes ?? Buffer.alloc(0), nth);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  site.origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return site;
}

const typeOf = (request: IncomingMessage): string => types[extname(new URL(request.url!, 'http://x').pathname)] ?? 'application/octet-stream';

/** The file, as it should be. Only the undisturbed base may be kept: a fault must not be answered from a cache. */
const well: Answer = (request, response, bytes) =>
  void response
    .writeHead(200, { 'content-type': typeOf(request), 'content-length': bytes.length, 'cache-control': request.url!.startsWith('/kit/') ? 'max-age=600' : 'no-store', 'access-control-allow-origin': '*' })
    .end(bytes);

export const status =
  (code: number, headers: Record<string, string> = {}): Answer =>
  (_, response) =>
    void response.writeHead(code, { 'content-type': 'text/plain', 'access-control-allow-origin': '*', ...headers }).end(`This is a ${code}.`);

export const text =
  (type: string, body: string): Answer =>
  (_, response) =>
    void response.writeHead(200, { 'content-type': type, 'cache-control': 'no-store' }).end(body);

/** One answer after another; the last one stays. */
export const inTurn =
  (...answers: Answer[]): Answer =>
  (request, response, bytes, nth) =>
    answers[Math.min(nth, answers.length - 1)]!(request, response, bytes, nth);

export const good: Answer = (...args) => well(...args);

/** How the length of an answer is told: by a header, by chunks, or by its end alone. */
export type Framing = 'length' | 'chunks' | 'close' | 'gzip' | 'brotli';

const packed = new Map<string, Buffer>();
function pack(bytes: Buffer, framing: Framing): Buffer {
  if (framing !== 'gzip' && framing !== 'brotli') return bytes;
  const key = `${framing} ${bytes.length}`;
  let result = packed.get(key);
  if (!result) packed.set(key, (result = framing === 'gzip' ? gzipSync(bytes, { level: 1 }) : brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 1 } })));
  return result;
}

function head(request: IncomingMessage, response: ServerResponse, body: Buffer, framing: Framing, headers: Record<string, string>): void {
  if (framing === 'close') {
    // As servers of HTTP/1.0 do: the end of the connection is the end of the file.
    response.useChunkedEncodingByDefault = false;
    response.shouldKeepAlive = false;
  }
  response.writeHead(200, {
    'content-type': typeOf(request),
    'cache-control': 'no-store',
    'access-control-allow-origin': '*',
    ...(framing === 'length' && { 'content-length': body.length }),
    ...(framing === 'gzip' && { 'content-encoding': 'gzip' }),
    ...(framing === 'brotli' && { 'content-encoding': 'br' }),
    ...headers,
  });
}

/** Drops the connection after a share of the body: 0 is after the headers, 1 one byte before the end. */
export const drop =
  (share: number, framing: Framing = 'length', headers: Record<string, string> = {}): Answer =>
  (request, response, bytes) => {
    const body = pack(bytes, framing);
    head(request, response, body, framing, headers);
    response.flushHeaders();
    const part = body.subarray(0, Math.min(Math.floor(body.length * share), body.length - 1));
    const end = (): void => void setTimeout(() => request.socket.destroy(), 20);
    if (part.length > 0) response.write(part, end);
    else end();
  };

/** Drops it without a word. */
export const hangUp: Answer = (request) => void request.socket.destroy();

/** Sends a share of the body and ends as if that were all. */
export const cut =
  (share: number): Answer =>
  (request, response, bytes) => {
    head(request, response, bytes, 'chunks', {});
    response.end(bytes.subarray(0, Math.floor(bytes.length * share)));
  };

/** Sends a share of the body and then nothing any more. */
export const stall =
  (share: number): Answer =>
  (request, response, bytes) => {
    head(request, response, bytes, 'length', {});
    response.flushHeaders();
    if (share > 0) response.write(bytes.subarray(0, Math.floor(bytes.length * share)));
  };

/** Says nothing at all for a time (ms), then answers well. */
export const late =
  (milliseconds: number): Answer =>
  (...args) =>
    void setTimeout(() => well(...args), milliseconds);

/** A server that lets browsers go on where a connection broke: with a validator, and ranges. */
export const resumable =
  (until: number): Answer =>
  (request, response, bytes, nth) => {
    const headers = { etag: '"1"', 'accept-ranges': 'bytes', 'cache-control': 'max-age=600' };
    if (nth === 0) return drop(until, 'length', headers)(request, response, bytes, nth);
    const asked = /^bytes=(\d+)-(\d*)$/.exec(request.headers.range ?? '');
    const from = Number(asked?.[1] ?? 0);
    const part = bytes.subarray(from, asked?.[2] ? Number(asked[2]) + 1 : bytes.length);
    const range = asked ? { 'content-range': `bytes ${from}-${from + part.length - 1}/${bytes.length}` } : {};
    response.writeHead(asked ? 206 : 200, { 'content-type': typeOf(request), 'content-length': part.length, ...headers, ...range }).end(part);
  };
