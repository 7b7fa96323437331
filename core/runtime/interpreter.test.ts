import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { describe, test } from 'node:test';
import { assets } from './assets.js';
import { runtimeOf } from './interpreter.js';
import { PipelineSession } from './pipeline-session.js';
import { graph, python } from './testing/manifests.js';

const hinted = (...hints: ('rust_python' | 'cpython' | 'auto')[]) => graph(hints.map((runtime_hint, index) => ({ id: `n${index}`, node_type: 'Echo', runtime_hint })));
const name = (...args: Parameters<typeof runtimeOf>): string => runtimeOf(...args).url.pathname.split('/').pop()!;

describe('which interpreter runs a manifest', () => {
  const all = assets('https://kit.example/');

  test('CPython, unless somebody asks', () => {
    for (const manifest of [undefined, hinted('auto'), hinted('cpython', 'auto')]) assert.equal(name(all, {}, manifest), 'remotemedia_runtime.wasm');
    assert.equal(name(all, {}, hinted('auto', 'rust_python')), 'remotemedia_runtime_rustpython.wasm');
  });

  test('the option decides over hints, and its integrity is CPython’s', () => {
    assert.equal(name(all, { python: 'cpython' }, hinted('rust_python')), 'remotemedia_runtime.wasm');
    assert.deepEqual(runtimeOf(all, { python: 'rust_python', integrity: 'sha256-x' }).integrity, undefined);
  });

  test('both at once are refused', () => assert.throws(() => runtimeOf(all, {}, hinted('cpython', 'rust_python')), { code: 'RM2003', nodeId: 'n1' }));

  const built = existsSync(assets().rustPython);
  test('a variant that was not built is a missing file', { skip: built && 'it was built' }, () =>
    assert.rejects(PipelineSession.open(hinted('rust_python'), { engine: 'inline' }), { code: /RM100[12]/, message: /remotemedia_runtime_rustpython\.wasm/, hint: /build:rustpython/ }));
  test('Python runs in RustPython', { skip: !built && 'npm run build:rustpython makes it' }, async () => {
    const manifest = python('import sys\nreturn [sys.implementation.name, x * 2]');
    manifest.nodes[0]!.runtime_hint = 'rust_python';
    const session = await PipelineSession.open(manifest, { engine: 'inline' });
    const [output] = await session.push(21);
    assert.deepEqual(output!.item, ['rustpython', 42]);
    await session.close();
  });
});
