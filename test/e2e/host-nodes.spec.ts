import { chromium, test } from '@playwright/test';
import { readFileSync } from 'node:fs';
import { browserFlags, ensureBrowser } from '../../scripts/ensure-browser.mjs';
import { testProgram } from '../../scripts/test-programs.mjs';
import { strictPolicy } from '../policies.js';
import { expect, expectLines, open, violations, watch } from './support.js';

// The guide's pages, as they stand, with the built kit under the strict policy.
const snippets = [...readFileSync('docs/host-nodes.md', 'utf8').matchAll(/```html\n([\s\S]*?)```/g)].map(([, snippet]) => snippet!);

test('a node of the page', async ({ page }) => {
  const code = /<script type="module">([\s\S]*?)<\/script>/.exec(snippets[0]!)!;
  // An inline script would need a hash in the policy.
  await page.route('**/shout.js', (route) => route.fulfill({ contentType: 'text/javascript', body: code[1]!.replace(/https:[^']*remotemedia\.js/, '/dist/remotemedia.js') }));
  const seen = await watch(page);
  await open(page, snippets[0]!.replace(code[0], '<script type="module" src="/shout.js"></script>'));
  await page.getByRole('textbox').fill('hello');
  await page.keyboard.press('Enter');
  await expect(page.locator('rm-output')).toContainText('HELLO!');
  expect(await violations(page)).toEqual([]);
  await expectLines(seen);
});

test('a program as a node', async ({ page }) => {
  const module = Buffer.from((await testProgram('echo'))!);
  await page.route('**/tool.wasm', (route) => route.fulfill({ contentType: 'application/wasm', body: module }));
  const seen = await watch(page);
  await open(page, snippets[1]!, { policy: strictPolicy() });
  await page.getByRole('textbox').fill('{"a": "echoed"}');
  await page.keyboard.press('Enter');
  await expect(page.locator('rm-output')).toContainText('echoed');
  expect(await violations(page)).toEqual([]);
  await expectLines(seen);
});

/** What the example computes, by its formula. */
const bent = (sample: number): number => (sample * 4) / (1 + Math.abs(sample * 4));

// Where the machine lends a (software) graphics processor to the browser, the second one computes on it; the first has none.
for (const [name, args] of [
  ['without a graphics processor', ['--disable-gpu', '--disable-features=WebGPU']],
  ['with whatever graphics processor there is', ['--enable-unsafe-webgpu', '--use-webgpu-adapter=swiftshader', '--enable-features=Vulkan']],
] as const) {
  test(`the example on WebGPU, ${name}`, async ({ baseURL }, { annotations }) => {
    const browser = await chromium.launch({ executablePath: ensureBrowser(), args: [...browserFlags, ...args] });
    try {
      const page = await browser.newPage({ baseURL: baseURL! });
      const seen = await watch(page);
      await page.goto('/examples/webgpu.html');
      const samples = [0, 0.25, -0.5, 1, ...Array.from({ length: 1000 }, (_, index) => Math.sin(index))];
      const given = await page.evaluate(async (samples) => {
        await customElements.whenDefined('rm-pipeline');
        const outputs = await document.querySelector('rm-pipeline')!.run([{ kind: 'audio', samples: new Float32Array(samples), sampleRate: 16000, channels: 1 }]);
        return [...(outputs![0]!.item as { samples: Float32Array }).samples];
      }, samples);
      expect(given.length).toBe(samples.length);
      given.forEach((sample, index) => expect(Math.abs(sample - bent(samples[index]!))).toBeLessThan(1e-5));
      await expect(page.locator('rm-log')).toContainText(/Computes on WebGPU\.|No WebGPU here: computes in JavaScript\./);
      annotations.push({ type: 'where', description: (await page.locator('rm-log [part=message]').first().textContent())! });
      await expect(page.locator('rm-graph')).toContainText('JavaScript of the page');
      await page.locator('input[type=file]').setInputFiles('docs/media/speech.wav');
      await expect(page.locator('rm-output audio')).toBeVisible();
      expect(await violations(page)).toEqual([]);
      // Chromium says itself that it has no processor.
      await expectLines({ ...seen, lines: seen.lines.filter((line) => !/no available adapters/i.test(line)) });
    } finally {
      await browser.close();
    }
  });
}
