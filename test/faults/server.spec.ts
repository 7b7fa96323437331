import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { good, inTurn, openSite, status, text, type Answer } from './site.js';
import { expect, selfHelp, test, trouble } from './support.js';

const wasm = 'wasm/remotemedia_runtime.wasm';

test('500, then well', ({ scene }) => selfHelp(scene, 'The server answers 500, then well', { [wasm]: inTurn(status(500), good) }));

test('500 and no end', ({ scene }) =>
  trouble(scene, { fault: 'The server answers 500 twice', code: 'RM1007', answers: { [wasm]: status(500) }, says: /answered 500/ }));

test('503 for a moment', ({ scene }) =>
  selfHelp(scene, 'The server answers 503 with `Retry-After: 1`, then well', { [wasm]: inTurn(status(503, { 'retry-after': '1' }), good) }, 'tried once more after the time the server asked for'));

test('503 for long', ({ scene }) =>
  trouble(scene, { fault: 'The server answers 503 with `Retry-After: 120`', code: 'RM1007', answers: { [wasm]: status(503, { 'retry-after': '120' }) }, says: /again in 120 s/ }));

test('404', ({ scene }) => trouble(scene, { fault: 'The runtime is missing (404)', code: 'RM1002', answers: { [wasm]: status(404) }, says: wasm }));

test('a web page in place of the runtime, kept by the cache', ({ scene }) =>
  trouble(scene, {
    fault: 'A web page in place of the runtime (200, HTML, `max-age=600`)',
    code: 'RM1005',
    answers: { [wasm]: (_, response) => void response.writeHead(200, { 'content-type': 'text/html', 'cache-control': 'max-age=600' }).end('<!doctype html><title>Sign in</title>') },
    says: /is a web page/,
  }));

test('a module of another hash is never run', async ({ scene }) => {
  const bytes = readFileSync(new URL('../../dist/wasm/remotemedia_runtime.wasm', import.meta.url));
  // Still a valid module: with one more custom section, "x".
  const other: Answer = (_, response) => void response.writeHead(200, { 'content-type': 'application/wasm', 'cache-control': 'no-store' }).end(Buffer.concat([bytes, Buffer.from([0, 3, 1, 0x78, 0])]));
  await trouble(scene, {
    fault: 'A module of another hash than `integrity` says',
    code: 'RM1004',
    answers: { [wasm]: other },
    attributes: `integrity="sha256-${createHash('sha256').update(bytes).digest('base64')}"`,
    says: /has the SHA-256/,
  });
});

test('redirected to another origin: no request is made there', async ({ scene }) => {
  const elsewhere = await openSite();
  try {
    await trouble(scene, {
      fault: 'Redirect to another origin, from the page\u2019s own',
      code: 'RM1003',
      answers: { [wasm]: status(302, { location: `${elsewhere.origin}/kit/${wasm}` }) },
      // Not the policy of the page is to prevent it.
      policy: '',
      says: /takes its files only from/,
      meanwhile: () => expect(elsewhere.asked).toEqual([]),
    });
  } finally {
    elsewhere.close();
  }
});

test('redirected by a CDN to a third origin: what it answers is never run', async ({ scene }) => {
  const [cdn, third] = [await openSite(), await openSite()];
  cdn.answers.set(`/cdn/${wasm}`, status(302, { location: `${third.origin}/kit/${wasm}` }));
  try {
    await trouble(scene, {
      fault: 'Redirect to a third origin, from a CDN',
      code: 'RM1003',
      answers: {},
      base: `${cdn.origin}/cdn/`,
      policy: '',
      says: `is redirected to ${third.origin}`,
      meanwhile: () => cdn.heal(),
    });
  } finally {
    cdn.close();
    third.close();
  }
});

test('redirected within the origin', ({ scene }) => selfHelp(scene, 'Redirect within the origin', { [wasm]: status(302, { location: `/kit/${wasm}` }) }, 'followed'));

test('the wrong type does not matter', ({ scene }) =>
  selfHelp(scene, 'The runtime as `text/plain`', { [wasm]: (request, response, bytes) => text('text/plain', bytes as unknown as string)(request, response, bytes, 0) }, 'the type is not looked at'));
