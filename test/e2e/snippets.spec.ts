import { test } from '@playwright/test';
import { readFileSync } from 'node:fs';
import { expect, expectLines, open, violations, watch } from './support.js';

const entities: Record<string, string> = { '&lt;': '<', '&gt;': '>', '&quot;': '"', '&amp;': '&' };
const shown = [...readFileSync('docs/index.html', 'utf8').matchAll(/<pre [^>]*data-language="html"[^>]*><code>([\s\S]*?)<\/code>/g)].map((match) =>
  match[1]!.replace(/&(?:lt|gt|quot|amp);/g, (entity) => entities[entity]!),
);
const speech = readFileSync('docs/media/speech.wav');
const file = { name: 'speech.wav', mimeType: 'audio/wav', buffer: speech };

// What pages show as markup is run here as it stands.
test('the smallest page of the README', async ({ page }) => {
  const snippet = /```html\n([\s\S]*?)```/.exec(readFileSync('README.md', 'utf8'))?.[1] ?? '';
  expect(snippet).toContain('<rm-pipeline>');
  const seen = await watch(page);
  await page.route('**/e2e.html', (route) =>
    route.fulfill({ contentType: 'text/html', body: snippet.replace(/src="[^"]*remotemedia\.js"/, 'src="/dist/remotemedia.js"') }),
  );
  await page.goto('/e2e.html');
  await page.getByRole('textbox').fill('hello');
  await page.keyboard.press('Enter');
  await expect(page.locator('rm-output')).toContainText('HELLO!');
  await expectLines(seen);
});

test('the demo shows the markup of all its pipelines', () => {
  expect(shown.length).toBe(5);
});

for (const [index, snippet] of shown.entries()) {
  test(`snippet ${index + 1} of the demo`, async ({ page }) => {
    const seen = await watch(page);
    await open(page, snippet);
    const output = page.locator('rm-output');
    if (snippet.includes('rm-file-input')) {
      await page.locator('rm-file-input input[type=file]').setInputFiles(file);
      await expect(output).toContainText(snippet.includes('Peak') ? '0.52' : 'rows');
    } else if (snippet.includes('numbers')) {
      await expect(output.locator('li')).toHaveText(['3.5', '8', '120.5', '-20.5']);
    } else if (snippet.includes('rm-mic-input')) {
      // What it hears is shown with speech in the test of the demo itself.
      await page.locator('rm-mic-input [part=button]').click();
      await expect.poll(() => page.locator('rm-mic-input').evaluate((mic: HTMLElementTagNameMap['rm-mic-input']) => mic.micState)).toBe('recording');
      await expect(page.locator('rm-graph')).toContainText('Pieces');
    } else await expect(output).toContainText('most common');
    await expect(page.locator('rm-error [part=code]:visible')).toHaveCount(0);
    expect(await violations(page)).toEqual([]);
    await expectLines(seen);
  });
}
