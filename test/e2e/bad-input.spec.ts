import { test, type Page } from '@playwright/test';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { expect, expectLines, foreign, onlyError, open, run, script, violations, watch, type Watch } from './support.js';

let seen: Watch;

test.beforeEach(async ({ page }) => {
  seen = await watch(page);
});

test.afterEach(async ({ page }) => {
  expect(foreign(seen, page)).toEqual([]);
});

const pipeline = (content: string, attributes = 'load="manual"'): string => `<rm-pipeline ${attributes}>${content}<rm-output></rm-output></rm-pipeline>`;

test.describe('markup and manifest', () => {
  for (const [what, content, code, text, where] of [
    ['parameters that are no JSON', '<rm-node id="a" type="AddNode" params="{&quot;addend&quot;: 1,}"></rm-node>', 'RM2001', 'params of "a" are no JSON', '#a'],
    ['a cycle', '<rm-node id="a" type="Echo" from="b"></rm-node><rm-node id="b" type="Echo" from="a"></rm-node>', 'RM2003', 'Manifest error: Pipeline contains a cycle', 'rm-pipeline'],
    ['a duplicate id', '<rm-node id="a" type="Echo"></rm-node><rm-node id="a" type="Echo"></rm-node>', 'RM1104', 'Duplicate node ID: a', 'rm-node >> nth=1'],
    ['text in place of a script', '<rm-python id="p">class A:\n  def process(self, x): return x</rm-python>', 'RM1101', '', '#p'],
    ['typographic quotes', `<rm-python id="p">${script('class A:\n    def process(self, x):\n        return “hello”')}</rm-python>`, 'RM1106', 'line 3, column 16', '#p'],
    ['code without a class', `<rm-python id="p">${script('x = 1')}</rm-python>`, 'RM1108', 'defines no class', '#p'],
  ] as const) {
    test(`${what}: shown where it is, without loading anything`, async ({ page }) => {
      await open(page, pipeline(content));
      expect(await onlyError(page)).toBe(code);
      await expect(page.locator(where).locator('rm-error').first()).toContainText(text);
      await expectLines(seen, code);
      expect(seen.requests.some((url) => url.includes('.wasm'))).toBe(false);
    });
  }

  test('an unknown node type is shown at its node', async ({ page }) => {
    await open(page, pipeline('<rm-node id="a" type="PassThrough"></rm-node><rm-node id="b" type="NoSuchNode"></rm-node>'));
    await run(page, 'x');
    expect(await onlyError(page)).toBe('RM2004');
    await expect(page.locator('#b rm-error')).toContainText('NoSuchNode');
    await expectLines(seen, 'RM2004');
  });

  test('a manifest that is no JSON, and one that is not there', async ({ page }) => {
    await page.route('**/broken.json', (route) => route.fulfill({ contentType: 'application/json', body: '{"version": "v1",' }));
    await open(page, '<rm-pipeline id="a" src="/broken.json"></rm-pipeline><rm-pipeline id="b" src="/missing.json"></rm-pipeline>');
    await expect(page.locator('#a rm-error [part=code]')).toHaveText('RM2001');
    await expect(page.locator('#b rm-error [part=code]')).toHaveText('RM1002');
    await expect.poll(() => seen.lines.length).toBe(2);
  });
});

test.describe('Python', () => {
  test('a syntax error: line and column in the author’s own text', async ({ page }) => {
    await open(page, pipeline(`<rm-python id="p"><script type="text/x-python">\n      class A:\n          def process(self, x)\n              return x\n    </script></rm-python>`));
    await run(page, 'x');
    expect(await onlyError(page)).toBe('RM3001');
    const error = page.locator('#p rm-error');
    await expect(error.locator('[part=message]')).toHaveText("SyntaxError: expected ':'");
    await expect(error.locator('[part=source]')).toHaveAttribute('aria-label', 'Code of “p”, line 2, column 31');
    await expect(error.locator('.row.marked').first()).toHaveText(/2\s*def process\(self, x\)/);
    await expectLines(seen, 'RM3001');
    expect(seen.lines[0]).toContain('(line 2, column 31)');
  });

  test('an exception: the author’s frames and no others', async ({ page }) => {
    await open(page, pipeline(`<rm-python id="p">${script('import json\n\nclass A:\n    def process(self, x):\n        return self.parse(x)\n\n    def parse(self, x):\n        return json.loads(x)')}</rm-python>`));
    await run(page, 'no json');
    expect(await onlyError(page)).toBe('RM3002');
    const error = page.locator('#p rm-error');
    await expect(error.locator('[part=message]')).toContainText('JSONDecodeError');
    const frames = error.locator('[part=frames] li');
    await expect(frames).toHaveCount(2);
    await expect(frames.nth(0)).toContainText('return json.loads(x)');
    await expect(frames.nth(1)).toContainText('line 5, in A.process');
    await expect(error).not.toContainText('json/decoder');
    await expectLines(seen, 'RM3002');
  });

  test('a module that is not there, and one that only the standard library archive has', async ({ page }) => {
    await open(page, pipeline(`<rm-python id="p">${script('import numpy\n\nclass A:\n    def process(self, x):\n        return x')}</rm-python>`));
    await run(page, 'x');
    expect(await onlyError(page)).toBe('RM3003');
    await page.evaluate(() => {
      document.querySelector('rm-python')!.source = 'import colorsys\n\nclass A:\n    def process(self, x):\n        return colorsys.rgb_to_hls(1, 1, 1)[1]\n';
    });
    await run(page, 'x');
    await expect(page.locator('rm-output li')).toHaveText('1');
    expect(seen.requests.some((url) => url.endsWith('python-stdlib.zip'))).toBe(true);
    await expectLines(seen, 'RM3003');
  });

  test('an endless loop is ended at its limit, and the next run works', async ({ page }) => {
    await open(page, pipeline(`<rm-python id="p">${script('class A:\n    def process(self, x):\n        while x == "loop":\n            pass\n        return x')}</rm-python>`, 'load="manual" timeout="1"'));
    await page.evaluate(() => document.querySelector('rm-pipeline')!.load());
    const started = Date.now();
    await run(page, 'loop');
    // Of the limit there is 1 s, of the default 30.
    expect(Date.now() - started).toBeLessThan(15_000);
    expect(await onlyError(page)).toBe('RM2301');
    await run(page, 'again');
    await expect(page.locator('rm-output')).toContainText('again');
    await expect(page.locator('rm-error [part=code]:visible')).toHaveCount(0);
    await expectLines(seen, 'RM2301');
  });

  test('endless recursion through built-in functions does not take the page with it', async ({ page }) => {
    await open(page, pipeline(`<rm-python id="p">${script('import json\n\nclass A:\n    def process(self, x):\n        return json.loads(x * 100000) if x == "[" else x')}</rm-python>`));
    await run(page, '[');
    expect(await onlyError(page)).toMatch(/RM3002|RM2303/);
    await run(page, 'fine');
    await expect(page.locator('rm-output')).toContainText('fine');
  });

  test('hostile results are shown as text', async ({ page }) => {
    await open(page, pipeline(`<rm-python>${script('class A:\n    def process(self, x):\n        return {"<img src=x onerror=alert(1)>": "<scr" + "ipt>alert(1)</scr" + "ipt>"}')}</rm-python>`));
    await run(page, 'x');
    await expect(page.locator('rm-output')).toContainText('<script>alert(1)</script>');
    expect(await page.locator('rm-output img').count()).toBe(0);
    expect(await violations(page)).toEqual([]);
    await expectLines(seen);
  });
});

test.describe('files', () => {
  const body = '<rm-pipeline><rm-file-input></rm-file-input><rm-node type="AudioResample" param-target_sample_rate="16000"></rm-node><rm-output></rm-output></rm-pipeline>';
  const speech = readFileSync('docs/media/speech.wav');
  const png = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64');

  for (const [what, name, buffer, code] of [
    ['an empty file', 'empty.wav', Buffer.alloc(0), 'RM4201'],
    ['a PNG that is called WAV', 'song.wav', png, 'RM4202'],
    ['a WAV cut off in its sound', 'cut.wav', speech.subarray(0, 100_000), 'RM4204'],
    ['a WAV cut off in its header', 'cut.wav', speech.subarray(0, 20), 'RM4204'],
    ['noise', 'noise.mp3', Buffer.from(Array.from({ length: 5000 }, (_, index) => (index * 7919) % 251)), 'RM4202'],
  ] as const) {
    test(`${what} is refused in the file input, and the next one is taken`, async ({ page }) => {
      await open(page, body);
      const input = page.locator('rm-file-input input[type=file]');
      await input.setInputFiles({ name, mimeType: 'audio/wav', buffer });
      expect(await onlyError(page)).toBe(code);
      await expect(page.locator('rm-file-input rm-error')).toContainText(name);
      await expectLines(seen, code);
      await input.setInputFiles({ name: 'good.wav', mimeType: 'audio/wav', buffer: speech });
      await expect(page.locator('rm-output')).toContainText('16 kHz');
      await expect(page.locator('rm-error [part=code]:visible')).toHaveCount(0);
    });
  }

  test('three hours are refused before they are decoded', async ({ page }) => {
    await open(page, body);
    const took = await page.evaluate(async () => {
      const [seconds, rate] = [3 * 3600, 8000];
      const header = new DataView(new ArrayBuffer(44));
      const text = (at: number, value: string) => [...value].forEach((letter, index) => header.setUint8(at + index, letter.charCodeAt(0)));
      text(0, 'RIFF');
      header.setUint32(4, 36 + seconds * rate, true);
      text(8, 'WAVEfmt ');
      header.setUint32(16, 16, true);
      header.setUint16(20, 1, true);
      header.setUint16(22, 1, true);
      header.setUint32(24, rate, true);
      header.setUint32(28, rate, true);
      header.setUint16(32, 1, true);
      header.setUint16(34, 8, true);
      text(36, 'data');
      header.setUint32(40, seconds * rate, true);
      const hour = new Uint8Array(3600 * rate).fill(128);
      const started = performance.now();
      await document.querySelector('rm-file-input')!.take([new File([header, hour, hour, hour], 'long.wav', { type: 'audio/wav' })]);
      return performance.now() - started;
    });
    expect(await onlyError(page)).toBe('RM4203');
    await expect(page.locator('rm-file-input rm-error')).toContainText('3:00:00 h');
    // It was not decoded.
    expect(took).toBeLessThan(15_000);
    await expectLines(seen, 'RM4203');
  });
});

test.describe('the runtime', () => {
  const body = pipeline('<rm-node type="Echo"></rm-node>');
  const wasm = '**/remotemedia_runtime.wasm';

  async function failsWith(page: Page, code: RegExp): Promise<void> {
    await run(page, 'x');
    expect(await onlyError(page)).toMatch(code);
    await expect.poll(() => seen.lines.length, { message: seen.lines.join('\n') }).toBe(1);
    expect(seen.exceptions).toEqual([]);
    await expect(page.locator('rm-pipeline')).toHaveAttribute('status', 'error');
  }

  async function worksAfter(page: Page): Promise<void> {
    await page.unroute(wasm);
    await page.getByRole('button', { name: 'Try again' }).click();
    await expect(page.locator('rm-output')).toContainText('counter');
    await expect(page.locator('rm-error [part=code]:visible')).toHaveCount(0);
  }

  test('missing (404): says which file, and a retry works once it is there', async ({ page }) => {
    await page.route(wasm, (route) => route.fulfill({ status: 404, body: 'Not found' }));
    await open(page, body);
    await failsWith(page, /RM1002/);
    await expect(page.locator('rm-error')).toContainText('remotemedia_runtime.wasm');
    await worksAfter(page);
  });

  test('cut off', async ({ page }) => {
    const bytes = readFileSync('dist/wasm/remotemedia_runtime.wasm').subarray(0, 500_000);
    await page.route(wasm, (route) => route.fulfill({ contentType: 'application/wasm', body: bytes }));
    await open(page, body);
    await failsWith(page, /RM1005/);
    await worksAfter(page);
  });

  test('a page of the host in its place', async ({ page }) => {
    await page.route(wasm, (route) => route.fulfill({ contentType: 'text/html', body: '<!doctype html><title>Sign in</title>' }));
    await open(page, body);
    await failsWith(page, /RM1005/);
  });

  test('connection lost', async ({ page }) => {
    await page.route(wasm, (route) => route.abort('connectionreset'));
    await open(page, body);
    await failsWith(page, /RM100[136]/);
    await worksAfter(page);
  });

  test('of another hash than the page expects', async ({ page }) => {
    await open(page, pipeline('<rm-node type="Echo"></rm-node>', 'load="manual" integrity="sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="'));
    await failsWith(page, /RM1004/);
  });

  test('of the hash the page expects', async ({ page }) => {
    const hash = execFileSync('sha256sum', ['dist/wasm/remotemedia_runtime.wasm']).toString().slice(0, 64);
    await open(page, pipeline('<rm-node type="Echo"></rm-node>', `load="manual" integrity="${hash}"`));
    await run(page, 'x');
    await expect(page.locator('rm-output')).toContainText('counter');
    await expectLines(seen);
  });

  test('with the wrong MIME type it works all the same', async ({ page }) => {
    await page.route(wasm, async (route) => {
      const response = await route.fetch();
      await route.fulfill({ response, headers: { ...response.headers(), 'content-type': 'application/octet-stream' } });
    });
    await open(page, body);
    await run(page, 'x');
    await expect(page.locator('rm-output')).toContainText('counter');
    await expectLines(seen);
  });
});

test('a pipeline removed while it runs ends its worker and leaves no trace', async ({ page }) => {
  await open(page, pipeline(`<rm-python>${script('class A:\n    def process(self, x):\n        while True:\n            pass')}</rm-python>`));
  await page.evaluate(() => void document.querySelector('rm-pipeline')!.run(['x']));
  await expect(page.locator('rm-pipeline')).toHaveAttribute('status', 'running');
  await expect.poll(() => page.workers().length).toBeGreaterThan(0);
  await page.evaluate(() => document.querySelector('rm-pipeline')!.remove());
  await expect.poll(() => page.workers().length).toBe(0);
  await expectLines(seen);
});
