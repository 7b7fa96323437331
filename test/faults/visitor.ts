import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type Page } from '@playwright/test';
import { ensureBrowser } from '../../scripts/ensure-browser.mjs';

export interface Visitor {
  page: Page;
  close(): Promise<void>;
}

/**
 * A browser as a visitor has it: with a profile on the disk, and without what test runners switch off or pretend (every page is
 * in front, timers of hidden pages run on, no page is kept for going back).
 */
export async function openVisitor(): Promise<Visitor> {
  const profile = mkdtempSync(join(tmpdir(), 'rm-faults-'));
  const child = spawn(ensureBrowser(), ['--headless=new', '--no-sandbox', '--no-first-run', '--disable-background-networking', '--remote-debugging-port=0', `--user-data-dir=${profile}`, 'about:blank'], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const gone = new Promise<void>((resolve) => child.once('close', () => resolve()));
  const endpoint = await new Promise<string>((resolve, reject) => {
    let said = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      said += text;
      const found = /DevTools listening on (ws:\S+)/.exec(said)?.[1];
      if (found) resolve(found);
    });
    child.once('close', () => reject(new Error(`The browser ended: ${said}`)));
  });
  const browser = await chromium.connectOverCDP(endpoint, { noDefaults: true });
  return {
    page: browser.contexts()[0]!.pages()[0]!,
    async close() {
      await browser.close();
      child.kill();
      await gone;
      rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}
