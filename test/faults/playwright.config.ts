import { defineConfig } from '@playwright/test';
import { browserFlags, ensureBrowser } from '../../scripts/ensure-browser.mjs';

/** `npm run test:faults`: the built kit in a real Chromium, against a real server that misbehaves. */
export default defineConfig({
  testDir: '.',
  testMatch: '*.spec.ts',
  outputDir: '../../test-results/faults',
  workers: 2,
  retries: 0,
  timeout: 90_000,
  reporter: [['./report.ts']],
  use: { launchOptions: { executablePath: ensureBrowser(), args: [...browserFlags, '--js-flags=--expose-gc'] } },
  projects: [{ name: 'chromium', use: { browserName: 'chromium' } }],
});
