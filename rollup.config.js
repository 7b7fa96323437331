/**
 * Builds `dist/`: `remotemedia.js` with all elements, one ES module per element, `core.js`, the worker.
 *
 * `remotemedia.js` is for a script tag: one file, because every further request delays the first result. The modules per
 * element, for those who choose, share chunks. Chunks lie directly in `dist/`, because the kit finds its worker and its wasm
 * relative to the file that holds `core/runtime/assets.ts`. The worker is one self-contained file without imports or exports:
 * a page of another origin starts it through a blob.
 */
import { existsSync, readdirSync, statSync } from 'node:fs';
import { basename } from 'node:path';
import terser from '@rollup/plugin-terser';
import resolve from '@rollup/plugin-node-resolve';
import esbuild from 'rollup-plugin-esbuild';
import { minifyTemplateLiterals } from 'rollup-plugin-minify-template-literals';

const wasm = 'wasm/dist/remotemedia_runtime.wasm';
const define = {
  // Content-Length counts compressed bytes; progress needs the real size.
  __RM_WASM_BYTES__: existsSync(wasm) ? String(statSync(wasm).size) : 'undefined',
};

const plugins = () => [
  resolve({ browser: true, extensions: ['.ts', '.js'] }),
  esbuild({ target: 'es2022', tsconfig: 'tsconfig.json', define }),
  minifyTemplateLiterals({ options: { failOnError: true } }),
  // Node's own modules are reached through a computed specifier, so terser must not fold it.
  terser({ module: true, ecma: 2020, compress: { passes: 2 } }),
];

/** components/<name>/<name>.ts, one entry each. */
function elementEntries() {
  if (!existsSync('components')) return {};
  return Object.fromEntries(
    readdirSync('components', { withFileTypes: true })
      .filter((entry) => entry.isDirectory() && existsSync(`components/${entry.name}/${entry.name}.ts`))
      .map(({ name }) => [`components/${name}`, `components/${name}/${name}.ts`]),
  );
}

const entries = { core: 'core/index.ts', ...elementEntries() };

const failOnWarning = (warning, handle) => {
  if (warning.code === 'CIRCULAR_DEPENDENCY' || warning.code === 'UNRESOLVED_IMPORT') throw new Error(warning.message);
  handle(warning);
};

/**
 * Few, larger shared chunks: a page loads two of them and one file per element instead of twenty. What core needs stays free
 * of Lit, so that it can be imported where there is no page.
 */
function sharedChunk(id) {
  const path = id.replaceAll('\\', '/');
  if (/\/node_modules\/(lit|lit-html|lit-element|@lit\/[\w-]+|@lit-labs\/[\w-]+)\//.test(path)) return 'elements';
  if (/\/components\/(internal|error|progress)\//.test(path)) return 'elements';
  if (/\/core\//.test(path) && !onlyInside.test(path)) return 'core';
  return undefined;
}

/** What pages load on demand: with the inline engine, or for nodes of their own. */
const onlyInside = /\/core\/(wire\/(codec|gen\/)|nodes\/wasi-node\.|runtime\/(inline-engine|instance|command|program|load-program|host-nodes|next-task|pump|wasi|wasi-files|runtime-server|fetch-sync|lines|worker)\.)/;

const build = (input, output) => ({
  input,
  // What a lazy chunk needs of an entry is exported by it: no second file between a script tag and the code.
  preserveEntrySignatures: 'allow-extension',
  plugins: plugins(),
  onwarn: failOnWarning,
  output: {
    dir: 'dist',
    format: 'es',
    sourcemap: true,
    entryFileNames: '[name].js',
    chunkFileNames: (chunk) => `${basename(chunk.name).replace(/[^\w-]/g, '')}-[hash].js`,
    ...output,
  },
});

export default [
  build({ remotemedia: 'components/index.ts' }),
  build(entries, { manualChunks: sharedChunk }),
  build({ worker: 'core/runtime/worker-main.ts' }, { inlineDynamicImports: true }),
  build({ 'wasmer-worker': 'core/runtime/wasmer/worker-main.ts' }, { inlineDynamicImports: true }),
];
