import { mkdirSync, writeFileSync } from 'node:fs';
import { chromeLauncher } from '@web/test-runner-chrome';
import { defaultReporter } from '@web/test-runner';
import { esbuildPlugin } from '@web/dev-server-esbuild';
import { browserFlags, ensureBrowser } from './scripts/ensure-browser.mjs';
import { testFaults } from './scripts/test-faults.mjs';
import { testPrograms } from './scripts/test-programs.mjs';

/** Totals for scripts/test.mjs. */
const countReporter = {
  onTestRunFinished({ sessions }) {
    const counts = { passed: 0, failed: 0, skipped: 0 };
    const visit = (suite) => {
      for (const test of suite.tests) counts[test.skipped ? 'skipped' : test.passed ? 'passed' : 'failed'] += 1;
      suite.suites.forEach(visit);
    };
    for (const session of sessions) {
      if (session.testResults) visit(session.testResults);
      if (!session.passed && !session.testResults) counts.failed += 1;
    }
    mkdirSync('test-results', { recursive: true });
    writeFileSync('test-results/browser.json', JSON.stringify(counts));
  },
};

export default {
  files: ['core/**/*.browser.test.ts', 'components/**/*.test.ts'],
  nodeResolve: true,
  middleware: [testFaults, testPrograms],
  // TypeScript is only stripped; `npm run check` is what checks the types.
  plugins: [esbuildPlugin({ ts: true, target: 'es2022', tsconfig: 'tsconfig.json' })],
  browsers: [chromeLauncher({ launchOptions: { executablePath: ensureBrowser(), args: browserFlags } })],
  concurrency: 1,
  // With --coverage; scripts/coverage.mjs adds the unit tests to it.
  coverageConfig: { reportDir: 'coverage/browser', reporters: ['json'], include: ['core/**/*.ts', 'components/**/*.ts'], exclude: ['**/*.test.ts', '**/testing*'] },
  reporters: [defaultReporter({ reportTestResults: true, reportTestProgress: false }), countReporter],
  testFramework: { config: { timeout: '20000' } },
  testsFinishTimeout: 300_000,
};
