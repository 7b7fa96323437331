/** The browsers of the matrix, both driven by puppeteer: Chromium by its own protocol, Firefox by WebDriver BiDi. */
import { readFileSync } from 'node:fs';
import puppeteer, { type Browser, type Page } from 'puppeteer-core';
import { browserFlags, ensureBrowser, ensureFirefox } from '../../scripts/ensure-browser.mjs';

export type BrowserKind = 'chromium' | 'firefox';

/** Everything that is not for this machine goes to the proxy: nothing can be asked elsewhere unseen. */
export function launch(kind: BrowserKind, proxy: string): Promise<Browser> {
  if (kind === 'chromium') {
    return puppeteer.launch({ browser: 'chrome', executablePath: ensureBrowser(), headless: true, args: [...browserFlags, `--proxy-server=http://${proxy}`] });
  }
  const [host, port] = proxy.split(':');
  const extraPrefsFirefox = {
    'network.proxy.type': 1,
    'network.proxy.http': host,
    'network.proxy.http_port': Number(port),
    'network.proxy.ssl': host,
    'network.proxy.ssl_port': Number(port),
  };
  return puppeteer.launch({ browser: 'firefox', executablePath: ensureFirefox(), headless: true, extraPrefsFirefox });
}

/** What can be seen of a page and its frames, and what happened in them; see probe.js. */
export interface Sight {
  /** Texts of the visible `rm-output`s. */
  results: string[];
  /** Visible errors. */
  errors: { code: string; text: string }[];
  /** Codes of `rm-error` events. */
  events: string[];
  /** Errors and warnings that scripts wrote to the console. */
  lines: string[];
  violations: string[];
  exceptions: string[];
  /** `rm-progress` events that told of a part of the runtime. */
  progress: number;
  /** The pages' own visible text. */
  page: string;
}

const probe = readFileSync(new URL('./probe.js', import.meta.url), 'utf8');

/** A tab for one cell. */
export class Tab {
  readonly page: Page;
  /** Addresses the browser says it asked for. */
  readonly requests: string[] = [];

  private constructor(page: Page) {
    this.page = page;
    page.on('request', (request) => this.requests.push(request.url()));
  }

  static async open(browser: Browser): Promise<Tab> {
    const page = await browser.newPage();
    await page.evaluateOnNewDocument(probe);
    return new Tab(page);
  }

  /** Looks at all frames. */
  async look(): Promise<Sight> {
    // A frame that is about to go away, or is another document by now, shows nothing.
    const looks = this.page.frames().map((frame) => (frame.evaluate('globalThis.rmMatrix?.look()') as Promise<Sight | undefined>).catch(() => undefined));
    const sights = (await Promise.all(looks)).filter((sight) => sight !== undefined);
    const all = <Key extends 'results' | 'errors' | 'events' | 'lines' | 'violations' | 'exceptions'>(key: Key): Sight[Key] => sights.flatMap((sight) => sight[key] as unknown[]) as Sight[Key];
    return {
      results: all('results'),
      errors: all('errors'),
      events: all('events'),
      lines: all('lines'),
      violations: all('violations'),
      exceptions: all('exceptions'),
      progress: sights.reduce((sum, { progress }) => sum + progress, 0),
      page: sights.map(({ page }) => page).join('\n'),
    };
  }

  /** Looks until something holds, for so many ms; returns what was seen last. */
  async until(holds: (sight: Sight) => boolean, limit: number): Promise<Sight> {
    const end = Date.now() + limit;
    for (;;) {
      const sight = await this.look();
      if (holds(sight) || Date.now() > end) return sight;
      await new Promise((done) => setTimeout(done, 50));
    }
  }

  close(): Promise<void> {
    return this.page.close();
  }
}
