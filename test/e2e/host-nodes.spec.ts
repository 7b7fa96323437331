import { test } from '@playwright/test';
import { readFileSync } from 'node:fs';
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
