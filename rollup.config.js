/**
 * Builds `dist/`: one ES module per element, `remotemedia.js` with all of them, `core.js`, the worker.
 *
 * The page-side files share chunks that lie directly in `dist/`, because the kit finds its worker and its wasm relative to
 * the file that holds `core/runtime/assets.ts`. The worker is one self-contained file without imports or exports: a page of
 * another origin starts it through a blob, and one request is faster than several.
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

const entries = {
  ...(existsSync('components/index.ts') && { remotemedia: 'components/index.ts' }),
  ...(existsSync('core/index.ts') && { core: 'core/index.ts' }),
  ...elementEntries(),
};

const failOnWarning = (warning, handle) => {
  if (warning.code === 'CIRCULAR_DEPENDENCY' || warning.code === 'UNRESOLVED_IMPORT') throw new Error(warning.message);
  handle(warning);
};

export default [
  {
    input: entries,
    plugins: plugins(),
    onwarn: failOnWarning,
    output: {
      dir: 'dist',
      format: 'es',
      sourcemap: true,
      entryFileNames: '[name].js',
      chunkFileNames: (chunk) => `${basename(chunk.name).replace(/[^\w-]/g, '')}-[hash].js`,
    },
  },
  existsSync('core/runtime/worker.ts') && {
    input: { worker: 'core/runtime/worker.ts' },
    plugins: plugins(),
    onwarn: failOnWarning,
    output: { dir: 'dist', format: 'es', sourcemap: true, entryFileNames: '[name].js', inlineDynamicImports: true },
  },
].filter(Boolean);
