/**
 * The gallery of all elements in each theme, compared with what it looked like when somebody last looked. After a change that is meant:
 * `npm run photos:accept`, look at the pictures, commit them.
 */
import { readFileSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { test, type Page } from '@playwright/test';
import { fill, gallery, sections, unseen } from './gallery.js';
import { expect } from './support.js';

const require = createRequire(import.meta.url);
const axe = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');
/** Major version of the Chromium that the photographs are of. */
const photographed = readFileSync(new URL('themes.spec.ts-snapshots/chromium.txt', import.meta.url), 'utf8').trim();
/** One type for every machine: that of a development dependency. */
const fonts = new URL('../../node_modules/storybook/assets/browser/', import.meta.url);

/** The variables of hosts as these publish them. */
const hosts = {
  wordpress: (base: string, contrast: string) => `:root { --wp--preset--color--base: ${base}; --wp--preset--color--contrast: ${contrast}; } body { background: ${base}; color: ${contrast}; }`,
  bootstrap: `
    :root { --bs-body-bg: #fff; --bs-body-color: #212529; --bs-secondary-color: rgba(33, 37, 41, 0.75); --bs-link-color: #0d6efd; --bs-form-invalid-color: #dc3545;
      --bs-warning-text-emphasis: #664d03; --bs-success-text-emphasis: #0a3622; --bs-border-color: #dee2e6; --bs-border-radius-sm: 0.25rem; --bs-border-radius: 0.375rem;
      --bs-border-radius-lg: 0.5rem; --bs-box-shadow-sm: 0 0.125rem 0.25rem rgba(0, 0, 0, 0.075); --bs-body-font-size: 1rem; }
    [data-bs-theme='dark'] { color-scheme: dark; --bs-body-bg: #212529; --bs-body-color: #dee2e6; --bs-secondary-color: rgba(222, 226, 230, 0.75); --bs-link-color: #6ea8fe;
      --bs-form-invalid-color: #ea868f; --bs-warning-text-emphasis: #ffda6a; --bs-success-text-emphasis: #75b798; --bs-border-color: #495057; }
    body { background: var(--bs-body-bg); color: var(--bs-body-color); }`,
  tailwind: `
    :root { --spacing: 0.25rem; --radius-sm: 0.375rem; --radius-md: 0.5rem; --radius-lg: 0.625rem; --text-sm: 0.875rem; --background: oklch(1 0 0); --foreground: oklch(0.145 0 0);
      --primary: oklch(0.205 0 0); --primary-foreground: oklch(0.985 0 0); --muted-foreground: oklch(0.556 0 0); --destructive: oklch(0.577 0.245 27.325); --border: oklch(0.922 0 0); }
    .dark { color-scheme: dark; --background: oklch(0.145 0 0); --foreground: oklch(0.985 0 0); --primary: oklch(0.922 0 0); --primary-foreground: oklch(0.205 0 0);
      --muted-foreground: oklch(0.708 0 0); --destructive: oklch(0.704 0.191 22.216); --border: oklch(1 0 0 / 10%); }
    body { background: var(--background); color: var(--foreground); }`,
};

interface Theme {
  /** Name of the file; none is the kit as it comes. */
  file?: string;
  host?: string;
  /** Attributes of the root element. */
  root?: string;
  dark?: boolean;
  forced?: boolean;
  /** Judged by contrast alone. */
  unphotographed?: boolean;
}

const themes: Record<string, Theme> = {
  light: {},
  dark: { dark: true },
  'forced-colors': { forced: true },
  'high-contrast': { file: 'high-contrast' },
  'high-contrast-dark': { file: 'high-contrast', dark: true, unphotographed: true },
  compact: { file: 'compact' },
  plain: { file: 'plain' },
  'plain-dark': { file: 'plain', dark: true, unphotographed: true },
  wordpress: { file: 'wordpress', host: hosts.wordpress('#fbfaf3', '#111111') },
  'wordpress-dark': { file: 'wordpress', host: hosts.wordpress('#111111', '#ffffff'), unphotographed: true },
  bootstrap: { file: 'bootstrap', host: hosts.bootstrap },
  'bootstrap-dark': { file: 'bootstrap', host: hosts.bootstrap, root: 'data-bs-theme="dark"', unphotographed: true },
  tailwind: { file: 'tailwind', host: hosts.tailwind },
  'tailwind-dark': { file: 'tailwind', host: hosts.tailwind, root: 'class="dark"', unphotographed: true },
};

test.use({ viewport: { width: 720, height: 900 }, locale: 'en-US', timezoneId: 'UTC', deviceScaleFactor: 1 });

async function show(page: Page, { file, host = '', root = '', dark = false, forced = false }: Theme, media = ''): Promise<void> {
  await page.emulateMedia({ colorScheme: dark ? 'dark' : 'light', reducedMotion: 'reduce', forcedColors: forced ? 'active' : 'none' });
  await page.clock.setFixedTime(new Date('2026-01-02T03:04:05Z'));
  // The same devices on every machine.
  await page.addInitScript(() => {
    navigator.mediaDevices.enumerateDevices = async () => [];
  });
  await page.route('**/fonts/*', (route) => route.fulfill({ path: new URL(route.request().url().replace(/.*\//, ''), fonts).pathname }));
  await page.route('**/gallery.html', (route) =>
    route.fulfill({
      contentType: 'text/html; charset=utf-8',
      body: `<!doctype html><html lang="en" ${root}><meta charset="utf-8"><title>Gallery</title>
        <style>
          @font-face { font-family: Gallery; src: url(/fonts/nunito-sans-regular.woff2); }
          @font-face { font-family: Gallery; font-weight: 600 900; src: url(/fonts/nunito-sans-bold.woff2); }
          :root { color-scheme: light dark; }
          body { margin: 0; background: Canvas; color: CanvasText; font: 1rem/1.5 Gallery; --rm-font-body: Gallery; --rm-font-mono: Gallery; }
          section { padding: 16px; }
          h2 { margin: 0 0 8px; font-size: 1rem; }
        </style>
        <style>${host}</style>
        ${file ? `<link rel="stylesheet" href="/dist/themes/${file}.css" media="${media}">` : ''}
        <script type="module" src="/dist/remotemedia.js"></script>
        <body><main><h1>Gallery</h1>${gallery}</main>`,
    }),
  );
  await page.goto('/gallery.html');
  await fill(page);
}

/** What axe finds by its rule on contrast, shadow roots included. */
async function faint(page: Page, rule: string): Promise<string[]> {
  await page.evaluate(axe);
  return page.evaluate(async (rule) => {
    type Found = { violations: { nodes: { target: unknown; any: { message: string }[] }[] }[] };
    const { axe } = window as unknown as { axe: { run(options: object): Promise<Found> } };
    const { violations } = await axe.run({ runOnly: { type: 'rule', values: [rule] } });
    return violations.flatMap(({ nodes }) => nodes.map(({ target, any }) => `${JSON.stringify(target)} ${any.map(({ message }) => message).join()}`));
  }, rule);
}

test('the gallery has every element', () => {
  const tags = readdirSync('dist/components').filter((name) => name.endsWith('.js')).map((name) => `rm-${name.slice(0, -3)}`);
  expect(tags.filter((tag) => !gallery.includes(`<${tag}`)).sort()).toEqual(unseen);
});

for (const [name, theme] of Object.entries(themes)) {
  test(`${name}: text can be read${theme.unphotographed ? '' : ', and all looks as it did'}`, async ({ page, browser }) => {
    await show(page, theme);
    // The system's own colours are for the system to answer for.
    if (!theme.forced) expect(await faint(page, theme.file === 'high-contrast' ? 'color-contrast-enhanced' : 'color-contrast')).toEqual([]);
    // Another version of the browser may paint otherwise: then the photographs are of no use, and the rest stands.
    if (theme.unphotographed || browser.version().split('.')[0] !== photographed) return;
    for (const section of Object.keys(sections)) {
      await expect.soft(page.locator(`#${section}`)).toHaveScreenshot(`${name}-${section}.png`, { animations: 'disabled', maxDiffPixelRatio: 0.02, threshold: 0.3 });
    }
  });
}

test('high contrast can be for those alone who ask for it', async ({ page }) => {
  const background = () => page.locator('#network').evaluate((element) => getComputedStyle(element.shadowRoot!.querySelector('[part=message]')!).color);
  await page.emulateMedia({ contrast: 'no-preference' });
  await show(page, { file: 'high-contrast' }, '(prefers-contrast: more)');
  expect(await background()).toBe('rgb(23, 27, 31)');
  await page.emulateMedia({ contrast: 'more' });
  expect(await background()).toBe('rgb(0, 0, 0)');
});
