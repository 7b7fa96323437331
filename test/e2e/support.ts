import { expect as once, type Page } from '@playwright/test';
import { strictPolicy } from '../policies.js';

/** Patient enough for a busy machine: the first result waits for 12 MB to compile. */
export const expect = once.configure({ timeout: 20_000 });

export interface Watch {
  /** Console errors and warnings of the page and the kit, without the browser's own note of a failed request. */
  lines: string[];
  /** Addresses asked for. */
  requests: string[];
  /** Exceptions nobody caught. */
  exceptions: string[];
}

/** Notes what a page says and fetches; call before it is opened. */
export async function watch(page: Page): Promise<Watch> {
  const seen: Watch = { lines: [], requests: [], exceptions: [] };
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type()) && !message.text().startsWith('Failed to load resource')) seen.lines.push(message.text());
  });
  page.on('pageerror', (error) => seen.exceptions.push(String(error)));
  page.context().on('request', (request) => seen.requests.push(request.url()));
  await page.addInitScript(() => {
    const violations: string[] = [];
    Object.assign(window, { violations });
    document.addEventListener('securitypolicyviolation', (event) => violations.push(`${event.effectiveDirective} ${event.blockedURI}`));
  });
  return seen;
}

/** Breaches of the page's policy so far. */
export const violations = (page: Page): Promise<string[]> => page.evaluate(() => (window as unknown as { violations: string[] }).violations);

/** Everything asked for that is not of the page's own origin. */
export const foreign = ({ requests }: Watch, page: Page): string[] => {
  const { origin } = new URL(page.url());
  return requests.filter((url) => !url.startsWith(`${origin}/`) && !url.startsWith(`blob:${origin}/`) && !url.startsWith('data:'));
};

/** Opens a page of the served origin that holds the given body and the built kit. */
export async function open(page: Page, body: string, { policy = strictPolicy(), head = '' } = {}): Promise<void> {
  await page.route('**/e2e.html', (route) =>
    route.fulfill({
      contentType: 'text/html; charset=utf-8',
      headers: policy ? { 'content-security-policy': policy } : {},
      body: `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>e2e</title>${head}<script type="module" src="/dist/remotemedia.js"></script></head><body>${body}</body></html>`,
    }),
  );
  await page.goto('/e2e.html');
  await page.waitForFunction(() => customElements.get('rm-pipeline'));
}

/** The script child of an rm-python. */
export const script = (code: string): string => `<script type="text/x-python">\n${code}\n</script>`;

/** Waits until exactly one error is seen on the page, and returns its code. */
export async function onlyError(page: Page): Promise<string> {
  const codes = page.locator('rm-error [part=code]:visible');
  await expect(codes).toHaveCount(1);
  return (await codes.textContent())?.trim() ?? '';
}

/** One console line per error, and none besides. */
export async function expectLines({ lines, exceptions }: Watch, ...codes: string[]): Promise<void> {
  await expect.poll(() => lines.map((line) => line.slice(0, 6)), { message: lines.join('\n') }).toEqual(codes);
  expect(exceptions).toEqual([]);
}

/** Runs items through the only pipeline of the page. */
export const run = (page: Page, ...items: unknown[]): Promise<void> =>
  page.evaluate(async (items) => void (await document.querySelector('rm-pipeline')!.run(items as never[])), items);
