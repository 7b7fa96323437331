#!/usr/bin/env node
// A static file server without dependencies, for `npm start` and the tests: the demo pages, the built kit, the runtime.
//
//   node cli/serve.mjs [--port 8080] [--host 127.0.0.1] [--root <folder>]
import { createReadStream } from 'node:fs';
import { readFile, realpath, stat } from 'node:fs/promises';
import http from 'node:http';
import { dirname, extname, join, sep } from 'node:path';
import { pipeline } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { parseArgs, promisify } from 'node:util';
import zlib from 'node:zlib';

const types = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.map': 'application/json; charset=utf-8',
  '.md': 'text/markdown; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.mp3': 'audio/mpeg',
  '.png': 'image/png',
  '.py': 'text/x-python; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.ts': 'text/plain; charset=utf-8',
  '.txt': 'text/plain; charset=utf-8',
  '.wasm': 'application/wasm',
  '.wav': 'audio/wav',
  '.woff2': 'font/woff2',
  '.zip': 'application/zip',
};
const compressible = /^(text\/|application\/(json|wasm)|image\/svg)/;

/** What is served from where; the longest prefix wins. Nothing else of the root can be reached. */
const defaultMounts = { '/': 'docs', '/docs/': 'docs', '/dist/': 'dist', '/wasm/dist/': 'wasm/dist' };

const brotli = promisify(zlib.brotliCompress);
const gzip = promisify(zlib.gzip);

/**
 * An HTTP server (not yet listening) for the files under the mounted folders.
 *
 * @param {object} [options]
 * @param {string} [options.root] Folder that the mounts are relative to; default: the repository.
 * @param {Record<string, string>} [options.mounts] URL prefix (with both slashes) → folder.
 * @param {Record<string, string> | ((url: URL) => Record<string, string>)} [options.headers] Further response headers.
 * @param {number} [options.quality] Brotli quality, 0 to 11; default 5, which takes half a second for the runtime.
 * @param {boolean} [options.compress] Compress text and wasm; default true.
 * @returns {http.Server}
 */
export function createServer({ root = join(dirname(fileURLToPath(import.meta.url)), '..'), mounts = defaultMounts, headers = {}, quality = 5, compress = true } = {}) {
  const folders = Object.entries(mounts)
    .map(([prefix, folder]) => ({ prefix, folder: join(root, folder) }))
    .sort((a, b) => b.prefix.length - a.prefix.length);
  const compressed = new Map();

  /** Compressed once per state of the file; requests that come meanwhile share the work. */
  function pack(file, encoding) {
    const key = `${encoding} ${file.path}`;
    const known = compressed.get(key);
    if (known?.tag === file.tag) return known.bytes;
    const bytes = readFile(file.path).then((raw) =>
      encoding === 'br'
        ? brotli(raw, { params: { [zlib.constants.BROTLI_PARAM_QUALITY]: quality, [zlib.constants.BROTLI_PARAM_SIZE_HINT]: raw.length, [zlib.constants.BROTLI_PARAM_LGWIN]: 22 } })
        : gzip(raw, { level: 6 }),
    );
    compressed.set(key, { tag: file.tag, bytes });
    bytes.catch(() => compressed.delete(key));
    return bytes;
  }

  return http.createServer((request, response) => {
    answer(request, response).catch((error) => {
      if (!response.headersSent) plain(response, 500, 'Internal error');
      else response.destroy(error);
    });
  });

  async function answer(request, response) {
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      response.setHeader('Allow', 'GET, HEAD');
      return plain(response, 405, 'Only GET and HEAD');
    }
    let url;
    let path;
    try {
      url = new URL(`http://localhost${request.url}`);
      path = decodeURIComponent(url.pathname);
    } catch {
      return plain(response, 400, 'Bad request');
    }
    const extra = typeof headers === 'function' ? headers(url) : headers;
    for (const [name, value] of Object.entries(extra)) response.setHeader(name, value);
    const file = await locate(folders, path);
    if (!file) return plain(response, 404, 'Not found');
    if (file.redirect) {
      response.setHeader('Location', `${file.redirect}${url.search}`);
      return plain(response, 301, 'Moved');
    }

    const type = types[extname(file.path).toLowerCase()] ?? 'application/octet-stream';
    response.setHeader('Content-Type', type);
    response.setHeader('X-Content-Type-Options', 'nosniff');
    response.setHeader('Cache-Control', 'no-cache');
    response.setHeader('Last-Modified', new Date(file.modified).toUTCString());
    // A page of another origin may load the built kit, as from a CDN.
    response.setHeader('Access-Control-Allow-Origin', '*');
    response.setHeader('Cross-Origin-Resource-Policy', 'cross-origin');

    const mayPack = compress && compressible.test(type) && file.size > 512;
    if (mayPack) response.setHeader('Vary', 'Accept-Encoding');
    const encoding = mayPack && !request.headers.range ? chooseEncoding(request.headers['accept-encoding']) : undefined;
    const tag = `"${file.tag}${encoding ? `-${encoding}` : ''}"`;
    response.setHeader('ETag', tag);
    if (matches(request.headers['if-none-match'], tag)) {
      response.writeHead(304).end();
      return undefined;
    }
    if (encoding) {
      const bytes = await pack(file, encoding);
      response.writeHead(200, { 'Content-Encoding': encoding, 'Content-Length': bytes.length });
      response.end(request.method === 'HEAD' ? undefined : bytes);
      return undefined;
    }

    response.setHeader('Accept-Ranges', 'bytes');
    const ifRange = request.headers['if-range'];
    const range = !ifRange || ifRange === tag ? parseRange(request.headers.range, file.size) : undefined;
    if (range === null) {
      response.setHeader('Content-Range', `bytes */${file.size}`);
      return plain(response, 416, 'Range not satisfiable');
    }
    const { start, end } = range ?? { start: 0, end: file.size - 1 };
    response.writeHead(range ? 206 : 200, {
      'Content-Length': Math.max(0, end - start + 1),
      ...(range && { 'Content-Range': `bytes ${start}-${end}/${file.size}` }),
    });
    if (request.method === 'HEAD' || file.size === 0) response.end();
    else pipeline(createReadStream(file.path, { start, end }), response, () => {});
    return undefined;
  }
}

/** The file a URL path stands for; undefined when there is none, it is hidden, or it lies outside its mount. */
async function locate(folders, path) {
  if (path.includes('\0') || path.includes('\\')) return undefined;
  const parts = path.split('/');
  if (parts.some((part) => part.startsWith('.'))) return undefined;
  const mount = folders.find(({ prefix }) => path.startsWith(prefix) || `${path}/` === prefix);
  if (!mount) return undefined;
  try {
    const inside = path.slice(mount.prefix.length);
    const base = await realpath(mount.folder);
    let real = await realpath(join(base, inside));
    if (real !== base && !real.startsWith(base + sep)) return undefined;
    let info = await stat(real);
    if (info.isDirectory()) {
      // Relative links of a folder's page need the slash.
      if (!path.endsWith('/')) return (await stat(join(real, 'index.html')).catch(() => undefined)) && { redirect: `${encodeURI(path)}/` };
      real = join(real, 'index.html');
      info = await stat(real);
    }
    if (!info.isFile()) return undefined;
    return { path: real, size: info.size, modified: info.mtimeMs, tag: `${info.size.toString(36)}-${Math.round(info.mtimeMs).toString(36)}` };
  } catch (error) {
    if (['ENOENT', 'ENOTDIR', 'EACCES', 'ELOOP', 'ENAMETOOLONG'].includes(error.code)) return undefined;
    throw error;
  }
}

function chooseEncoding(accepted = '') {
  const wanted = accepted
    .split(',')
    .map((part) => part.trim().toLowerCase())
    .filter((part) => !/;\s*q=0(\.0*)?$/.test(part))
    .map((part) => part.split(';')[0]);
  return ['br', 'gzip'].find((name) => wanted.includes(name));
}

const matches = (header, tag) => Boolean(header) && header.split(',').some((part) => ['*', tag, `W/${tag}`].includes(part.trim()));

/** One byte range; undefined when the header is absent or of another kind, null when it cannot be satisfied. */
function parseRange(header, size) {
  const match = /^bytes=(\d*)-(\d*)$/.exec(header ?? '');
  if (!match || (match[1] === '' && match[2] === '')) return undefined;
  const [start, end] = match[1] === '' ? [Math.max(0, size - Number(match[2])), size - 1] : [Number(match[1]), match[2] === '' ? size - 1 : Math.min(Number(match[2]), size - 1)];
  return start > end || start >= size ? null : { start, end };
}

function plain(response, status, text) {
  response.writeHead(status, { 'Content-Type': 'text/plain; charset=utf-8', 'Content-Length': Buffer.byteLength(text) });
  response.end(response.req.method === 'HEAD' ? undefined : text);
}

if (process.argv[1] && fileURLToPath(import.meta.url) === (await realpath(process.argv[1]).catch(() => ''))) {
  const { values } = parseArgs({ options: { port: { type: 'string', default: '8080' }, host: { type: 'string', default: '127.0.0.1' }, root: { type: 'string' } } });
  const server = createServer(values.root ? { root: values.root } : {});
  server.on('error', (error) => {
    console.error(error.code === 'EADDRINUSE' ? `Port ${values.port} is taken; choose another with --port.` : error.message);
    process.exit(1);
  });
  server.listen(Number(values.port), values.host, () => console.log(`Serving http://${values.host}:${server.address().port}/`));
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => server.close(() => process.exit(0)).closeAllConnections());
}
