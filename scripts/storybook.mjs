// `npm run storybook` opens the catalogue of the elements on port 6006 (PORT asks for another); `npm run build:storybook` writes it to
// storybook-static/. Both build dist/ first when it is not up to date: the stories fetch the runtime from there. `--if-needed` builds
// only what is older than its sources.
import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bin, files, newest, root, run } from './lib.mjs';

// Nothing is asked for or sent anywhere.
const env = { STORYBOOK_DISABLE_TELEMETRY: '1', CI: '1' };
const built = join(root, 'storybook-static', 'index.json');

/** Builds dist/ and the catalogue, unless both are newer than what they are made from. */
export async function buildStorybook({ ifNeeded = false } = {}) {
  const { code } = await run(process.execPath, ['scripts/build.mjs', '--if-needed', '--no-types']);
  if (code !== 0) return code;
  const sources = [...files(['stories', 'core', 'components', 'docs/media', 'docs/examples']), ...['main.ts', 'preview.ts', 'manifest.ts', 'preview-head.html'].map((name) => `.storybook/${name}`), 'dist/SHA256SUMS'];
  if (ifNeeded && existsSync(built) && newest(sources) <= statSync(built).mtimeMs) {
    console.log('storybook: storybook-static/ is up to date');
    return 0;
  }
  return (await run(bin('storybook'), ['build', '--quiet', '--output-dir', 'storybook-static'], { env })).code;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  if (process.argv[2] === 'dev') {
    const { code } = await run(process.execPath, ['scripts/build.mjs', '--if-needed', '--no-types']);
    if (code !== 0) process.exit(code);
    process.exit((await run(bin('storybook'), ['dev', '--port', process.env.PORT ?? '6006', '--ci', '--no-version-updates', ...process.argv.slice(3)], { env })).code);
  }
  process.exit(await buildStorybook({ ifNeeded: process.argv.includes('--if-needed') }));
}
