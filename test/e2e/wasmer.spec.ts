/** The wasmer engine, on pages that are isolated, and on those that are in its way. */
import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer as createHttpServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { test, type Page } from '@playwright/test';
import { build } from 'esbuild';
// @ts-expect-error a plain script without declarations
import { createServer } from '../../cli/serve.mjs';
import type { createEngine as CreateEngine, PipelineRunner as Runner, PipelineSession as Session } from '../../core/index.js';
import { hostScenarios } from '../../core/runtime/testing/host.js';
import { live } from '../../core/runtime/testing/live.js';
import { programNodeScenarios, stoppableProgramNodes } from '../../core/runtime/testing/program-nodes.js';
import { programScenarios, stoppable } from '../../core/runtime/testing/programs.js';
import { testProgram } from '../../scripts/test-programs.mjs';
import { strictPolicy } from '../policies.js';
import { expect, expectLines, foreign, onlyError, run, script, violations, watch } from './support.js';

/** What wasmer-page.ts puts into the page. */
interface PageScope {
  createEngine: typeof CreateEngine;
  PipelineRunner: typeof Runner;
  PipelineSession: typeof Session;
  scenario(name: string): Promise<void>;
}

declare const globalThis: typeof window & PageScope;

type Headers = Record<string, string>;

const root = fileURLToPath(new URL('../..', import.meta.url));
const isolated: Headers = { 'cross-origin-opener-policy': 'same-origin', 'cross-origin-embedder-policy': 'require-corp' };
const documentIsolated: Headers = { 'document-isolation-policy': 'isolate-and-credentialless' };
/** What a page needs beside the strict policy: the SDK makes functions of text. */
const strict = strictPolicy();
const policy = strict.replace("'wasm-unsafe-eval'", "'wasm-unsafe-eval' 'unsafe-eval'");

const sdk = join(root, 'node_modules/@wasmer/sdk');
let folder: string;
/** Of the page's origin, with the SDK beside the kit and without; of another, that lets others in and not. */
let site: string;
let bare: string;
let cdn: string;
let closed: string;
let headers: Headers = {};
const servers: Server[] = [];

async function listen(server: Server): Promise<string> {
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

test.beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'rm-wasmer-'));
  await build({ entryPoints: { page: join(root, 'test/e2e/wasmer-page.ts') }, outdir: folder, bundle: true, format: 'esm', target: 'es2022', platform: 'browser', logLevel: 'error' });
  mkdirSync(join(folder, 'programs'));
  for (const text of readdirSync(join(root, 'core/nodes/testing'))) {
    if (text.endsWith('.wat')) writeFileSync(join(folder, 'programs', `${basename(text, '.wat')}.wasm`), (await testProgram(basename(text, '.wat')))!);
  }
  const serve = createServer as (options: object) => Server;
  const mounts = { '/': folder, '/dist/': join(root, 'dist') };
  site = await listen(serve({ root: '/', mounts: { ...mounts, '/dist/wasmer/': sdk }, headers: () => headers, compress: false }));
  bare = await listen(serve({ root: '/', mounts, headers: () => headers, compress: false }));
  cdn = await listen(serve({ root: '/', mounts: { '/kit/': join(root, 'dist'), '/sdk/': sdk }, compress: false }));
  closed = await listen(createHttpServer((_, response) => response.writeHead(200, { 'content-type': 'text/javascript' }).end('export const Wasmer = 1;')));
});

test.afterAll(() => {
  for (const server of servers) server.close().closeAllConnections();
  rmSync(folder, { recursive: true, force: true });
});

interface OpenOptions {
  headers?: Headers;
  origin?: string;
  head?: string;
  body?: string;
  kit?: string;
}

/** Opens a page that is served with these headers, as all files beside it are. */
async function open(page: Page, { headers: sent = isolated, origin = site, head = '', body = '', kit = '/dist/remotemedia.js' }: OpenOptions = {}): Promise<void> {
  headers = sent;
  writeFileSync(
    join(folder, 'index.html'),
    `<!doctype html><html lang="en"><head><title>wasmer</title><meta name="rm-base" content="${new URL('.', new URL(kit, origin)).href}">${head}
    <script type="module" src="page.js"></script><script type="module" src="${kit}" crossorigin></script></head><body>${body}</body></html>`,
  );
  await page.goto(`${origin}/`);
  await page.waitForFunction(() => customElements.get('rm-pipeline') && 'scenario' in globalThis);
}

/** A pipeline of elements that shouts. */
const shout = (attributes = ''): string => `<rm-pipeline engine="wasmer" load="manual" ${attributes}><rm-text-input label="Text" value="hello"></rm-text-input>
  <rm-python>${script('import getopt\nclass A:\n    def process(self, text):\n        return f"{text} {getopt.__name__}".upper()')}</rm-python><rm-output></rm-output></rm-pipeline>`;

async function expectShout(page: Page): Promise<void> {
  test.setTimeout(120_000);
  await page.getByRole('button', { name: 'Run' }).click();
  // The SDK compiles itself and the runtime, and tries up to three workers.
  await expect(page.locator('rm-output')).toContainText('HELLO GETOPT', { timeout: 90_000 });
}

test.describe('a page that is isolated', () => {
  for (const [what, sent] of Object.entries({ 'by COOP and COEP': isolated, 'by COOP and COEP credentialless': { ...isolated, 'cross-origin-embedder-policy': 'credentialless' }, 'by Document-Isolation-Policy alone': documentIsolated })) {
    test(`${what} shows results`, async ({ page }) => {
      const seen = await watch(page);
      await open(page, { headers: sent, body: shout() });
      await expectShout(page);
      expect(foreign(seen, page)).toEqual([]);
      await expectLines(seen);
    });
  }

  test('and strict needs \'unsafe-eval\' besides', async ({ page }) => {
    const seen = await watch(page);
    await open(page, { headers: { ...isolated, 'content-security-policy': policy }, body: shout() });
    await expectShout(page);
    expect(await violations(page)).toEqual([]);
    await expectLines(seen);
  });

  test('takes the SDK from another origin', async ({ page }) => {
    await open(page, { origin: bare, body: shout(`wasmer-sdk="${cdn}/sdk/dist/index.js"`) });
    await expectShout(page);
  });

  test('takes the SDK that the page names, and all of the kit from another origin, under a policy', async ({ page }) => {
    const seen = await watch(page);
    const csp = policy.replace("script-src 'self'", `script-src 'self' ${cdn}`).replace("connect-src 'self'", `connect-src ${cdn}`).replace("worker-src 'self'", 'worker-src blob:');
    await open(page, { headers: { ...isolated, 'content-security-policy': csp }, origin: bare, kit: `${cdn}/kit/remotemedia.js`, head: `<meta name="rm-wasmer-sdk" content="${cdn}/sdk/dist/index.js">`, body: shout() });
    await expectShout(page);
    expect(await violations(page)).toEqual([]);
    await expectLines(seen);
  });
});

test.describe('what is in its way is named', () => {
  const refused = async (page: Page, options: OpenOptions, code: string, text: string | RegExp): Promise<void> => {
    await open(page, { body: shout(), ...options });
    await run(page, 'x').catch(() => {});
    expect(await onlyError(page)).toBe(code);
    await expect(page.locator('rm-error')).toContainText(text);
  };

  test('a page that is not isolated', async ({ page }) => {
    const seen = await watch(page);
    await refused(page, { headers: {} }, 'RM5011', 'Cross-Origin-Embedder-Policy');
    await expectLines(seen, 'RM5011');
    expect(seen.requests.filter((url) => /wasmer|\.wasm/.test(url)), 'nothing is fetched for it').toEqual([]);
  });

  test('a policy that forbids functions of text', async ({ page }) => {
    await refused(page, { headers: { ...isolated, 'content-security-policy': strict } }, 'RM5012', "'unsafe-eval'");
  });

  test('a page that requires Trusted Types', async ({ page }) => {
    const csp = `${policy}; require-trusted-types-for 'script'; trusted-types rm-kit lit-html`;
    await refused(page, { headers: { ...isolated, 'content-security-policy': csp } }, 'RM5012', "'unsafe-eval'");
  });

  test('a policy that forbids the worker', async ({ page }) => {
    await refused(page, { headers: { ...isolated, 'content-security-policy': policy.replace("worker-src 'self'", "worker-src 'none'") } }, 'RM5002', 'worker-src');
  });

  test('an SDK that is not there', async ({ page }) => {
    await refused(page, { origin: bare }, 'RM5013', `${bare}/dist/wasmer/dist/index.js`);
  });

  test('an SDK on an origin that lets nobody in', async ({ page }) => {
    await refused(page, { body: shout(`wasmer-sdk="${closed}/index.js"`) }, 'RM5013', closed);
  });

  test('an SDK that the policy forbids', async ({ page }) => {
    const sent = { ...isolated, 'content-security-policy': policy };
    await refused(page, { headers: sent, body: shout(`wasmer-sdk="${cdn}/sdk/dist/index.js"`) }, 'RM5013', /policy of the page forbids it \(script-src/);
  });

  test('something else than the SDK', async ({ page }) => {
    writeFileSync(join(folder, 'other.js'), 'export class Wasmer {}');
    await refused(page, { body: shout('wasmer-sdk="other.js"') }, 'RM5013', '0.16');
  });

  test('an SDK that stands still', async ({ page }) => {
    // Three workers are given ten seconds each.
    test.setTimeout(120_000);
    writeFileSync(
      join(folder, 'still.js'),
      `export class Wasmer {
        packages = {};
        sandboxes = {};
        async ready() {
          await new Promise((resolve) => setTimeout(resolve, 3000));
          Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
        }
      }`,
    );
    await refused(page, { body: shout('wasmer-sdk="still.js"') }, 'RM5014', 'stood still');
  });

  test('an SDK that runs nothing and says that all is well', async ({ page }) => {
    writeFileSync(
      join(folder, 'silent.js'),
      `const empty = async function* () {};
      const spawn = async () => ({ stdin: { write: async () => {}, close: async () => {} }, stdout: empty(), stderr: empty(), wait: async () => ({ exitCode: 0, reason: 'exited' }) });
      export class Wasmer {
        packages = { create: async () => ({ id: 'x' }) };
        sandboxes = { create: async () => ({ command: () => ({ spawn }), close: async () => {} }) };
        async ready() {}
      }`,
    );
    await refused(page, { body: shout('wasmer-sdk="silent.js"') }, 'RM5014', 'without its output');
  });
});

test.describe('as in every engine', () => {
  test.describe.configure({ mode: 'serial' });
  let page: Page;
  test.beforeAll(async ({ browser }) => {
    page = await browser.newPage();
    await open(page);
  });
  test.afterAll(() => page.close());

  for (const name of Object.keys({ ...live, ...hostScenarios, ...programScenarios, ...programNodeScenarios, ...stoppable, ...stoppableProgramNodes })) {
    test(name, () => page.evaluate((name) => globalThis.scenario(name), name));
  }
});

test('an endless loop is stopped by its limit, and the page goes on', async ({ page }) => {
  const seen = await watch(page);
  const loop = script('class A:\n    def process(self, text):\n        while text == "loop":\n            pass\n        return text');
  await open(page, { body: shout('timeout="3"').replace(/<rm-python>.*<\/rm-python>/s, `<rm-python>${loop}</rm-python>`) });
  const began = Date.now();
  await run(page, 'loop').catch(() => {});
  expect(await onlyError(page)).toBe('RM2301');
  expect(Date.now() - began, 'it had its time').toBeGreaterThan(3000);
  await run(page, 'fine');
  await expect(page.locator('rm-output')).toContainText('fine');
  await expectLines(seen, 'RM2301');
});

test('the command: bytes as they are, an exit code, no cut', async ({ page }) => {
  await open(page);
  const result = await page.evaluate(async () => {
    const runner = new globalThis.PipelineRunner({ engine: 'wasmer' });
    const request = (body: string, ...input: unknown[]): string =>
      JSON.stringify({ manifest: { version: 'v1', metadata: { name: 't' }, nodes: [{ id: 'p', node_type: 'P' }], connections: [], python: { modules: { user: `class P:\n    def process(self, x):\n        ${body}` } } }, input_data: input });
    const outputs = (stdout: string): unknown[] => (JSON.parse(stdout.slice(stdout.indexOf('{'))) as { outputs: unknown[] }).outputs;
    const fine = await runner.command(request('return x * 2', 21));
    // More than the SDK keeps of an output by itself.
    const long = await runner.command(request('return "ü" * 12_000_000', 0));
    const failed = await runner.command(request('print("looking")\n        return 1 / 0', 0));
    return { fine: [fine.exitCode, outputs(fine.stdout)], long: String(outputs(long.stdout)).replaceAll('ü', '').length + String(outputs(long.stdout)).length, failed: [failed.exitCode, failed.stdout, failed.stderr] };
  });
  expect(result.fine).toEqual([0, 42]);
  expect(result.long).toBe(12_000_000);
  expect(result.failed.slice(0, 2)).toEqual([1, '']);
  expect(String(result.failed[2])).toMatch(/looking[^]*ZeroDivisionError/);
});

test('a program with threads, which needs WASIX, runs', async ({ page }) => {
  await open(page);
  const result = await page.evaluate(async () => {
    const engine = await globalThis.createEngine({ engine: 'wasmer' });
    const { exitCode, stdout } = await engine.program({ module: new URL('/programs/two-threads.wasm', location.href), stdin: new Uint8Array() });
    return [exitCode, new TextDecoder().decode(stdout)];
  });
  expect(result).toEqual([0, 'word']);
});

test('files of the runtime: the weights of a node that is there; a file that is missing is told, and not missed by others', async ({ page }) => {
  const wasm = join(folder, 'wasm');
  mkdirSync(wasm, { recursive: true });
  copyFileSync(join(root, 'dist/wasm/remotemedia_runtime.wasm'), join(wasm, 'remotemedia_runtime.wasm'));
  await open(page);
  const run = (base: string): Promise<string[]> =>
    page.evaluate(async (base) => {
      const lines: string[] = [];
      const manifest = { version: 'v1', metadata: { name: 't' }, nodes: [{ id: 'v', node_type: 'SileroVAD' }], connections: [] };
      const runner = new globalThis.PipelineRunner({ engine: 'wasmer', base, wasmerSdk: '/dist/wasmer/dist/index.js' });
      await runner.load();
      const sound = { kind: 'audio' as const, samples: new Float32Array(16_000), sampleRate: 16_000, channels: 1 };
      await runner.run(manifest, [sound], { onLog: ({ level, text }) => lines.push(`${level} ${text}`) }).catch((error: Error) => lines.push(String(error)));
      const numbers = { version: 'v1', metadata: { name: 't' }, nodes: [{ id: 'm', node_type: 'MultiplyNode' }], connections: [] };
      lines.push(JSON.stringify((await runner.run(numbers, [21])).outputs));
      return lines;
    }, base);
  expect(await run('/dist/')).toEqual(['[42]']);
  copyFileSync(join(root, 'dist/wasmer-worker.js'), join(folder, 'wasmer-worker.js'));
  const told = await run('/');
  expect(told.join('\n')).toMatch(/silero_vad[^]*\n\[42\]$/);
});

test('waiting no time does not wait for ever', async ({ page }) => {
  await open(page);
  const waited = await page.evaluate(async () => {
    const module = 'import select, time\nclass P:\n    def process(self, x):\n        time.sleep(0)\n        return [len(select.select([], [], [], 0)), select.poll().poll(0)]';
    const manifest = { version: 'v1', metadata: { name: 't' }, nodes: [{ id: 'p', node_type: 'P' }], connections: [], python: { modules: { user: module } } };
    return (await new globalThis.PipelineRunner({ engine: 'wasmer', timeout: 10 }).run(manifest, [1])).outputs;
  });
  expect(waited).toEqual([[3, []]]);
});
