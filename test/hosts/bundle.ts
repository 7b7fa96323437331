/** Puts an adapter and the scenarios together, around the built kit: it is `dist/core.js` that is tested. */
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, type BuildOptions } from 'esbuild';

export const root = fileURLToPath(new URL('../..', import.meta.url)).replace(/\/$/, '');

const made = new Map<string, Promise<void>>();

/**
 * Made once, whoever asks.
 * @param kit where the adapter imports the kit from; left out, it becomes a part of the bundle, as authors of edge workers do it.
 */
export function bundle(adapter: string, outfile: string, kit?: string, options: BuildOptions = {}): Promise<void> {
  let making = made.get(outfile);
  if (!making) made.set(outfile, (making = make(adapter, outfile, kit, options)));
  return making;
}

async function make(adapter: string, outfile: string, kit: string | undefined, options: BuildOptions): Promise<void> {
  await build({
    entryPoints: [join(root, 'test/hosts/adapters', adapter)],
    outfile, bundle: true, format: 'esm', target: 'es2022', platform: 'neutral', logLevel: 'error', external: ['node:*'],
    plugins: [
      {
        name: 'the built kit',
        setup: ({ onResolve }) => onResolve({ filter: /\/index\.js$/ }, () => (kit ? { path: kit, external: true } : { path: join(root, 'dist/core.js') })),
      },
    ],
    ...options,
  });
}
