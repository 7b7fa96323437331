// The pages that the start benchmark visits: those of the peers as they lie in pages/, and the kit's in several ways of embedding,
// all made from pages/kit.html, so that they differ in nothing else.
import { readFileSync } from 'node:fs';
import { register } from 'tsx/esm/api';

const unregister = register();
const { strictPolicy } = await import('../../test/policies.ts');
await unregister();

const moduleTag = '<script type="module" src="/dist/remotemedia.js"></script>';

/**
 * Adds the kit's pages to the files.
 *
 * @param {Awaited<ReturnType<typeof import('../server.mjs').readFiles>>} files
 * @param {string} cdn origin of a server that lets other origins in.
 * @returns {{name: string, label: string, path: string, isolated?: boolean}[]} the first one is what the others are compared with.
 */
export function addPages(files, cdn) {
  const html = readFileSync(new URL('pages/kit.html', import.meta.url), 'utf8');
  const add = (name, tag, headers) => {
    if (!html.includes(moduleTag)) throw new Error('pages/kit.html has another script tag.');
    const bytes = Buffer.from(html.replace(moduleTag, tag));
    files.set(`/pages/${name}.html`, { type: 'text/html; charset=utf-8', raw: bytes.length, bytes, headers });
  };
  const foreignTag = moduleTag.replace(' src="', ` crossorigin src="${cdn}`);
  add('kit-strict', moduleTag, { 'Content-Security-Policy': strictPolicy() });
  add('kit-cdn', foreignTag);
  add('kit-cdn-strict', foreignTag, { 'Content-Security-Policy': strictPolicy(cdn) });
  add('kit-classic', '<script src="/dist/remotemedia.iife.js" async></script>');
  add('kit-loader', '<script src="/dist/remotemedia.loader.js" async></script>');

  const page = (name, label, isolated = false) => ({ name, label, path: `/pages/${name}.html`, isolated });
  return [
    page('kit', 'this kit'),
    page('kit-strict', '… under the strict policy'),
    page('kit-cdn', '… from another origin'),
    page('kit-cdn-strict', '… from another origin, strict'),
    page('kit-classic', '… by the classic script'),
    page('kit-loader', '… by the loader'),
    page('pyodide', 'Pyodide'),
    page('pyscript', 'PyScript'),
    page('wasmer', '@wasmer/sdk', true),
  ];
}
