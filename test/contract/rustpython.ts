/**
 * `npm run contract:rustpython`: every contract case against the RustPython variant, as a table in docs/rustpython.md.
 *
 * Not a test: the variant is meant to pass a part of them. The exit code tells whether the table could be made.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { performance } from 'node:perf_hooks';
import { brotliCompressSync, constants } from 'node:zlib';
import { fileURLToPath } from 'node:url';
import { runCommand } from '../../core/runtime/command.js';
import { cases, check, skip, stdinOf, type Case } from './cases.js';

const path = (relative: string): string => fileURLToPath(new URL(`../../${relative}`, import.meta.url));
const wasm = path('wasm/dist/remotemedia_runtime_rustpython.wasm');
const page = path('docs/rustpython.md');
const marks = ['<!-- made by npm run contract:rustpython -->', '<!-- end -->'] as const;

if (!existsSync(wasm)) {
  console.error('wasm/dist/remotemedia_runtime_rustpython.wasm is missing: run npm run build:rustpython');
  process.exit(1);
}
const bytes = readFileSync(wasm);
const module = await WebAssembly.compile(bytes);
const imports = WebAssembly.Module.imports(module);
const foreign = imports.filter((one) => one.module !== 'wasi_snapshot_preview1');
const files = imports.filter((one) => /^(path_|sock_|fd_readdir|fd_prestat)/.test(one.name));
if (foreign.length > 0 || files.length > 0) {
  console.error(`The module asks for more than it may: ${[...foreign, ...files].map((one) => `${one.module}.${one.name}`).join(', ')}`);
  process.exit(1);
}

async function run(stdin: string): Promise<{ exitCode: number; stdout: string; stderr: string }> {
  const { exitCode, stdout, stderr } = await runCommand(module, { stdin: new TextEncoder().encode(stdin) });
  const text = (part: Uint8Array): string => new TextDecoder().decode(part);
  return { exitCode, stdout: text(stdout), stderr: text(stderr) };
}

const oneLine = (text: string): string => text.trim().split('\n')[0]!.replaceAll('|', '\\|').slice(0, 140);

async function outcome(one: Case): Promise<string> {
  const left = skip(one);
  if (left) return `left out: ${left}`;
  try {
    check(one, await run(stdinOf(one)));
    return 'passes';
  } catch (error) {
    return `fails: ${oneLine((error as Error).message)}`;
  }
}

/** What a visitor waits for besides the download, in ms: the median of several. */
async function median(measure: () => Promise<unknown>): Promise<string> {
  const times: number[] = [];
  for (let turn = 0; turn < 9; turn += 1) {
    const begin = performance.now();
    await measure();
    times.push(performance.now() - begin);
  }
  return times.sort((a, b) => a - b)[4]!.toFixed(0);
}

const rows: string[] = [];
for (const one of cases) rows.push(`| ${one.name} | ${await outcome(one)} |`);
const passed = rows.filter((row) => row.endsWith('| passes |')).length;

const upper = { id: 't', node_type: 'TextProcessorNode' };
const manifest = { version: 'v1', metadata: { name: 'start' }, nodes: [upper], connections: [] };
const stdin = JSON.stringify({ manifest, input_data: [{ text: 'a', operations: ['uppercase'] }] });
const compile = await median(() => WebAssembly.compile(bytes));
const first = await median(() => run(stdin));
const packed = brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_LGWIN]: 24 } });

const megabytes = (size: number): string => `${(size / 1e6).toFixed(1)} MB`;
const made = `${marks[0]}

${passed} of ${cases.length} cases pass. The module has ${megabytes(bytes.length)} (${megabytes(packed.length)} with Brotli); compiling it took
${compile} ms, and an instance with its first Python result ${first} ms (medians of 9, Node ${process.versions.node}).

| case | outcome |
| --- | --- |
${rows.join('\n')}

It imports, all from \`wasi_snapshot_preview1\`: ${imports
  .map((one) => `\`${one.name}\``)
  .sort()
  .join(', ')}.

${marks[1]}`;
const text = readFileSync(page, 'utf8');
const [begin, end] = [text.indexOf(marks[0]), text.indexOf(marks[1])];
if (begin < 0 || end < begin) throw new Error(`docs/rustpython.md has lost its marks ${marks.join(' … ')}`);
writeFileSync(page, text.slice(0, begin) + made + text.slice(end + marks[1].length));
console.log(`${passed} of ${cases.length} contract cases pass: docs/rustpython.md`);
for (const row of rows) if (!row.endsWith('| passes |')) console.log(row);
