/** What is committed in wasm/dist: the right imports, and built from these sources. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

const at = (path: string): string => fileURLToPath(new URL(`../../${path}`, import.meta.url));
const bytes = readFileSync(at('wasm/dist/remotemedia_runtime.wasm'));

test('the module imports only wasi_snapshot_preview1, and has both doors', async () => {
  const module = await WebAssembly.compile(bytes);
  assert.deepEqual([...new Set(WebAssembly.Module.imports(module).map((entry) => entry.module))], ['wasi_snapshot_preview1']);
  const exported = WebAssembly.Module.exports(module).map(({ name }) => name);
  for (const name of ['memory', '_start', 'rm_alloc', 'rm_open', 'rm_push', 'rm_end', 'rm_next', 'rm_close']) assert.ok(exported.includes(name), name);
});

test('both names of the module are the same file', () => {
  assert.ok(readFileSync(at('wasm/dist/pipeline_executor_wasm.wasm')).equals(bytes));
});

test('wasm/dist belongs to the sources', () => {
  const { status, stdout, stderr } = spawnSync(process.execPath, [at('wasm/build/provenance.mjs'), '--check'], { encoding: 'utf8' });
  assert.equal(status, 0, stdout + stderr);
});

test('what a page fetches before its first Python result stays within 4 MB', () => {
  const { files } = JSON.parse(readFileSync(at('wasm/dist/provenance.json'), 'utf8')) as { files: Record<string, { brotli: number }> };
  assert.ok(files['remotemedia_runtime.wasm']!.brotli <= 4_000_000, `${files['remotemedia_runtime.wasm']!.brotli} bytes`);
});

test('no path of the machine that built it is left in the module', () => {
  const text = bytes.toString('latin1');
  assert.equal(/\/root\/|\/home\/\w+\//.exec(text)?.[0], undefined);
});
