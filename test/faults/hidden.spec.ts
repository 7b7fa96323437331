import type { Page } from '@playwright/test';
import { late } from './site.js';
import { expect, note, pipeline, python, Scene, test } from './support.js';

/** Freezes a page for a time (ms), as browsers do with tabs that were hidden for long. Only of hidden pages it stops the timers. */
async function freeze(page: Page, milliseconds: number): Promise<void> {
  const cdp = await page.context().newCDPSession(page);
  const other = await page.context().newPage();
  await other.bringToFront();
  await expect.poll(() => page.evaluate(() => document.visibilityState)).toBe('hidden');
  await cdp.send('Page.setWebLifecycleState', { state: 'frozen' });
  await new Promise((resolve) => setTimeout(resolve, milliseconds));
  await cdp.send('Page.setWebLifecycleState', { state: 'active' });
  await page.bringToFront();
}

/** Frames that came out while `action` ran, and how often a timer of 20 ms of the page fired in it. */
async function during(page: Page, action: () => Promise<unknown>): Promise<{ frames: number; ticks: number; seconds: number }> {
  const at = await page.evaluate(() => {
    const ticks = { count: 0 };
    Object.assign(window, { ticks });
    setInterval(() => (ticks.count += 1), 20);
    return { frames: window.stage.results.length, time: performance.now() };
  });
  await action();
  return page.evaluate(({ frames, time }) => ({ frames: window.stage.results.length - frames, ticks: (window as unknown as { ticks: { count: number } }).ticks.count, seconds: (performance.now() - time) / 1000 }), at);
}

test('the tab is hidden', async ({ site, visitor: page }) => {
  const scene = new Scene(page, site);
  await scene.open('');
  const before = await scene.frames();
  const other = await page.context().newPage();
  await other.bringToFront();
  await expect.poll(() => page.evaluate(() => document.visibilityState)).toBe('hidden');
  const { frames, ticks, seconds } = await during(page, () => other.waitForTimeout(5000));
  // The page's own timers are slowed down to one in a second, which shows that it was hidden in earnest.
  expect(ticks).toBeLessThan(50);
  expect(frames).toBeGreaterThan(ticks);
  await page.bringToFront();
  const others = await scene.others(before);
  note({ fault: `Tab hidden for ${seconds.toFixed(0)} s: its own timer of 20 ms fired ${ticks} times`, seen: `nothing: ${frames} frames of 20 ms came out meanwhile, in order`, retry: 'not needed', others });
});

test('the page is frozen while an item is under way, and goes on', async ({ site, visitor: page }) => {
  const scene = new Scene(page, site);
  await scene.open(pipeline('slow', { attributes: 'timeout="4"', nodes: python('import time\n\nclass Slow:\n    def process(self, x):\n        time.sleep(3)\n        return "slow " + x') }));
  const before = await scene.frames();
  await page.evaluate(() => document.querySelector<HTMLElementTagNameMap['rm-pipeline']>('#slow')!.load());
  await scene.run('slow');
  await expect(page.locator('#slow')).toHaveAttribute('status', 'running');
  await freeze(page, 8000);
  await scene.result('slow', 'slow x');
  note({ fault: 'Page frozen for 8 s while an item is under way (`timeout="4"`)', seen: 'nothing: the time in which the page stood still does not count', retry: 'not needed', others: await scene.others(before) });
});

test('the page is frozen while the runtime loads, and goes on', async ({ site, visitor: page }) => {
  const scene = new Scene(page, site);
  await scene.open(pipeline('loading', { attributes: 'limits=\'{"stall": 4}\'' }));
  const before = await scene.frames();
  site.answers.set('/loading/wasm/remotemedia_runtime.wasm', late(5000));
  await scene.run('loading');
  await freeze(page, 8000);
  await scene.result('loading');
  note({ fault: 'Page frozen for 8 s while the runtime loads (`limits.stall` 4 s)', seen: 'nothing: loading goes on', retry: 'not needed', others: await scene.others(before) });
});

test('the page is left and comes back', async ({ site, visitor: page }) => {
  const scene = new Scene(page, site);
  await page.addInitScript(() => addEventListener('pageshow', ({ persisted }) => Object.assign(window, { persisted })));
  await scene.open(pipeline('backer', { base: 'kit' }));
  await scene.run('backer');
  await scene.result('backer');
  site.pages.set('/other.html', { html: '<!doctype html><title>other</title>', headers: {} });
  await page.goto(`${site.origin}/other.html`);
  await page.goBack({ waitUntil: 'commit' });
  const persisted = await page.evaluate(async () => {
    await customElements.whenDefined('rm-pipeline');
    return (window as unknown as { persisted: boolean }).persisted;
  });
  if (!persisted) await page.evaluate(() => window.stage.stream('live'));
  const before = await scene.frames();
  await scene.run('backer', 'y');
  await expect(page.locator('#backer')).toHaveAttribute('status', 'done');
  await scene.result('backer');
  note({ fault: 'Page left and back by the browser\u2019s history', seen: persisted ? 'the page as it was, the stream goes on' : 'the page anew', retry: 'works at once', others: await scene.others(before) });
});
