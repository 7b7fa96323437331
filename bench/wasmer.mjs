// `npm run bench:wasmer`: the wasmer engine beside the default one, in Chromium: the first session, the next, and one push.
//
//   node bench/wasmer.mjs [--pushes 500] [--no-build]
import { chromium } from '@playwright/test';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { browserFlags, ensureBrowser } from '../scripts/ensure-browser.mjs';
import { root, run as runStep } from '../scripts/lib.mjs';
import { createServer } from '../cli/serve.mjs';
import { machine, median, quantile, signature } from './figures.mjs';

const { values: options } = parseArgs({ options: { pushes: { type: 'string', default: '500' }, 'no-build': { type: 'boolean', default: false } } });
const pushes = Number(options.pushes);
if (!(Number.isInteger(pushes) && pushes >= 1)) {
  console.error('--pushes takes a whole number of at least 1.');
  process.exit(2);
}
if (!options['no-build']) {
  const { code } = await runStep(process.execPath, [join(root, 'scripts/build.mjs'), '--if-needed', '--no-types']);
  if (code !== 0) process.exit(code);
}

const server = createServer({
  mounts: { '/': 'bench/runtime/pages', '/dist/': 'dist', '/dist/wasmer/': 'node_modules/@wasmer/sdk' },
  headers: { 'cross-origin-opener-policy': 'same-origin', 'cross-origin-embedder-policy': 'require-corp' },
  compress: false,
});
await new Promise((listening) => server.listen(0, '127.0.0.1', listening));
const browser = await chromium.launch({ executablePath: ensureBrowser(), args: browserFlags });

/** Times in ms, on a page of its own. */
async function measure(engine) {
  const page = await browser.newPage();
  await page.goto(`http://127.0.0.1:${server.address().port}/runtime.html`);
  const times = await page.evaluate(
    async ([engine, pushes]) => {
      const { PipelineSession } = await import('/dist/core.js');
      const user = 'class P:\n    def process(self, x):\n        return x';
      const manifest = { version: 'v1', metadata: { name: 'bench' }, nodes: [{ id: 'p', node_type: 'P' }], connections: [], python: { modules: { user } } };
      const timed = async (call) => {
        const began = performance.now();
        const value = await call();
        return [performance.now() - began, value];
      };
      const [first, session] = await timed(() => PipelineSession.open(manifest, { engine }));
      await session.close();
      const [next, live] = await timed(() => PipelineSession.open(manifest, { engine }));
      const each = async (item) => {
        const times = [];
        for (let number = 0; number < pushes; number += 1) times.push((await timed(() => live.push(item)))[0]);
        return times;
      };
      const text = await each('hello');
      const sound = await each({ kind: 'audio', samples: new Float32Array(16_000), sampleRate: 16_000, channels: 1 });
      await live.close();
      return { first, next, text, sound };
    },
    [engine, pushes],
  );
  await page.close();
  return times;
}

try {
  console.log(signature(machine(browser), '@wasmer/sdk 0.16.0'));
  for (const engine of ['worker', 'wasmer']) {
    const { first, next, text, sound } = await measure(engine);
    const row = (times) => `${median(times).toFixed(2)} (p95 ${quantile(times, 0.95).toFixed(2)})`;
    console.log(`${engine}: first session ${first.toFixed(0)}, next ${next.toFixed(0)}, a push of a word ${row(text)}, of a second of sound ${row(sound)} ms`);
  }
} finally {
  await browser.close();
  server.close().closeAllConnections();
}
