/** What a server rendered is taken over by the elements: the same nodes, no warning of Lit's development build, and alive afterwards. */
import { execFileSync } from 'node:child_process';
import { build } from 'esbuild';
import { expect, test, type Page } from '@playwright/test';

let pages: Record<string, string>;
let scripts: Map<string, string>;

test.beforeAll(async () => {
  pages = JSON.parse(execFileSync(process.execPath, ['--no-warnings', '--import', 'tsx', 'test/ssr/write.ts'], { encoding: 'utf8' })) as Record<string, string>;
  const result = await build({
    stdin: {
      contents: `import '@lit-labs/ssr-client/lit-element-hydrate-support.js';\nimport './components/index.js';\nimport './components/graph/graph.js';\nimport './components/status/status.js';`,
      resolveDir: process.cwd(),
    },
    bundle: true,
    // In one file, so that what takes over runs before what it changes.
    format: 'esm',
    outdir: '/hydration',
    entryNames: 'kit',
    conditions: ['development', 'browser'],
    tsconfig: 'tsconfig.json',
    target: 'es2022',
    write: false,
    logLevel: 'error',
  });
  scripts = new Map(result.outputFiles.map(({ path, text }) => [path, text]));
});

/** Opens the page of a server, without its script; the returned function runs that. */
async function open(page: Page, name: string): Promise<{ said: string[]; hydrate: () => Promise<void> }> {
  const said: string[] = [];
  // Development builds say that they are; and a sentence of their own about what a first render finds out is no mismatch.
  page.on('console', (message) => ['warning', 'error'].includes(message.type()) && !/lit\.dev\/msg\/(dev-mode|change-in-update)/.test(message.text()) && said.push(message.text()));
  page.on('pageerror', (error) => said.push(error.message));
  await page.route('**/hydration/**', (route) => {
    const { pathname } = new URL(route.request().url());
    const body = scripts.get(pathname);
    if (body !== undefined) return route.fulfill({ contentType: 'text/javascript', body });
    return route.fulfill({ contentType: 'text/html', body: `<!doctype html><html lang="en"><title>${name}</title><main>${pages[name]}</main></html>` });
  });
  await page.goto('/hydration/page.html');
  return {
    said,
    async hydrate() {
      await page.addScriptTag({ type: 'module', url: '/hydration/kit.js' });
      await page.evaluate(async (tag) => {
        await customElements.whenDefined(tag);
        for (const element of document.querySelectorAll<HTMLElement & { updateComplete: Promise<unknown> }>('main *')) await element.updateComplete;
      }, name);
    },
  };
}

for (const name of ['rm-output', 'rm-error', 'rm-status', 'rm-progress', 'rm-node', 'rm-python', 'rm-graph', 'rm-text-input', 'rm-file-input', 'rm-sample', 'rm-pipeline']) {
  test(`${name} takes over what the server rendered`, async ({ page }) => {
    const { said, hydrate } = await open(page, name);
    const element = page.locator(name).first();
    // The parser made the shadow root; mark what is in it.
    const before = await element.evaluate((host) => {
      const nodes = [...host.shadowRoot!.querySelectorAll('*')].filter(({ localName }) => localName !== 'style');
      nodes.forEach((node) => ((node as { fromServer?: boolean }).fromServer = true));
      return { all: nodes.length, top: [...host.shadowRoot!.children].filter(({ localName }) => localName !== 'style').length };
    });
    expect(before.all).toBeGreaterThan(0);
    await hydrate();
    expect(said).toEqual([]);
    const after = await element.evaluate((host) => ({
      all: [...host.shadowRoot!.querySelectorAll('*')].filter((node) => (node as { fromServer?: boolean }).fromServer).length,
      top: [...host.shadowRoot!.children].filter(({ localName }) => localName !== 'style').length,
    }));
    expect(after, 'nothing is rendered anew, nothing twice').toEqual(before);
  });
}

test('what was taken over lives: properties, content and events', async ({ page }) => {
  const { said, hydrate } = await open(page, 'rm-node');
  await hydrate();
  const card = (index: number) => page.locator('rm-node').nth(index).evaluate((host) => host.shadowRoot!.querySelector('.title')!.textContent!.trim());
  expect(await card(0)).toBe('MultiplyNode');
  expect(await card(1), 'its own content took the place of the name').toBe('');
  await page.locator('rm-node').first().evaluate((host) => host.setAttribute('label', 'Doubles'));
  await expect.poll(() => card(0)).toBe('Doubles');
  expect(said).toEqual([]);
});

test('code, which a server does not know, appears after the takeover', async ({ page }) => {
  const { said, hydrate } = await open(page, 'rm-python');
  await hydrate();
  await expect(page.locator('rm-python .code')).toContainText('return text.upper()');
  expect(said).toEqual([]);
});
