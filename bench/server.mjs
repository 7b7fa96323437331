// The server of the benchmarks: their pages and all they fetch, from memory, with the same headers and the same compression.
// It counts what it sends, because a browser's own figures leave out what workers fetch.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import { extname, join, relative, sep } from 'node:path';
import { promisify } from 'node:util';
import zlib from 'node:zlib';

const types = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.wasm': 'application/wasm',
  '.zip': 'application/zip',
};

const brotli = promisify(zlib.brotliCompress);

/** Brotli as a site would serve it, made beforehand: quality 11. Kept by content, since the large files take half a minute each. */
async function compress(raw, cache) {
  const file = join(cache, `${createHash('sha256').update(raw).digest('hex').slice(0, 32)}.br`);
  if (existsSync(file)) return { file, bytes: readFileSync(file) };
  const { BROTLI_PARAM_QUALITY, BROTLI_PARAM_SIZE_HINT } = zlib.constants;
  const bytes = await brotli(raw, { params: { [BROTLI_PARAM_QUALITY]: 11, [BROTLI_PARAM_SIZE_HINT]: raw.length } });
  // Renamed when it is whole: a run that was interrupted leaves no half file behind.
  writeFileSync(`${file}.${process.pid}`, bytes);
  renameSync(`${file}.${process.pid}`, file);
  return { file, bytes };
}

/**
 * Reads and compresses everything that is served, so that a build meanwhile changes nothing.
 *
 * @param {Record<string, string>} mounts URL prefix, with both slashes → folder.
 * @param {string} [cache] Folder for compressed files; those of earlier contents are removed. Without one nothing is compressed.
 * @returns {Promise<Map<string, {type: string, raw: number, bytes: Buffer, encoding?: string, headers?: Record<string, string>}>>} by URL path.
 */
export async function readFiles(mounts, cache) {
  if (cache) mkdirSync(cache, { recursive: true });
  const served = new Map();
  const kept = new Set();
  const wanted = Object.entries(mounts).flatMap(([prefix, folder]) =>
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && types[extname(entry.name)])
      .map((entry) => join(entry.parentPath ?? entry.path, entry.name))
      .map((path) => ({ path, url: prefix + relative(folder, path).split(sep).join('/') })),
  );
  await Promise.all(
    wanted.map(async ({ path, url }) => {
      const raw = readFileSync(path);
      if (!cache) {
        served.set(url, { type: types[extname(path)], raw: raw.length, bytes: raw });
        return;
      }
      const packed = await compress(raw, cache);
      kept.add(packed.file);
      // An archive may not get smaller.
      const smaller = packed.bytes.length < raw.length;
      served.set(url, { type: types[extname(path)], raw: raw.length, bytes: smaller ? packed.bytes : raw, ...(smaller && { encoding: 'br' }) });
    }),
  );
  if (cache) for (const name of readdirSync(cache)) if (!kept.has(join(cache, name))) rmSync(join(cache, name), { force: true });
  return served;
}

/**
 * Serves the files and takes what a page posts to /report.
 *
 * @param {Awaited<ReturnType<typeof readFiles>>} files
 * @param {Record<string, string>} [headers] Sent with every file.
 * @returns {http.Server & {visit(): {sent: {url: string, raw: number, wire: number}[], report: Promise<object>}}} `visit` begins
 *   a new log: what was sent since, and the first report.
 */
export function createServer(files, headers = {}) {
  let sent = [];
  let reported = () => {};
  const server = http.createServer((request, response) => {
    const { pathname } = new URL(request.url, 'http://localhost');
    if (request.method === 'POST' && pathname === '/report') {
      let body = '';
      request.setEncoding('utf8').on('data', (text) => (body += text));
      request.on('end', () => {
        response.writeHead(204).end();
        reported(JSON.parse(body));
      });
      return;
    }
    const file = files.get(pathname);
    if (!file || request.method !== 'GET') {
      response.writeHead(404, { 'Content-Type': 'text/plain' }).end('Not found');
      sent.push({ url: `${pathname} (404)`, raw: 0, wire: 0 });
      return;
    }
    response.writeHead(200, {
      'Content-Type': file.type,
      'Content-Length': file.bytes.length,
      ...(file.encoding && { 'Content-Encoding': file.encoding }),
      // A second visit then asks for nothing, not even whether something has changed.
      'Cache-Control': 'public, max-age=31536000, immutable',
      Vary: 'Accept-Encoding',
      ...headers,
      ...file.headers,
    });
    response.end(file.bytes);
    sent.push({ url: pathname, raw: file.raw, wire: file.bytes.length });
  });
  server.visit = () => {
    sent = [];
    return { sent, report: new Promise((resolve) => (reported = resolve)) };
  };
  return server;
}
