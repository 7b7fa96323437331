// A middleware for element tests: broken copies of the kit's files, under /test-faults/<fault>/.
import { createReadStream, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './lib.mjs';

const module = join(root, 'wasm/dist/remotemedia_runtime.wasm');
const worker = 'import "/core/runtime/worker-main.ts";';

/** @type {Record<string, Record<string, (context: any) => void>>} */
const faults = {
  // The server does not know the type.
  mime: { 'wasm/remotemedia_runtime.wasm': (context) => send(context, 'text/plain', createReadStream(module)) },
  missing: { 'wasm/remotemedia_runtime.wasm': (context) => (context.status = 404) },
  cut: { 'wasm/remotemedia_runtime.wasm': (context) => send(context, 'application/wasm', readFileSync(module).subarray(0, 1_000_000)) },
  // The fallback page of a single-page app.
  page: { 'wasm/remotemedia_runtime.wasm': (context) => send(context, 'text/html', '<!doctype html><title>app</title>') },
  'no-worker': { 'worker.js': (context) => (context.status = 404) },
  'busy-worker': { 'worker.js': (context) => (context.status = 503) },
  'text-worker': { 'worker.js': (context) => send(context, 'text/plain', worker) },
  'broken-worker': { 'worker.js': (context) => send(context, 'text/javascript', 'this is no JavaScript') },
  'silent-worker': { 'worker.js': (context) => send(context, 'text/javascript', 'for (;;);') },
  'no-library': { 'wasm/python-stdlib.zip': (context) => (context.status = 404) },
};

function send(context, type, body) {
  context.status = 200;
  context.set('content-type', type);
  context.set('cache-control', 'no-store');
  context.set('access-control-allow-origin', '*');
  context.body = body;
}

/** Koa middleware. */
export function testFaults(context, next) {
  const match = /^\/test-faults\/([\w-]+)\/(.+)$/.exec(context.path);
  if (!match) return next();
  const [, fault, file] = match;
  const broken = faults[fault]?.[file];
  if (broken) return broken(context);
  if (file === 'worker.js') return send(context, 'text/javascript', worker);
  if (file.startsWith('wasm/')) return send(context, file.endsWith('.wasm') ? 'application/wasm' : 'application/zip', createReadStream(join(root, 'wasm/dist', file.slice(5))));
  context.status = 404;
}
