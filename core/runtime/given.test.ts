import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import type { RmError } from '../errors.js';
import type { EngineOptions } from './engine.js';
import { PipelineRunner } from './pipeline-runner.js';
import { graph, numbers, python } from './testing/manifests.js';

const bytes = readFileSync(new URL('../../wasm/dist/remotemedia_runtime.wasm', import.meta.url));
const library = readFileSync(new URL('../../wasm/dist/python-stdlib.zip', import.meta.url));
/** Nothing can be fetched from here. */
const base = 'https://127.0.0.1:9/';
const run = async (options: EngineOptions, manifest = numbers): Promise<unknown> => (await new PipelineRunner({ base, ...options }).run(manifest, [1])).outputs[0];
const importing = python('import getopt\nreturn getopt.__name__');

describe('a module that is given', () => {
  test('compiled, or as bytes of any kind', async () => {
    const buffer = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength);
    for (const module of [await WebAssembly.compile(bytes), bytes, new Uint8Array(bytes), buffer as ArrayBuffer]) assert.equal(await run({ module }), 12);
  });

  test('its bytes are compared with a hash, each time one is named', async () => {
    const integrity = createHash('sha256').update(bytes).digest('hex');
    assert.equal(await run({ module: bytes }), 12);
    await assert.rejects(run({ module: bytes, integrity: '0'.repeat(64) }), { code: 'RM1004' });
    assert.equal(await run({ module: bytes, integrity }), 12);
    await assert.rejects(run({ module: await WebAssembly.compile(bytes), integrity }), { code: 'RM1004', message: /cannot be compared/ });
  });

  test('bytes that are none, and a module that is not the runtime', async () => {
    await assert.rejects(run({ module: new TextEncoder().encode('<html>') }), { code: 'RM1005', message: /web page/ });
    await assert.rejects(run({ module: bytes.subarray(0, 1000) }), { code: 'RM1005' });
    await assert.rejects(run({ module: new Uint8Array([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0]) }), { code: 'RM1005', message: /not the runtime/ });
  });

  test('a manifest that asks for the other interpreter does not get this one', async () => {
    const manifest = graph([{ id: 'n', node_type: 'PassThrough', runtime_hint: 'rust_python' }]);
    await assert.rejects(run({ module: bytes }, manifest), (error: RmError) => /rustpython/.test(error.message));
  });
});

describe('files that are given', () => {
  test('the library', async () => assert.equal(await run({ module: bytes, files: { 'python-stdlib.zip': library } }, importing), 'getopt'));

  test('one that is missing is named by the failure', async () => {
    await assert.rejects(run({ module: bytes }, importing), { code: 'RM3003', hint: /python-stdlib\.zip could not be fetched/ });
    await assert.rejects(run({ module: bytes }, graph([{ id: 'v', node_type: 'SileroVAD' }])), { nodeId: 'v', hint: /silero_vad\.bin/ });
  });

  test('and does not keep code from trying another', async () => {
    const optional = python('try:\n    import getopt\nexcept ImportError:\n    return "without"\nreturn "with"');
    assert.equal(await run({ module: bytes }, optional), 'without');
  });

  test('one that the kit does not have is refused', async () => {
    await assert.rejects(run({ module: bytes, files: { 'stdlib.zip': library } as never }), { code: 'RM1002', message: /stdlib\.zip/, hint: /python-stdlib\.zip/ });
  });

  test('from an address they are fetched ahead where they cannot be later', async () => {
    const fetched: string[] = [];
    const { fetch } = globalThis;
    globalThis.fetch = (async (address: string | URL) => (fetched.push(String(address)), new Response(library))) as typeof fetch;
    try {
      assert.equal(await run({ module: bytes, base: 'https://kit.example/' }, importing), 'getopt');
    } finally {
      globalThis.fetch = fetch;
    }
    assert.ok(fetched.includes('https://kit.example/wasm/python-stdlib.zip'), fetched.join());
  });
});
