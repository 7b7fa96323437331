/** The live demo of the start page: a speech file as the microphone, pieces of speech as the transcript. */
import { test } from '@playwright/test';
import { browserFlags, ensureBrowser } from '../../scripts/ensure-browser.mjs';
import { expect, expectLines, foreign, violations, watch } from './support.js';

test.use({ launchOptions: { executablePath: ensureBrowser(), args: [...browserFlags, '--use-file-for-fake-audio-capture=docs/media/speech.wav'] } });

test('the live demo, from the microphone and from the clip', async ({ page }) => {
  const seen = await watch(page);
  await page.goto('/');
  const live = page.locator('#live');
  await live.scrollIntoViewIfNeeded();
  await live.locator('rm-mic-input [part=button]').click();
  await expect(live.locator('rm-transcript [part~=segment]').first()).toContainText('Speech of', { timeout: 40_000 });
  await expect.poll(() => page.locator('#meter [role=meter]').getAttribute('aria-valuenow')).not.toBe('0');
  await expect(live.locator('#live-graph')).toContainText('SileroVAD');
  await live.locator('rm-mic-input [part=button]').click();
  await expect.poll(() => live.evaluate((pipeline: HTMLElementTagNameMap['rm-pipeline']) => pipeline.status)).toBe('done');

  await live.locator('#live-speech [part=button]').click();
  await expect.poll(() => live.evaluate((pipeline: HTMLElementTagNameMap['rm-pipeline']) => pipeline.status)).toBe('running');
  await expect.poll(() => live.evaluate((pipeline: HTMLElementTagNameMap['rm-pipeline']) => pipeline.status)).toBe('done');
  expect(await live.locator('rm-transcript [part~=segment]').count()).toBeGreaterThan(0);
  expect(foreign(seen, page)).toEqual([]);
  expect(await violations(page)).toEqual([]);
  await expectLines(seen);
});
