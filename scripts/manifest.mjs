// `npm run build:manifest [folder]`: the custom-elements manifest and what editors read of it, into dist/ unless another folder is named.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { getWebTypesData } from 'custom-element-jet-brains-integration';
import { getVsCodeHtmlCustomData } from 'custom-element-vs-code-integration';
import { bin, root, run } from './lib.mjs';

/**
 * Writes `custom-elements.json`, `vscode.html-custom-data.json` and `web-types.json`.
 *
 * @param {string} folder absolute.
 * @returns {Promise<object>} the manifest.
 */
export async function writeManifest(folder) {
  mkdirSync(folder, { recursive: true });
  const args = ['analyze', '--quiet', '--config', 'custom-elements-manifest.config.mjs', '--outdir', relative(root, folder)];
  const { code, output } = await run(bin('cem'), args, { quiet: true });
  if (code !== 0) throw new Error(`The custom-elements manifest could not be made:\n${output}`);
  const read = () => JSON.parse(readFileSync(join(folder, 'custom-elements.json'), 'utf8'));
  // Each of the two changes what it is given, and tells of defaults that there are not.
  const data = { 'vscode.html-custom-data.json': getVsCodeHtmlCustomData(read(), {}), 'web-types.json': getWebTypesData(read(), {}) };
  for (const [name, text] of Object.entries(data)) writeFileSync(join(folder, name), `${text.replaceAll(' _(default: undefined)_', '')}\n`);
  return read();
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const folder = resolve(root, process.argv[2] ?? 'dist');
  const { modules } = await writeManifest(folder);
  const elements = modules.flatMap(({ declarations }) => declarations).filter(({ customElement }) => customElement);
  console.log(`${elements.length} elements in ${relative(root, folder) || '.'}/custom-elements.json`);
}
