import type { CDPSession } from '@playwright/test';
import { expect, note, pipeline, python, seconds, test } from './support.js';

const count = python('class Count:\n    def __init__(self):\n        self.count = 0\n\n    def process(self, x):\n        self.count += 1\n        return self.count');

/** Ends a worker from outside of the kit, as a browser does that needs its memory. */
async function endWorker(cdp: CDPSession, base: string): Promise<void> {
  const { targetInfos } = await cdp.send('Target.getTargets', { filter: [{}] });
  const { targetId } = targetInfos.find(({ type, url }) => type === 'worker' && url.includes(`/${base}/`))!;
  const { sessionId } = await cdp.send('Target.attachToTarget', { targetId, flatten: false });
  await cdp.send('Target.sendMessageToTarget', { sessionId, message: JSON.stringify({ id: 1, method: 'Runtime.evaluate', params: { expression: 'close()' } }) });
}

test('the worker is ended from outside, mid-stream', async ({ scene, browser }) => {
  const { page } = scene;
  await scene.open(pipeline('victim', { nodes: count, attributes: '' }));
  const before = await scene.frames();
  const began = await page.evaluate(async () => {
    const victim = document.querySelector<HTMLElementTagNameMap['rm-pipeline']>('#victim')!;
    await victim.start();
    const counts: unknown[] = [];
    victim.addEventListener('rm-result', ({ item }) => counts.push(item));
    const timer = setInterval(() => void victim.push('x'), 20);
    Object.assign(window, { timer, counts });
    return performance.now();
  });
  const counts = (): Promise<number[]> => page.evaluate(() => (window as unknown as { counts: number[] }).counts);
  await expect.poll(async () => (await counts()).length).toBeGreaterThan(20);
  await endWorker(await browser.newBrowserCDPSession(), 'victim');
  const seen = await scene.failure('victim', 'RM2305', began);
  // The source goes on, and must not hide what happened.
  await page.waitForTimeout(300);
  await expect(page.locator('#victim rm-error [part=code]:visible')).toHaveText('RM2305');
  const came = (await counts()).length;
  expect(await page.locator('#victim rm-output').evaluate((output) => (output as HTMLElementTagNameMap['rm-output']).items.length), 'what came before stays').toBe(came);
  const retried = Date.now();
  await page.locator('#victim').getByRole('button', { name: 'Try again' }).click();
  await expect.poll(async () => (await counts()).slice(came, came + 3)).toEqual([1, 2, 3]);
  await expect(page.locator('rm-error [part=code]:visible')).toHaveCount(0);
  const retry = `the stream goes on in a new session after ${seconds(Date.now() - retried)}`;
  await page.evaluate(() => clearInterval((window as unknown as { timer: number }).timer));
  expect(scene.workers('victim')).toBe(1);
  note({ fault: 'Worker ended from outside, mid-stream', seen: seen.replace(/ after .*/, '; the outputs before stay'), retry, others: await scene.others(before, 'RM2305') });
});

for (const [what, code, body, attributes] of [
  ['Python loops for ever (`timeout="1"`)', 'RM2301', 'while x == "bad":\n            pass', 'timeout="1"'],
  ['A node ends the program (`os._exit`)', 'RM2303', 'import os\n        if x == "bad": os._exit(3)', ''],
  ['Python asks for more memory than `limits.memory`', 'RM2302', 'if x == "bad": y = bytearray(2**29)', 'limits=\'{"memory": 268435456}\''],
] as const) {
  test(what, async ({ scene }) => {
    const { page } = scene;
    await scene.open(pipeline('bad', { attributes, nodes: python(`class Bad:\n    def process(self, x):\n        ${body}\n        return "fine " + x`) }));
    const before = await scene.frames();
    const seen = await scene.failure('bad', code, await scene.run('bad', 'bad'));
    // The same item fails again, so the visitor sends another.
    const began = Date.now();
    await scene.run('bad', 'good');
    await scene.result('bad', 'fine good');
    await expect(page.locator('rm-error [part=code]:visible')).toHaveCount(0);
    const retry = `the next item gives its result after ${seconds(Date.now() - began)}`;
    // A worker at work is cut off only after a while.
    await expect.poll(() => scene.workers('bad')).toBe(1);
    note({ fault: what, seen, retry, others: await scene.others(before, code) });
  });
}

test('the browser refuses memory', async ({ scene }) => {
  const { page } = scene;
  await scene.open(pipeline('poor'));
  const before = await scene.frames();
  // For real: each memory reserves address space, until the browser has none left for this page.
  const hoarded = await page.evaluate(() => {
    const hoard: WebAssembly.Memory[] = [];
    Object.assign(window, { hoard });
    try {
      for (;;) hoard.push(new WebAssembly.Memory({ initial: 1, maximum: 65536 }));
    } catch {
      return hoard.length;
    }
  });
  const seen = await scene.failure('poor', 'RM2302', await scene.run('poor'));
  await page.evaluate(() => {
    const { hoard, gc } = window as unknown as { hoard: unknown[]; gc: () => void };
    hoard.length = 0;
    gc();
  });
  note({ fault: `The browser refuses the runtime its memory: the page holds ${hoarded} others`, seen, retry: await scene.retry('poor'), others: await scene.others(before, 'RM2302') });
});
