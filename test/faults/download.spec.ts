import { cut, drop, good, hangUp, inTurn, resumable, type Framing } from './site.js';
import { expect, note, pipeline, Scene, test, trouble } from './support.js';

const wasm = 'wasm/remotemedia_runtime.wasm';
const shares = [0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1];
const framings: [Framing, string][] = [
  ['length', 'with Content-Length'],
  ['chunks', 'in chunks, without a length'],
  ['gzip', 'gzip'],
  ['brotli', 'brotli'],
];

for (const [framing, what] of framings) {
  test(`the connection drops at every tenth of the download: ${what}`, async ({ scene }) => {
    const { page, site } = scene;
    await scene.open('');
    const before = await scene.frames();
    const seen: string[] = [];
    const retried: string[] = [];
    for (const share of shares) {
      const id = `drop-${framing}-${share * 100}`;
      const path = `/${id}/${wasm}`;
      site.answers.set(path, drop(share, framing));
      await scene.add(pipeline(id));
      seen.push(await scene.failure(id, 'RM1001', await scene.run(id)));
      expect(scene.asked(id, wasm), 'once more by itself, then not again').toBe(2);
      site.answers.delete(path);
      retried.push(await scene.retry(id));
      expect(scene.workers(id)).toBe(1);
      await page.evaluate((id) => document.getElementById(id)!.remove(), id);
    }
    note({ fault: `Connection dropped twice at 0, 10, … 90 % and at the last byte of the runtime, ${what}`, seen: spread(seen), retry: spread(retried), others: await scene.others(before, ...shares.map(() => 'RM1001')) });
  });
}

test('the connection drops once, at every tenth of the download', async ({ scene }) => {
  const { page, site } = scene;
  await scene.open('');
  const before = await scene.frames();
  for (const share of shares) {
    const id = `once-${share * 100}`;
    site.answers.set(`/${id}/${wasm}`, inTurn(drop(share), good));
    await scene.add(pipeline(id));
    await scene.run(id);
    await scene.result(id);
    await page.evaluate((id) => document.getElementById(id)!.remove(), id);
  }
  note({ fault: 'Connection dropped once, at the same places', seen: 'nothing but the progress bar, which does not run backwards', retry: 'not needed: tried once more by itself', others: await scene.others(before) });
});

test('a connection that drops goes on where it broke, where the server lets it', async ({ site, visitor }) => {
  // Without a profile on the disk the browser's cache takes no file of this size.
  const scene = new Scene(visitor, site);
  await scene.open(pipeline('resume'));
  const before = await scene.frames();
  site.answers.set(`/resume/${wasm}`, resumable(0.7));
  await scene.run('resume');
  await scene.result('resume');
  // It asks for one byte first, to see whether it is still the same file.
  const ranges = site.asked.filter(({ path }) => path === `/resume/${wasm}`).map(({ range }) => range);
  const from = Number(/^bytes=(\d+)-/.exec(ranges.at(-1) ?? '')?.[1]);
  expect(from, String(ranges)).toBeGreaterThan(8e6);
  note({ fault: 'Connection dropped at 70 %; the server sends ETag, Content-Length and Accept-Ranges', seen: 'nothing but the progress bar', retry: `not needed: the second attempt asks only for the rest, from byte ${from} on`, others: await scene.others(before) });
});

test('the server hangs up without an answer', ({ scene }) => trouble(scene, { fault: 'Connection closed without an answer', code: 'RM1001', answers: { [wasm]: hangUp } }));

test('a file that ends too early as if it were whole', ({ scene }) =>
  trouble(scene, {
    fault: 'File cut off on the server',
    code: 'RM1005',
    answers: { [wasm]: cut(0.6) },
    says: 'cut off or damaged',
    meanwhile: () => expect(scene.site.asked.filter(({ path }) => path.endsWith(wasm) && !path.startsWith('/kit/')).map(({ cacheControl }) => cacheControl)).toEqual([undefined, 'no-cache']),
  }));

/** "a; b" of many alike: the text once, with the spread of its times and amounts. */
function spread(texts: string[]): string {
  const numbers = texts.map((text) => Number(/([\d.]+) s$/.exec(text)![1]));
  const last = texts.at(-1)!;
  const [low, high] = [Math.min(...numbers), Math.max(...numbers)].map((value) => value.toFixed(1));
  const bars = texts.map((text) => /“(.*?)”/.exec(text)?.[1]);
  const range = last.replace(/[\d.]+ s$/, low === high ? `${low} s` : `${low} to ${high} s`);
  return bars[0] === bars.at(-1) ? range : range.replace(/^.*?then /, `“${bars[0] ?? 'nothing yet'}” to “${bars.at(-1)}”, then `);
}
