/**
 * The original's contract (cases.json) against the command door: through PipelineRunner.command, and by Node's own WASI, which
 * shares no code with ours.
 */
import assert from 'node:assert/strict';
import { closeSync, existsSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { isDeepStrictEqual } from 'node:util';
import { WASI } from 'node:wasi';
import { PipelineRunner } from '../../core/index.js';

interface Case {
  name: string;
  /** JSON, or its text where the way numbers are written matters. */
  stdin: unknown;
  python: string | null;
  requires: string[];
  profile: string;
  expect: { exit: number; status?: string; outputs?: unknown; order?: 'any'; graph?: Record<string, unknown>; stdout?: string; stderr?: string };
}

const dist = fileURLToPath(new URL('../../wasm/dist', import.meta.url));
const wasm = join(dist, 'pipeline_executor_wasm.wasm');
const cases = JSON.parse(readFileSync(new URL('cases.json', import.meta.url), 'utf8')) as Case[];
const marker = '\n=== PIPELINE RESULTS ===\n';

interface Result {
  exitCode: number;
  stdout: string;
  stderr: string;
}

/** The case's input with its Python in the manifest. Inserted as text: parsing would lose `1.0` and large integers. */
function stdinOf({ stdin, python }: Case): string {
  const text = typeof stdin === 'string' ? stdin : JSON.stringify(stdin);
  if (!python) return text;
  const start = text.search(/"version"/);
  return `${text.slice(0, start)}"python":${JSON.stringify({ modules: { case: python } })},${text.slice(start)}`;
}

function check({ expect }: Case, { exitCode, stdout, stderr }: Result): void {
  assert.equal(exitCode, expect.exit, stderr || stdout);
  if (expect.stderr) assert.match(stderr, new RegExp(expect.stderr));
  if (expect.exit !== 0) return;
  assert.ok(stdout.startsWith(marker), stdout);
  const text = stdout.slice(marker.length);
  const result = JSON.parse(text) as { status: string; outputs: unknown; graph_info: Record<string, unknown> };
  if (expect.stdout) assert.match(text, new RegExp(expect.stdout));
  assert.equal(result.status, expect.status);
  if (expect.order === 'any') {
    const left = [...(result.outputs as unknown[])];
    for (const wanted of expect.outputs as unknown[]) {
      const place = left.findIndex((value) => isDeepStrictEqual(value, wanted));
      assert.ok(place >= 0, `${JSON.stringify(wanted)} is missing`);
      left.splice(place, 1);
    }
    assert.deepEqual(left, []);
  } else assert.deepEqual(result.outputs, expect.outputs);
  for (const [key, value] of Object.entries(expect.graph ?? {})) assert.deepEqual(result.graph_info[key], value, key);
  // Keys in alphabetical order, two spaces of indentation.
  assert.deepEqual(Object.keys(result), ['graph_info', 'outputs', 'status']);
  assert.ok(text.startsWith('{\n  "graph_info": {'));
}

/** A reason to leave a case out, false to run it. */
const skip = ({ requires }: Case): string | false => requires.includes('numpy') && 'the runtime holds no numpy';

describe('command door through PipelineRunner', () => {
  const runner = new PipelineRunner({ timeout: 20 });
  for (const one of cases) {
    test(one.name, { skip: skip(one) }, async () => check(one, await runner.command(stdinOf(one))));
  }
});

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

  test('a module that is not preloaded comes from the library beside it', () => {
    const python = 'import colorsys\nclass Hue:\n    def process(self, x):\n        return colorsys.rgb_to_hsv(1.0, 0.0, 0.0)[2]';
    const manifest = { version: 'v1', metadata: { name: 't' }, nodes: [{ id: 'h', node_type: 'Hue' }], connections: [], python: { modules: { hue: python } } };
    const { exitCode, stdout, stderr } = run(JSON.stringify({ manifest, input_data: [1] }));
    assert.equal(exitCode, 0, stderr);
    assert.equal((JSON.parse(stdout.slice(marker.length)) as { outputs: unknown }).outputs, 1);
  });
});

describe('command door: what the original did wrong', () => {
  const runner = new PipelineRunner({ timeout: 20 });

  test('input that is no JSON', async () => {
    const { exitCode, stdout, stderr } = await runner.command('{"manifest": ');
    assert.equal(exitCode, 1);
    assert.equal(stdout, '');
    assert.match(stderr, /^Pipeline execution failed: Failed to parse input: /);
  });

  test('a bare manifest whose source never ends is refused, not run for ever', async () => {
    const manifest = { version: 'v1', metadata: { name: 't' }, nodes: [{ id: 'p', node_type: 'PassThrough' }], connections: [] };
    const { exitCode, stderr } = await runner.command(JSON.stringify(manifest), { timeout: 10 });
    assert.equal(exitCode, 1);
    assert.match(stderr, /Pipeline execution failed/);
  });

  test('what a node prints does not reach stdout', async () => {
    const python = 'class P:\n    def process(self, x):\n        print("noise {", x)\n        return x';
    const manifest = { version: 'v1', metadata: { name: 't' }, nodes: [{ id: 'p', node_type: 'P' }], connections: [], python: { modules: { p: python } } };
    const { stdout, stderr } = await runner.command(JSON.stringify({ manifest, input_data: [1] }));
    assert.ok(stdout.startsWith(marker) && !stdout.includes('noise'));
    assert.match(stderr, /noise \{ 1/);
  });
});
