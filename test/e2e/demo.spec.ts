import { test } from '@playwright/test';
import { readFileSync } from 'node:fs';
import { expect, expectLines, foreign, violations, watch, type Watch } from './support.js';

let seen: Watch;

test.beforeEach(async ({ page }) => {
  seen = await watch(page);
  await page.goto('/');
});

test.afterEach(async ({ page }) => {
  expect(foreign(seen, page)).toEqual([]);
  expect(await violations(page)).toEqual([]);
});

test('numbers go through two Rust nodes, and through others when they are edited', async ({ page }) => {
  const result = page.locator('#numbers-out li');
  await expect(result).toHaveText(['3.5', '8', '120.5', '-20.5']);
  await page.getByLabel('factor').fill('10');
  await expect(result).toHaveText(['10.5', '25.5', '400.5', '-69.5']);
  await page.getByLabel('addend').fill('-1');
  await expect(result).toHaveText(['9', '24', '399', '-71']);
  await page.getByLabel('Numbers', { exact: true }).fill('2 4');
  await expect(result).toHaveText(['19', '39']);
  await expectLines(seen);
});

test('text goes through the Python of the page, which can be edited and run again', async ({ page }) => {
  const result = page.locator('#text-out');
  await expect(result.getByRole('treeitem', { name: /palindromes/ }).first()).toBeVisible();
  await expect(result).toContainText('"radar"');
  await page.getByLabel('Python', { exact: true }).fill('class Shout:\n    def process(self, text):\n        return text.upper() + "!"\n');
  await page.getByLabel('Text', { exact: true }).fill('hello');
  await page.getByRole('button', { name: 'Run Ctrl Enter' }).click();
  await expect(result.locator('[part=text]')).toHaveText('HELLO!');
  await page.getByRole('button', { name: 'Reset' }).click();
  await expect(result.getByRole('treeitem').first()).toContainText('object');
  await expectLines(seen);
});

test('a mistake in the code is shown under it, with its line, and goes when it is mended', async ({ page }) => {
  await expect(page.locator('#text-out')).toContainText('"radar"');
  const code = page.getByLabel('Python', { exact: true });
  await code.fill('class Shout:\n    def process(self, text)\n        return text\n');
  await code.press('Control+Enter');
  const error = page.locator('#words rm-error');
  await expect(error.locator('[part=code]')).toHaveText('RM3001');
  await expect(error.locator('.row.marked').first()).toContainText('def process(self, text)');
  await expect(error.locator('.row.marked').first()).toContainText('2');
  await code.fill('class Shout:\n    def process(self, text):\n        return len(text) / 0\n');
  await code.press('Control+Enter');
  await expect(error.locator('[part=code]')).toHaveText('RM3002');
  await expect(error.locator('[part=frames]')).toContainText('return len(text) / 0');
  await code.fill('class Shout:\n    def process(self, text):\n        return len(text)\n');
  await code.press('Control+Enter');
  await expect(page.locator('#text-out [part=scalars] li')).toHaveText(/^\d+$/);
  await expect(error).toHaveCount(0);
  await expectLines(seen, 'RM3001', 'RM3002');
});

test('speech at one click: resampled in Rust, measured in Python, drawn', async ({ page }) => {
  await page.getByRole('button', { name: 'use this speech clip' }).click();
  await expect(page.locator('#audio-out tbody tr')).toHaveCount(82);
  await expect(page.locator('#drawing rect')).toHaveCount(82);
  await expect(page.locator('#drawing svg')).toHaveAttribute('aria-label', /Loudness over 8\.2 s/);
  await expect(page.locator('#audio-in')).toContainText('22.05 kHz');
  await expect(page.locator('#heard')).toContainText('16 kHz');
  // The clip's loudest moment, measured with sox at the same place.
  await expect(page.locator('#drawing figcaption')).toContainText('loudest -12.');
  await expectLines(seen);
});

test('a file of one’s own: chosen, and dropped', async ({ page }) => {
  const speech = readFileSync('docs/media/speech.wav');
  await page.locator('#audio-in input[type=file]').setInputFiles({ name: 'mine.wav', mimeType: 'audio/wav', buffer: speech });
  await expect(page.locator('#audio-in')).toContainText('mine.wav');
  await expect(page.locator('#audio-out tbody tr')).toHaveCount(82);

  const transfer = await page.evaluateHandle((bytes) => {
    const data = new DataTransfer();
    data.items.add(new File([Uint8Array.from(atob(bytes), (letter) => letter.charCodeAt(0))], 'dropped.wav', { type: 'audio/wav' }));
    return data;
  }, speech.subarray(0, 44 + 22050 * 2).toString('base64'));
  // Cut after a second: the kit says so, and what was there before stays.
  await page.locator('#audio-in').dispatchEvent('drop', { dataTransfer: transfer });
  await expect(page.locator('#audio-in rm-error [part=code]')).toHaveText('RM4204');
  await expectLines(seen, 'RM4204');
});

test('a stereo file at 48 kHz keeps both channels', async ({ page }) => {
  const frames = 48_000;
  const bytes = Buffer.alloc(44 + frames * 4);
  bytes.write('RIFF', 0);
  bytes.writeUInt32LE(36 + frames * 4, 4);
  bytes.write('WAVEfmt ', 8);
  bytes.writeUInt32LE(16, 16);
  bytes.writeUInt16LE(1, 20);
  bytes.writeUInt16LE(2, 22);
  bytes.writeUInt32LE(48_000, 24);
  bytes.writeUInt32LE(48_000 * 4, 28);
  bytes.writeUInt16LE(4, 32);
  bytes.writeUInt16LE(16, 34);
  bytes.write('data', 36);
  bytes.writeUInt32LE(frames * 4, 40);
  for (let frame = 0; frame < frames; frame += 1) bytes.writeInt16LE(Math.round(Math.sin(frame / 20) * 16_384), 44 + frame * 4);
  await page.locator('#audio-in input[type=file]').setInputFiles({ name: 'left.wav', mimeType: 'audio/wav', buffer: bytes });
  await expect(page.locator('#audio-out tbody tr')).toHaveCount(10);
  // Half of the samples are silence: a sine of amplitude 0.5 on one of two channels.
  await expect(page.locator('#audio-out tbody tr').nth(4)).toContainText('-12');
  await expect(page.locator('#heard')).toContainText('stereo');
});

test('nothing is wider than a narrow screen', async ({ page }) => {
  for (const width of [320, 360, 768]) {
    await page.setViewportSize({ width, height: 700 });
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
  }
});

test('every control has a name, and the markup can be unfolded', async ({ page }) => {
  for (const summary of await page.locator('summary').all()) await summary.click();
  await expect(page.locator('details[open] pre')).toHaveCount(4);
  for (const control of await page.locator('button:visible, input:visible, textarea:visible').all()) {
    const name = await control.evaluate((element) => (element as HTMLInputElement).labels?.[0]?.textContent?.trim() || element.getAttribute('aria-label') || element.textContent?.trim() || (element.querySelector('slot') ? 'slotted' : ''));
    expect(name, await control.evaluate((element) => element.outerHTML.slice(0, 200))).toBeTruthy();
  }
});
