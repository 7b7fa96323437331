/** docs/embedding.html: every snippet runs under exactly the policy beside it, and needs each part of that policy. */
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test, type Page } from '@playwright/test';
import { nodeResolve } from '@rollup/plugin-node-resolve';
import { rollup } from 'rollup';
import { leastPolicy } from '../policies.js';
import { cdn as startCdn, Host, integrityOf, parts, readWays, shown, site as startSite, type Way } from './embedding.js';
import { expect, expectLines, onlyError, violations, watch } from './support.js';

const ways = readWays();

let site: Host;
let pages: Host;
let cdn: Host;
test.beforeAll(async () => {
  [site, pages, cdn] = await Promise.all([startSite(), startSite(), startCdn()]);
});
test.afterAll(() => {
  for (const host of [site, pages, cdn]) host.close();
  for (const folder of made) rmSync(folder, { recursive: true });
});

/** The page's stand-ins replaced by what is served here. */
function local(snippet: string): string {
  return snippet
    .replaceAll(/(src="[^"]*\/([\w.]+)"[^>]*integrity=")sha384-…/g, (_, before: string, file: string) => before + integrityOf(file))
    .replaceAll(shown.cdn, cdn.origin)
    .replaceAll(shown.pages, pages.origin);
}

/** The ways with a frame, and where the frame is from that of the page. */
const frames: Record<string, string> = { frame: 'iframe', ready: 'iframe', 'rm-embed': 'rm-embed iframe' };

/** What the policies of the page must be: the documented ones, and those of pages with nothing but a frame. */
function expectedPolicy({ id, files }: Way): string {
  if (id === 'frame' || id === 'ready') return `default-src 'none'; frame-src ${shown.pages}`;
  if (id === 'rm-embed') return "default-src 'none'; script-src 'self'; frame-src 'self'";
  const origin = [...files.values()].some((content) => content.includes(shown.cdn)) ? shown.cdn : undefined;
  return leastPolicy(origin, { ...(id === 'inline' && { worker: 'none' as const }), trustedTypes: id === 'trusted-types' });
}

/** Opens a way as its section shows it. */
async function open(page: Page, way: Way, policy: string, host: Host): Promise<void> {
  for (const [name, content] of way.files) if (name !== 'index.html') host.pages.set(`/${name}`, { body: local(content) });
  host.pages.set('/', { body: `<!doctype html><html lang="en"><title>${way.id}</title>${local(way.files.get('index.html')!)}`, policy: local(policy) });
  const framed = [...way.files].find(([name]) => name.startsWith('shout.html'));
  if (framed) pages.pages.set('/shout.html', { body: local(framed[1]), policy: leastPolicy() });
  if (way.id === 'ready') pages.pages.set('/shout.json', { body: way.files.get('shout.json')! });
  await page.goto(`${host.origin}/`);
}

/** The page, or the one in its frame. */
const content = (page: Page, { id }: Way) => (frames[id] ? page.frameLocator(frames[id]) : page.locator('html'));

async function use(page: Page, way: Way): Promise<void> {
  const where = content(page, way);
  await where.getByLabel('Text').fill(way.typed!);
  await where.getByRole('button', { name: 'Run' }).click();
}

const made: string[] = [];
function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'rm-embedding-'));
  made.push(folder);
  return folder;
}

/** Folders that a way's own commands make, to be served as they are. */
const folders: Record<string, (() => Promise<string>) | undefined> = {
  async offline() {
    const folder = newFolder();
    execFileSync('python3', ['-m', 'zipfile', '-e', 'dist/offline.zip', folder]);
    return folder;
  },
  // An application that has the package installed, and its files copied.
  async bundler() {
    const folder = newFolder();
    const { files, commands } = ways.find(({ id }) => id === 'bundler')!;
    const [install, copy] = commands[0]!.trim().split('\n');
    expect(install).toBe('npm install remotemedia-elements');
    const installed = join(folder, 'node_modules/remotemedia-elements');
    mkdirSync(installed, { recursive: true });
    cpSync('package.json', join(installed, 'package.json'));
    symlinkSync(join(process.cwd(), 'dist'), join(installed, 'dist'));
    const served = join(folder, 'public');
    mkdirSync(served);
    execFileSync('sh', ['-c', copy!], { cwd: folder });
    writeFileSync(join(folder, 'main.js'), files.get('main.js')!);
    const bundle = await rollup({ input: join(folder, 'main.js'), plugins: [nodeResolve()], preserveSymlinks: true, logLevel: 'silent' });
    await bundle.write({ file: join(served, 'bundle.js'), inlineDynamicImports: true });
    await bundle.close();
    return served;
  },
};

test('the page shows the ways of which there are tests', () => {
  expect(ways.filter(({ files }) => files.size > 0).map(({ id }) => id)).toEqual([
    'module', 'cdn', 'classic', 'loader', 'single', 'bundler', 'core', 'offline', 'frame', 'ready', 'rm-embed', 'inline', 'trusted-types', 'no-script', 'wordpress', 'base64',
  ]);
});

for (const way of ways.filter(({ files }) => files.size > 0)) {
  const { id } = way;
  const policy = way.policies[0] ?? '';

  test.describe(id, () => {
    let host: Host;
    test.beforeAll(async () => {
      const folder = await folders[id]?.();
      host = folder ? await new Host((path) => join(folder, path)).listen() : site;
    });
    test.afterAll(() => {
      if (host !== site) host.close();
    });

    test('the policy is the documented one, and each of its parts is explained', () => {
      expect(way.policies).toEqual([expectedPolicy(way)]);
      expect([...way.without.keys()].sort()).toEqual(parts(policy).map(({ part }) => part).sort());
    });

    test('runs under it', async ({ page, browser }) => {
      const seen = await watch(page);
      await open(page, way, policy, host);
      if (id === 'no-script') {
        await expect(page.getByText(way.result)).toBeHidden();
        const context = await browser.newContext({ javaScriptEnabled: false });
        const without = await context.newPage();
        await without.goto(`${host.origin}/`);
        await expect(without.getByText(way.result)).toBeVisible();
        await context.close();
        return;
      }
      await use(page, way);
      await expect(content(page, way).locator('rm-output, output')).toContainText(way.result);
      expect(await violations(page)).toEqual([]);
      await expectLines(seen);
      const allowed = [host.origin, cdn.origin, ...(policy.includes(shown.pages) ? [pages.origin] : [])];
      expect(seen.requests.filter((url) => !url.startsWith('data:') && !allowed.includes(new URL(url).origin))).toEqual([]);
      // A worker that came through a blob is no other origin.
      expect(seen.requests.some((url) => url.endsWith('.wasm'))).toBe(true);
    });

    for (const { part, rest } of parts(policy)) {
      test(`without ${part}`, async ({ page }) => {
        const seen = await watch(page);
        await open(page, way, rest, host);
        const told = way.without.get(part) ?? '';
        const code = /^RM\d{4}/.exec(told)?.[0];
        if (code && frames[id]) {
          await expect(page.locator('rm-embed rm-error [part=code]')).toHaveText(code);
        } else if (code) {
          await content(page, way).locator('rm-pipeline, form').first().waitFor();
          if (way.typed) await use(page, way);
          else await page.evaluate(() => void document.querySelector('rm-pipeline')!.load());
          await expect(page.locator('rm-error [part=code]:visible, [data-rm-failed], output').first()).toContainText(code);
        } else {
          await expect.poll(() => violations(page)).not.toEqual([]);
          await expect.poll(() => page.evaluate(() => customElements.get('rm-pipeline') === undefined)).toBe(true);
          await expect.poll(() => seen.lines.join('\n')).toMatch(/policy|Refused/i);
        }
      });
    }
  });
}

test.describe('what the notes say', () => {
  /** A way of the page, with a change to its files. */
  function wayOf(id: string, from = '', to = ''): Way {
    const way = ways.find((one) => one.id === id)!;
    return { ...way, files: new Map([...way.files].map(([name, content]) => [name, content.replace(from, to)])) };
  }

  test('bundler: without the copied files, RM1002 with the address', async ({ page }) => {
    const host = await new Host(() => undefined).listen();
    const bundle = await folders.bundler!();
    host.pages.set('/bundle.js', { body: readFileSync(join(bundle, 'bundle.js'), 'utf8') });
    await open(page, wayOf('bundler'), leastPolicy(), host);
    await use(page, wayOf('bundler'));
    await expect(page.locator('rm-error')).toContainText(`${host.origin}/remotemedia/wasm/`);
    expect(await onlyError(page)).toBe('RM1002');
    host.close();
  });

  test('frame: a sandbox that allows scripts and the origin', async ({ page }) => {
    const way = wayOf('frame', '<iframe', '<iframe sandbox="allow-scripts allow-same-origin"');
    await open(page, way, way.policies[0]!, site);
    await use(page, way);
    await expect(content(page, way).locator('rm-output')).toContainText(way.result);
  });

  test('embed.html: the manifest is the example’s, and may have another input', async ({ page }) => {
    const manifest = readFileSync('docs/examples/shout.json', 'utf8');
    for (const id of ['ready', 'rm-embed']) expect(ways.find((way) => way.id === id)!.files.get('shout.json')).toBe(manifest);
    for (const way of [wayOf('ready', 'label=Text', 'input=file&amp;lang=de&amp;dir=ltr&amp;scheme=dark'), wayOf('rm-embed', 'label="Text"', 'input="file" lang="de"')]) {
      await open(page, way, way.policies[0]!, site);
      await expect(content(page, way).locator('rm-file-input')).toContainText('Datei');
    }
  });

  test('inline: without engine="inline", RM5002', async ({ page }) => {
    const way = wayOf('inline', ' engine="inline"');
    await open(page, way, way.policies[0]!, site);
    await use(page, way);
    expect(await onlyError(page)).toBe('RM5002');
  });
});

test('the smallest forms of the README are among them', () => {
  const readme = readFileSync('README.md', 'utf8');
  for (const id of ['module', 'classic', 'loader']) {
    const tag = /<script [^>]*>/.exec(ways.find((way) => way.id === id)!.files.get('index.html')!)![0];
    expect(readme).toContain(tag);
  }
});

test.describe('the page itself', () => {
  test('copies what it shows, under its own policy', async ({ page, context }) => {
    await context.grantPermissions(['clipboard-read', 'clipboard-write']);
    const seen = await watch(page);
    await page.goto('/embedding.html');
    await page.locator('#module').getByRole('button', { name: 'Copy index.html' }).click();
    await expect(page.locator('#module [role=status]').first()).toHaveText('Copied');
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(ways[0]!.files.get('index.html'));
    expect(await violations(page)).toEqual([]);
    await expectLines(seen);
  });

  test('selects the code where the clipboard is refused', async ({ page }) => {
    await page.goto('/embedding.html');
    await page.evaluate(() => (navigator.clipboard.writeText = () => Promise.reject(new DOMException('', 'NotAllowedError'))));
    await page.locator('#module').getByRole('button', { name: 'Copy index.html' }).click();
    await expect(page.locator('#module [role=status]').first()).toContainText('Selected');
    expect(await page.evaluate(() => String(getSelection()))).toContain('<rm-pipeline>');
  });

  test('snippets, policies and their parts follow the reader’s own address, with the hash of the build', async ({ page }) => {
    await page.goto('/embedding.html');
    const code = (id: string, which: string) => page.locator(`#${id} ${which}`).first();
    await expect(code('cdn', '[data-file] code')).toContainText(`integrity="${integrityOf('remotemedia.js')}"`);
    await page.getByLabel('Where your copy of the kit is').fill('https://static.me.example/rm/');
    await expect(code('cdn', '[data-file] code')).toContainText('src="https://static.me.example/rm/remotemedia.js"');
    await expect(code('cdn', '[data-language=csp] code')).toHaveText(leastPolicy('https://static.me.example'));
    await expect(code('cdn', 'tbody code')).toHaveText('script-src https://static.me.example');
    for (const hostile of ['javascript:alert(1)', 'no address', '']) {
      await page.getByLabel('Where your copy of the kit is').fill(hostile);
      await expect(page.getByLabel('Where your copy of the kit is')).toHaveAttribute('aria-invalid', 'true');
      await expect(code('cdn', '[data-language=csp] code')).toHaveText(leastPolicy('https://static.me.example'));
    }
  });
});
