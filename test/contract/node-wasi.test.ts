/** The contract under Node's own WASI, which shares no code with ours. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, existsSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { setFlagsFromString } from 'node:v8';
import { WASI } from 'node:wasi';
import { cases, check, marker, skip, stdinOf, type Result } from './cases.js';

// Node 20's fast calls into its WASI crash the process now and then, with any module of this size.
setFlagsFromString('--no-turbo-fast-api-calls');

const dist = fileURLToPath(new URL('../../wasm/dist', import.meta.url));
const wasm = join(dist, 'pipeline_executor_wasm.wasm');

describe('command door under node:wasi', () => {
  let module: WebAssembly.Module;
  let folder: string;
  before(async () => {
    assert.ok(existsSync(wasm), 'wasm/dist is missing: run npm run build:wasm');
    module = await WebAssembly.compile(readFileSync(wasm));
    folder = mkdtempSync(join(tmpdir(), 'rm-contract-'));
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  function run(stdin: string): Result {
    const path = (name: string): string => join(folder, name);
    writeFileSync(path('in'), stdin);
    const files = [openSync(path('in'), 'r'), openSync(path('out'), 'w'), openSync(path('err'), 'w')] as const;
    try {
      const wasi = new WASI({
        version: 'preview1',
        args: ['pipeline_executor_wasm'],
        env: {},
        preopens: { '/usr/lib/python3.13': dist },
        stdin: files[0],
        stdout: files[1],
        stderr: files[2],
        returnOnExit: true,
      });
      const instance = new WebAssembly.Instance(module, wasi.getImportObject() as WebAssembly.Imports);
      const exitCode = wasi.start(instance);
      return { exitCode, stdout: readFileSync(path('out'), 'utf8'), stderr: readFileSync(path('err'), 'utf8') };
    } finally {
      files.forEach((file) => closeSync(file));
    }
  }

  for (const one of cases) test(one.name, { skip: skip(one) }, () => check(one, run(stdinOf(one))));

  test('a reader that stops reading ends the run with a reason', async () => {
    const manifest = { version: 'v1', metadata: { name: 't' }, nodes: [{ id: 'p', node_type: 'PassThrough' }], connections: [] };
    const script = `
      const { WASI } = require('node:wasi');
      const wasi = new WASI({ version: 'preview1', args: ['x'], env: {}, returnOnExit: true });
      WebAssembly.compile(require('node:fs').readFileSync(process.argv[1])).then(async (module) => {
        process.exitCode = wasi.start(await WebAssembly.instantiate(module, wasi.getImportObject()));
      });`;
    const child = spawn(process.execPath, ['--no-warnings', '--no-turbo-fast-api-calls', '-e', script, wasm], { stdio: 'pipe' });
    child.stdout.destroy();
    let stderr = '';
    child.stderr.on('data', (text: Buffer) => (stderr += text.toString()));
    child.stdin.end(JSON.stringify({ manifest, input_data: Array.from({ length: 100_000 }, (_, number) => number) }));
    const [code] = (await once(child, 'close')) as [number];
    assert.equal(code, 1, stderr);
    assert.match(stderr, /Failed to write the result/);
  });

  test('a module that is not preloaded comes from the library beside it', () => {
    const python = 'import getopt\nclass Opt:\n    def process(self, x):\n        return len(getopt.getopt(["a"], "")[1])';
    const manifest = { version: 'v1', metadata: { name: 't' }, nodes: [{ id: 'h', node_type: 'Opt' }], connections: [], python: { modules: { opt: python } } };
    const { exitCode, stdout, stderr } = run(JSON.stringify({ manifest, input_data: [1] }));
    assert.equal(exitCode, 0, stderr);
    assert.equal((JSON.parse(stdout.slice(marker.length)) as { outputs: unknown }).outputs, 1);
  });
});
