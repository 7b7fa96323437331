import assert from 'node:assert/strict';
import { test } from 'node:test';
import { environment } from './environment.js';

test('asks what is there', () => {
  const found = environment();
  assert.equal(found.webAssembly, true);
  assert.equal(found.mayCompile, true);
  assert.equal(found.audioWorklet, false);
});

test('counts what is missing or forbidden as a no', () => {
  const bare = environment({} as typeof globalThis);
  assert.deepEqual(Object.values(bare).filter((value) => value === true), [true]);
  assert.equal(bare.online, true);
  class Module {
    constructor() {
      throw new WebAssembly.CompileError('refused by the policy');
    }
  }
  const strict = environment({ WebAssembly: { Module }, navigator: { gpu: {}, onLine: false, hardwareConcurrency: 4, userAgent: 'X', languages: ['de', 'en'] }, isSecureContext: true } as unknown as typeof globalThis);
  assert.equal(strict.mayCompile, false);
  assert.deepEqual([strict.webGpu, strict.online, strict.secure, strict.cores, strict.memory, strict.languages], [true, false, true, 4, 0, 'de, en']);
});
