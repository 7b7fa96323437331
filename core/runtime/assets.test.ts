import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';
import { assets, currentBase, setBase } from './assets.js';

afterEach(() => setBase(undefined));

test('from source the files are those of the repository', () => {
  assert.equal(currentBase(), undefined);
  assert.match(assets().wasm.href, /\/wasm\/dist\/remotemedia_runtime\.wasm$/);
});

test('a base of one\u2019s own, whole or for one call', () => {
  setBase('https://cdn.example/kit@1.0.0');
  assert.equal(assets().worker.href, 'https://cdn.example/kit@1.0.0/worker.js');
  assert.equal(assets('https://other.example/x/').wasm.href, 'https://other.example/x/wasm/remotemedia_runtime.wasm');
  const { files } = assets(new URL('https://other.example/x/?v=3#top'));
  assert.equal(files['/usr/lib/python3.13/python-stdlib.zip']!.href, 'https://other.example/x/wasm/python-stdlib.zip');
});
