import { good, inTurn, late, stall } from './site.js';
import { expect, note, pipeline, selfHelp, test, trouble } from './support.js';

const wasm = 'wasm/remotemedia_runtime.wasm';

test('the first byte comes after 20 s', ({ scene }) => selfHelp(scene, 'First byte of the runtime after 20 s (limit 30 s)', { [wasm]: late(20_000) }, 'it is waited for'));

test('worker.js comes after 20 s', ({ scene }) => selfHelp(scene, '`worker.js` after 20 s (limit 30 s)', { 'worker.js': late(20_000) }, 'it is waited for'));

for (const share of [0, 0.5]) {
  test(`nothing comes any more after ${share * 100} %`, ({ scene }) =>
    trouble(scene, {
      fault: `Nothing comes any more after ${share * 100} % (\`limits.stall\` 2 s)`,
      code: 'RM2301',
      answers: { [wasm]: stall(share) },
      attributes: 'limits=\'{"stall": 2}\'',
      says: 'arrived for 2 s',
    }));
}

test('the pipeline is removed while it loads', async ({ scene }) => {
  const { page, site } = scene;
  await scene.open(pipeline('leaver'));
  const before = await scene.frames();
  site.answers.set(`/leaver/${wasm}`, stall(0.3));
  await scene.run('leaver');
  await expect.poll(() => scene.asked('leaver', wasm)).toBe(1);
  await page.waitForTimeout(300);
  await page.evaluate(() => document.getElementById('leaver')!.remove());
  await expect.poll(() => site.asked.find(({ path }) => path === `/leaver/${wasm}`)!.aborted, { message: 'the server sees that nobody waits' }).toBe(true);
  site.answers.delete(`/leaver/${wasm}`);
  await scene.add(pipeline('again', { base: 'leaver' }));
  await scene.run('again');
  await scene.result('again');
  note({ fault: 'Pipeline removed while it loads', seen: 'nothing; the download ends at once', retry: 'a new pipeline loads it afresh', others: await scene.others(before) });
});

test('the page is left while it loads, and opened again', async ({ scene }) => {
  const { page, site } = scene;
  await scene.open(pipeline('goer'));
  site.answers.set(`/goer/${wasm}`, inTurn(stall(0.3), good));
  await scene.run('goer');
  await expect.poll(() => scene.asked('goer', wasm)).toBe(1);
  site.pages.set('/other.html', { html: '<!doctype html><title>other</title>', headers: {} });
  await page.goto(`${site.origin}/other.html`);
  await expect.poll(() => site.asked.find(({ path }) => path === `/goer/${wasm}`)!.aborted).toBe(true);
  await expect.poll(() => page.workers().length).toBe(0);
  await scene.open(pipeline('goer'));
  const before = await scene.frames();
  await scene.run('goer');
  await scene.result('goer');
  note({ fault: 'Page left while it loads', seen: 'nothing; the download and all workers end', retry: 'opened again, it loads afresh', others: await scene.others(before) });
});

test('offline, and online again', async ({ scene, context }) => {
  const { page } = scene;
  await scene.open(pipeline('offline'));
  const before = await scene.frames();
  await context.setOffline(true);
  const seen = await scene.failure('offline', 'RM1006', await scene.run('offline'));
  await expect(page.locator('#offline rm-error')).toContainText('an element does so by itself');
  await context.setOffline(false);
  await scene.result('offline');
  await expect(page.locator('rm-error [part=code]:visible')).toHaveCount(0);
  note({ fault: 'Offline, and online again', seen, retry: 'not needed: tried again when the browser is back online', others: await scene.others(before, 'RM1006') });
});
