// wasm/dist/provenance.json: which sources and tools made the committed runtime, and the proof that these files are it.
//
//   node wasm/build/provenance.mjs --write   after a build
//   node wasm/build/provenance.mjs --check   exit code 1 and the reasons when dist does not belong to the sources

import { createHash } from 'node:crypto';
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { brotliCompressSync, constants } from 'node:zlib';
import { fileURLToPath } from 'node:url';

const wasm = fileURLToPath(new URL('..', import.meta.url));
const file = join(wasm, 'dist/provenance.json');
const outputs = ['remotemedia_runtime.wasm', 'python-stdlib.zip'];
// Everything that the bytes in dist are made of; tests and this file are not.
const inputs = [
  'Cargo.lock', 'Cargo.toml', '.cargo', 'module', 'python', 'runtime', 'wire',
  'build/compile.sh', 'build/cpython.sh', 'build/exports.json', 'build/library.py', 'build/packages.txt', 'build/patches', 'build/pyo3-wasi.txt',
];

// Neither these nor the RustPython variant are part of the committed module.
const unrelated = new Set(['__pycache__', 'benches', 'examples', 'rustpython', 'tests']);

const sha256 = (bytes) => createHash('sha256').update(bytes).digest('hex');

function* filesUnder(path) {
  if (!statSync(path).isDirectory()) return yield path;
  for (const name of readdirSync(path).sort()) {
    if (unrelated.has(name)) continue;
    yield* filesUnder(join(path, name));
  }
}

/** SHA-256 over the names and contents of all inputs. */
export function inputHash() {
  const hash = createHash('sha256');
  for (const input of inputs) {
    for (const path of filesUnder(join(wasm, input))) {
      hash.update(`${relative(wasm, path)}\0${sha256(readFileSync(path))}\n`);
    }
  }
  return hash.digest('hex');
}

function describe(name) {
  const bytes = readFileSync(join(wasm, 'dist', name));
  const params = { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_LGWIN]: 24 };
  return { bytes: bytes.length, brotli: brotliCompressSync(bytes, { params }).length, sha256: sha256(bytes) };
}

/** What does not fit between sources, provenance and dist; empty when all is well. */
export function check() {
  if (!existsSync(file)) return ['wasm/dist/provenance.json is missing: run npm run build:wasm'];
  const recorded = JSON.parse(readFileSync(file, 'utf8'));
  const problems = [];
  if (recorded.inputHash !== inputHash()) {
    problems.push('wasm/dist was not built from these sources: run npm run build:wasm');
  }
  for (const [name, { sha256: expected }] of Object.entries(recorded.files)) {
    const path = join(wasm, 'dist', name);
    if (!existsSync(path)) problems.push(`wasm/dist/${name} is missing`);
    else if (sha256(readFileSync(path)) !== expected) problems.push(`wasm/dist/${name} is not the file that was built`);
  }
  return problems;
}

/** The modules that the runtime imports from: WASI preview 1 and nothing else. */
function assertImports() {
  const module = new WebAssembly.Module(readFileSync(join(wasm, 'dist', outputs[0])));
  const foreign = WebAssembly.Module.imports(module).filter((entry) => entry.module !== 'wasi_snapshot_preview1');
  if (foreign.length > 0) {
    throw new Error(`no WASI host provides ${foreign.map((entry) => `${entry.module}.${entry.name}`).join(', ')}`);
  }
}

function tools() {
  const ask = (...command) =>
    execFileSync('bash', [join(wasm, 'build/toolchain.sh'), ...command], { encoding: 'utf8' }).split('\n')[0].trim();
  const wizer = JSON.parse(readFileSync(join(wasm, '../node_modules/@bytecodealliance/wizer/package.json'), 'utf8'));
  return {
    binaryen: ask('wasm-opt', '--version'),
    clang: ask('clang-19', '--version'),
    cpython: ask('python3', '--version'),
    rustc: ask('rustc', '--version'),
    wizer: wizer.version,
  };
}

function sources() {
  const script = readFileSync(join(wasm, 'build/cpython.sh'), 'utf8');
  return Object.fromEntries([...script.matchAll(/"([0-9a-f]{64}) {2}(\S+)"/g)].map(([, hash, name]) => [name, hash]));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  if (process.argv[2] === '--write') {
    assertImports();
    const files = Object.fromEntries(outputs.map((name) => [name, describe(name)]));
    const provenance = { inputHash: inputHash(), tools: tools(), sources: sources(), files };
    writeFileSync(file, `${JSON.stringify(provenance, null, 2)}\n`);
    for (const [name, { bytes, brotli }] of Object.entries(files)) console.log(`${name}: ${bytes} bytes, ${brotli} brotli`);
  } else {
    const problems = check();
    problems.forEach((problem) => console.error(problem));
    process.exit(problems.length > 0 ? 1 : 0);
  }
}
