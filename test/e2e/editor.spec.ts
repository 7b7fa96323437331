import { test } from '@playwright/test';
import { expect, expectLines, foreign, open, script, violations, watch } from './support.js';

test('rm-editor under the strict policy: CodeMirror with its styles, and the text area where it does not come', async ({ page }) => {
  const seen = await watch(page);
  const body = `<rm-pipeline><rm-text-input label="Text" value="hello"></rm-text-input>
    <rm-python id="code">${script('class Upper:\n    def process(self, text):\n        return text.upper()')}</rm-python>
    <rm-editor for="code"></rm-editor><rm-output></rm-output></rm-pipeline>`;
  const head = '<script type="module" src="/dist/components/editor.js"></script>';
  await open(page, body, { head });
  const code = page.getByRole('textbox', { name: 'Code of code' });
  await expect(page.locator('.cm-content')).toBeVisible();
  // Its styles are there: without them the line numbers stand above the text.
  await expect(page.locator('.cm-gutters')).toHaveCSS('display', 'flex');
  await expect(page.locator('.cm-line').first().locator('span').first()).toHaveCSS('font-weight', '550');
  await code.focus();
  await page.keyboard.press('ControlOrMeta+a');
  await page.keyboard.type('class Title:\ndef process(self, text):\nreturn text.title()');
  await page.keyboard.press('ControlOrMeta+Enter');
  await expect(page.locator('rm-output')).toContainText('Hello');
  expect(await violations(page)).toEqual([]);
  expect(foreign(seen, page)).toEqual([]);
  await expectLines(seen);

  await page.route('**/chunks/code-mirror*', (route) => route.abort());
  await open(page, body, { head });
  await page.waitForTimeout(300);
  await code.fill('class Title:\n    def process(self, text):\n        return text.swapcase()');
  await code.press('ControlOrMeta+Enter');
  await expect(page.locator('rm-output')).toContainText('HELLO');
  await expect(page.locator('textarea')).toBeVisible();
});
