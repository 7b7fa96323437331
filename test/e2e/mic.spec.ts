/** The microphone in the built kit: real speech from a file in its place, through the audio thread and the worker to the page. */
import { test, type Page } from '@playwright/test';
import { browserFlags, ensureBrowser } from '../../scripts/ensure-browser.mjs';
import type * as Core from '../../core/index.js';
import { strictPolicy } from '../policies.js';
import { expect, expectLines, foreign, open, script, violations, watch, type Watch } from './support.js';

test.use({ launchOptions: { executablePath: ensureBrowser(), args: [...browserFlags, '--use-file-for-fake-audio-capture=docs/media/speech.wav'] } });

const elements = ['mic-input', 'device-select', 'level-meter'].map((name) => `<script type="module" src="/dist/components/${name}.js"></script>`).join('');
const captions = `
  <rm-pipeline id="p">
    <rm-mic-input id="mic" record vad="vad" echo-cancellation="off" noise-suppression="off" auto-gain="off"></rm-mic-input>
    <rm-level-meter source="mic"></rm-level-meter>
    <rm-device-select for="mic"></rm-device-select>
    <rm-node id="vad" type="EnergyVAD"></rm-node>
    <rm-python id="said">${script("class Said:\n    def process(self, event):\n        return f\"{event['type']} {event['time']:.3f}\"")}</rm-python>
    <rm-output></rm-output>
  </rm-pipeline>`;

let seen: Watch;
test.beforeEach(async ({ page }) => {
  seen = await watch(page);
});

const outputs = (page: Page): Promise<string[]> => page.evaluate(() => [...document.querySelector('rm-output')!.items] as string[]);
const state = (page: Page): Promise<string> => page.evaluate(() => document.querySelector('rm-mic-input')!.micState);
const button = (page: Page) => page.locator('rm-mic-input [part=button]');

test('speech through EnergyVAD and Python while it is spoken, under a strict policy; the recording holds exactly what was heard', async ({ page }) => {
  await open(page, captions, { head: elements });
  await page.evaluate(() => {
    const mic = document.querySelector('rm-mic-input')!;
    mic.addEventListener('rm-recording', ({ blob, duration }) => Object.assign(window, { recorded: { blob, duration } }));
  });
  await button(page).click();
  await expect.poll(() => state(page)).toBe('recording');
  await expect.poll(async () => (await outputs(page)).length, { timeout: 30_000 }).toBeGreaterThan(2);
  await expect.poll(async () => Number(await page.locator('rm-level-meter [role=meter]').getAttribute('aria-valuenow'))).toBeGreaterThan(0);
  await expect(page.locator('rm-device-select option')).not.toHaveCount(1);
  await button(page).click();
  await expect.poll(() => page.evaluate(() => document.querySelector('rm-pipeline')!.status)).toBe('done');
  const live = await outputs(page);
  expect(live[0]).toMatch(/^speech_start /);
  const { again, duration } = await page.evaluate(async () => {
    const { blob, duration } = (window as unknown as { recorded: { blob: File; duration: number } }).recorded;
    const core = (await import(new URL('/dist/core.js', location.href).href)) as typeof Core;
    const pipeline = document.querySelector('rm-pipeline')!;
    const results = await pipeline.run([await core.decodeAudio(blob)]);
    return { again: results!.map(({ item }) => item), duration };
  });
  // Where in the file the capture begins is chance: what was heard must be in the recording, at the same places.
  expect(again).toEqual(live);
  expect(Number(live.at(-1)!.split(' ')[1])).toBeLessThan(duration + 0.001);
  expect(foreign(seen, page)).toEqual([]);
  expect(await violations(page)).toEqual([]);
  await expectLines(seen);
});

test('a page that sends Permissions-Policy: microphone=() is told so, and nobody is asked', async ({ page }) => {
  await page.route('**/mic.html', (route) =>
    route.fulfill({
      contentType: 'text/html',
      headers: { 'permissions-policy': 'microphone=()' },
      body: `<!doctype html><html lang="en"><title>x</title>${elements}<rm-mic-input></rm-mic-input></html>`,
    }),
  );
  await page.goto('/mic.html');
  await button(page).click();
  await expect(page.locator('rm-mic-input rm-error')).toContainText('Permissions-Policy');
  expect(await state(page)).toBe('blocked-by-policy');
  await expectLines(seen, 'RM5005');
});

for (const [what, attributes, expected, code] of [
  ['a frame in a sandbox without an origin', 'sandbox="allow-scripts" allow="microphone"', 'sandboxed', 'RM4105'],
  ['a frame of another origin without allow="microphone"', '', 'blocked-by-policy', 'RM5005'],
] as const) {
  test(`${what} says what it lacks`, async ({ page, baseURL }) => {
    // Another origin of the same server.
    const frame = `${baseURL!.replace('127.0.0.1', 'localhost')}/frame.html`;
    await page.route('**/frame.html', (route) =>
      route.fulfill({ contentType: 'text/html', body: `<!doctype html><html lang="en"><title>x</title>${elements.replaceAll('src="', 'crossorigin src="')}<rm-mic-input></rm-mic-input></html>` }),
    );
    await page.route('**/dist/**', async (route) => {
      const answer = await route.fetch();
      await route.fulfill({ response: answer, headers: { ...answer.headers(), 'access-control-allow-origin': '*' } });
    });
    await open(page, `<iframe src="${frame}" ${attributes}></iframe>`, { policy: '' });
    const inside = page.frameLocator('iframe').locator('rm-mic-input');
    await inside.locator('[part=button]').click();
    await expect(inside.locator('rm-error [part=code]')).toHaveText(code);
    expect(await inside.evaluate((mic) => (mic as HTMLElement & { micState: string }).micState)).toBe(expected);
  });
}

test('a page without https says so', async ({ page, baseURL }) => {
  await page.route('http://plain.test/**', async (route) => {
    const { pathname } = new URL(route.request().url());
    if (pathname === '/') await route.fulfill({ contentType: 'text/html', body: `<!doctype html><html lang="en"><title>x</title>${elements}<rm-mic-input></rm-mic-input></html>` });
    else await route.fulfill({ response: await route.fetch({ url: `${baseURL}${pathname}` }) });
  });
  await page.goto('http://plain.test/');
  await button(page).click();
  await expect(page.locator('rm-mic-input rm-error')).toContainText('https');
  expect(await state(page)).toBe('insecure');
  await expectLines(seen, 'RM4103');
});

test('a worklet that is refused by its address is tried as a blob; where the policy forbids that too, it is named', async ({ page, baseURL }) => {
  // All of the kit but its worklets.
  const allowed = ['remotemedia.js', 'chunks/', 'components/'].map((path) => `${baseURL}/dist/${path}`).join(' ');
  const policy = strictPolicy().replace("script-src 'self'", `script-src ${allowed}`);
  // Chromium fires no securitypolicyviolation for worklets.
  await page.addInitScript(() => {
    const schemes: string[] = [];
    const { addModule } = AudioWorklet.prototype;
    AudioWorklet.prototype.addModule = function (url) {
      schemes.push(new URL(url).protocol.slice(0, 4));
      return addModule.call(this, url);
    };
    Object.assign(window, { schemes });
  });
  const tried = (): Promise<string[]> => page.evaluate(() => (window as unknown as { schemes: string[] }).schemes);
  await open(page, '<rm-mic-input></rm-mic-input>', { head: elements, policy: policy.replace(allowed, `${allowed} blob:`) });
  await button(page).click();
  await expect.poll(() => state(page)).toBe('recording');
  expect(await tried()).toEqual(['http', 'blob']);
  await button(page).click();
  await expect.poll(() => state(page)).toBe('idle');

  await open(page, '<rm-mic-input></rm-mic-input>', { head: elements, policy });
  seen.lines.length = 0;
  await button(page).click();
  await expect(page.locator('rm-mic-input rm-error [part=code]')).toHaveText('RM5003');
  await expect(page.locator('rm-mic-input rm-error')).toContainText('script-src');
  expect(await tried()).toEqual(['http', 'blob', 'data']);
  expect(await state(page)).toBe('idle');
  expect(seen.lines.filter((line) => line.startsWith('RM'))).toHaveLength(1);
});
