import { expect, waitUntil } from '@open-wc/testing';
import { assets } from '../runtime/assets.js';
import { createEngine } from '../runtime/create-engine.js';
import type { EngineOptions, LoadProgress } from '../runtime/engine.js';
import { sha256 } from '../runtime/integrity.js';
import { forgetModules } from '../runtime/module.js';
import { PipelineRunner } from '../runtime/pipeline-runner.js';
import { numbers } from '../runtime/testing/manifests.js';
import { failure } from '../testing/failure.js';
import { cacheName, keep, kept } from './kept-files.js';

const { wasm } = assets();
const nativeFetch = globalThis.fetch;
const asked: (RequestCache | undefined)[] = [];
let integrity: string;
let offline = false;
const warnings: string[] = [];
const { warn } = console;

before(async () => {
  integrity = await sha256(new Uint8Array(await (await fetch(wasm)).arrayBuffer()));
  console.warn = (text: string) => void warnings.push(text);
  globalThis.fetch = (input, init) => {
    if (String(input) !== wasm.href) return nativeFetch(input, init);
    asked.push(init?.cache);
    return offline ? Promise.reject(new TypeError('offline')) : nativeFetch(input, init);
  };
});
after(() => {
  globalThis.fetch = nativeFetch;
  console.warn = warn;
});
beforeEach(async () => {
  await caches.delete(cacheName);
  forgetModules();
  asked.length = warnings.length = 0;
  offline = false;
});
afterEach(() => forgetModules());

const run = async (options: EngineOptions): Promise<{ outputs: unknown; progress: LoadProgress | undefined }> => {
  let progress: LoadProgress | undefined;
  const { outputs } = await new PipelineRunner({ ...options, onProgress: (now) => void (progress = now) }).run(numbers, [5]);
  return { outputs, progress };
};
const names = async (): Promise<string[]> => (await (await caches.open(cacheName)).keys()).map(({ url }) => url);

describe('files that are kept in the browser', () => {
  it('come from there the next time, without the network', async () => {
    const options = { cache: 'persist', integrity } as const;
    expect((await run(options)).outputs).to.deep.equal([20]);
    await waitUntil(async () => (await names()).length === 1);
    expect(await names()).to.deep.equal([`${wasm.href}?sha256=${integrity}`]);
    forgetModules();
    offline = true;
    const { outputs, progress } = await run(options);
    expect(outputs).to.deep.equal([20]);
    expect(progress?.cached).to.equal(true);
    expect(asked.length).to.equal(1);
  });

  it('are asked for anew when they were damaged there, and replaced', async () => {
    const name = `${wasm.href}?sha256=${integrity}`;
    await (await caches.open(cacheName)).put(name, new Response('damaged'));
    expect((await run({ cache: 'persist', integrity })).outputs).to.deep.equal([20]);
    expect(asked.length).to.equal(1);
    await waitUntil(async () => (await kept(wasm, integrity)) !== undefined);
  });

  it('take the place of their earlier versions, and of no other file', async () => {
    const cache = await caches.open(cacheName);
    const other = new URL('other.zip', wasm).href;
    await cache.put(`${wasm.href}?sha256=${'0'.repeat(64)}`, new Response('old'));
    await cache.put(`${other}?sha256=${'0'.repeat(64)}`, new Response('other'));
    await keep(wasm, integrity, await (await nativeFetch(wasm)).blob());
    expect(await names()).to.have.members([`${wasm.href}?sha256=${integrity}`, `${other}?sha256=${'0'.repeat(64)}`]);
  });

  it('are none when they are not what was expected', async () => {
    await keep(wasm, integrity, new Blob(['something else']));
    expect(await names()).to.deep.equal([]);
  });

  it('whose storage refuses cost nothing but a warning', async () => {
    const { put } = Cache.prototype;
    Cache.prototype.put = () => Promise.reject(new DOMException('full', 'QuotaExceededError'));
    try {
      expect((await run({ cache: 'persist', integrity })).outputs).to.deep.equal([20]);
      await waitUntil(() => warnings.some((text) => /cannot be kept in the browser's storage: full/.test(text)));
    } finally {
      Cache.prototype.put = put;
    }
  });

  it('are not kept unless that is asked for, and past the cache where nothing is to be', async () => {
    await run({ integrity });
    forgetModules();
    await run({ cache: 'none' });
    expect(asked).to.deep.equal(['default', 'no-store']);
    expect(await names()).to.deep.equal([]);
  });

  it('in a way there is not are an error', async () => {
    const { code, message } = await failure(createEngine({ cache: 'forever' as never }));
    expect([code, message]).to.deep.equal(['RM5015', 'There is no cache “forever”.']);
    expect((await failure(createEngine({ runtime: 'mine' as never }))).message).to.contain('no runtime “mine”');
  });

  it('are none where the browser has no storage for this page, and it is said once', async () => {
    const { open } = CacheStorage.prototype;
    CacheStorage.prototype.open = () => Promise.reject(new DOMException('no', 'SecurityError'));
    try {
      for (let round = 0; round < 2; round += 1) {
        forgetModules();
        expect((await run({ cache: 'persist', integrity })).outputs).to.deep.equal([20]);
      }
      expect(warnings).to.deep.equal(["remotemedia: the browser's storage cannot be used: no"]);
    } finally {
      CacheStorage.prototype.open = open;
    }
  });
});
