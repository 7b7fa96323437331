/**
 * Builds `dist/`: the elements together (`remotemedia.js`) and one by one (`components/`), `core.js`, the workers, and the classic
 * scripts that import the others.
 *
 * The modules of elements come out of one build and share their chunks: a page that has several of them, or the loader beside
 * `remotemedia.js`, runs one copy of everything. `core.js` is a build of its own, because it also runs where there is no page and so no
 * Lit. A worker is one self-contained file without imports or exports: a page of another origin starts it through a blob.
 * `node/` holds the elements for servers, which render them with the Lit that is installed there.
 */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs';
import { basename, dirname, relative, resolve as resolvePath } from 'node:path';
import terser from '@rollup/plugin-terser';
import resolve from '@rollup/plugin-node-resolve';
import esbuild from 'rollup-plugin-esbuild';
import { minifyTemplateLiterals } from 'rollup-plugin-minify-template-literals';
import { leanDecorators, leanLit } from './scripts/lean-lit.mjs';

/** The folders of components/ that hold an element: components/<name>/<name>.ts. */
const elements = readdirSync('components', { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && existsSync(`components/${entry.name}/${entry.name}.ts`))
  .map(({ name }) => name);

const wasm = 'wasm/dist/remotemedia_runtime.wasm';
const sizeOf = (path) => (existsSync(path) ? statSync(path).size : undefined);
const hashOf = (path) => (existsSync(path) ? createHash('sha256').update(readFileSync(path)).digest('hex') : undefined);
const define = {
  // What remotemedia.loader.js knows.
  __RM_ELEMENTS__: JSON.stringify(elements),
  // Content-Length counts compressed bytes; progress needs the real size.
  __RM_WASM_BYTES__: String(sizeOf(wasm)),
  // What a node opens must be the whole file.
  __RM_FILE_BYTES__: JSON.stringify({ 'python-stdlib.zip': sizeOf('wasm/dist/python-stdlib.zip'), 'silero_vad.bin': sizeOf('wasm/models/silero_vad.bin') }),
  // What is kept in the browser must be the file of this build.
  __RM_FILE_HASHES__: JSON.stringify({ 'remotemedia_runtime.wasm': hashOf(wasm), 'python-stdlib.zip': hashOf('wasm/dist/python-stdlib.zip'), 'silero_vad.bin': hashOf('wasm/models/silero_vad.bin') }),
  // From the chunk that holds core/runtime/assets.ts to the kit's folder.
  __RM_BASE__: JSON.stringify('../'),
};

const plugins = () => [
  leanLit(),
  resolve({ browser: true, extensions: ['.ts', '.js'] }),
  esbuild({ target: 'es2022', tsconfig: 'tsconfig.json', define }),
  leanDecorators(),
  // These hold no literals, only the word at which it warns.
  minifyTemplateLiterals({ exclude: ['**/components/internal/tokens.ts', '**/css-tag.js', '**/reactive-element.js'], options: { failOnError: true } }),
  // Node's own modules are reached through a computed specifier, so terser must not fold it.
  // What it drops of licences stands in LICENSES.txt; see scripts/licences.mjs.
  terser({ module: true, ecma: 2022, compress: { passes: 3, unsafe_arrows: true, keep_fargs: false }, format: { comments: false } }),
];

/** Nothing is taken out of what a server runs, and nothing built in. */
const onServer = () => [
  resolve({ extensions: ['.ts', '.js'], resolveOnly: [] }),
  esbuild({ target: 'es2022', tsconfig: 'tsconfig.json', define: { ...define, __RM_BASE__: JSON.stringify('../../') } }),
];

const modules = {
  remotemedia: 'components/index.ts',
  ...Object.fromEntries(elements.map((name) => [`components/${name}`, `components/${name}/${name}.ts`])),
};

const failOnWarning = (warning, handle) => {
  if (warning.code === 'CIRCULAR_DEPENDENCY' || warning.code === 'UNRESOLVED_IMPORT') throw new Error(warning.message);
  handle(warning);
};

/** Chunks that several elements share, few and larger; what is not named here goes where rollup thinks best. */
function sharedChunk(id) {
  const path = id.replaceAll('\\', '/');
  if (/\/scripts\/lean-decorators\.js$/.test(path)) return 'elements';
  if (/\/core\/errors\.ts$/.test(path)) return 'elements';
  // Small, and both loaded at once by the elements for nodes.
  if (/\/core\/(shared|nodes\/registry|manifest\/python-source)\.ts$/.test(path)) return 'nodes';
  if (/\/node_modules\/(lit|lit-html|lit-element|@lit\/reactive-element)\/(?!.*directive)/.test(path)) return 'elements';
  if (/\/components\/(internal\/(add-styles|base\.styles|context|controller|define|element|events|locale|log-error|part|texts|tokens)|error\/show)\.ts$/.test(path)) return 'elements';
  if (/\/components\/internal\/(buttons|form-control|icon)\.ts$/.test(path)) return 'controls';
  return undefined;
}

/** What core/ does when it is evaluated matters only to those that use it; package.json says the same. */
const moduleSideEffects = (id) => !relative(process.cwd(), id).startsWith('core') || id.endsWith('error-texts.ts');

const build = (input, output) => ({
  input,
  plugins: plugins(),
  treeshake: { moduleSideEffects },
  onwarn: failOnWarning,
  output: {
    dir: 'dist',
    format: 'es',
    sourcemap: true,
    // The same wherever it is built, and wherever to.
    sourcemapPathTransform: (source, map) => relative(process.cwd(), resolvePath(dirname(map), source)),
    entryFileNames: '[name].js',
    chunkFileNames: (chunk) => `chunks/${basename(chunk.name).replace(/[^\w-]/g, '')}-[hash].js`,
    ...output,
  },
});

export default [
  build(modules, { manualChunks: sharedChunk, onlyExplicitManualChunks: true }),
  {
    input: modules,
    plugins: onServer(),
    external: (id) => /^[@\w]/.test(id) && !/\.ts$/.test(id),
    treeshake: { moduleSideEffects },
    onwarn: failOnWarning,
    output: { dir: 'dist', format: 'es', entryFileNames: 'node/[name].js', chunkFileNames: 'node/chunks/[name]-[hash].js' },
  },
  build({ core: 'core/index.ts' }, { chunkFileNames: 'chunks/core-[name]-[hash].js' }),
  build({ worker: 'core/runtime/worker-main.ts' }, { inlineDynamicImports: true }),
  build({ 'wasmer-worker': 'core/runtime/wasmer/worker-main.ts' }, { inlineDynamicImports: true }),
  build({ 'worklets/capture': 'core/audio/capture-worklet.ts' }, { inlineDynamicImports: true }),
  build({ 'remotemedia.iife': 'components/loader/classic.ts' }, { format: 'iife' }),
  build({ 'remotemedia.loader': 'components/loader/autoload.ts' }, { format: 'iife' }),
  build({ embed: 'components/embed/page.ts' }, { format: 'iife' }),
];
