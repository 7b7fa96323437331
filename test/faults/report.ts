/** Puts what the tests saw into the table of docs/reliability.md, when all of them ran and passed, and counts on the last line. */
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { FullConfig, FullResult, Reporter, Suite, TestCase, TestResult } from '@playwright/test/reporter';
import type { Row } from './support.js';

const page = fileURLToPath(new URL('../../docs/reliability.md', import.meta.url));
const [start, end] = ['<!-- table: npm run test:faults -->', '<!-- /table -->'];

export default class FaultReport implements Reporter {
  #suite: Suite | undefined;
  #counts = { passed: 0, failed: 0 };

  onBegin(_: FullConfig, suite: Suite): void {
    this.#suite = suite;
  }

  onTestEnd({ title }: TestCase, { status, duration, errors }: TestResult): void {
    this.#counts[status === 'passed' ? 'passed' : 'failed'] += 1;
    console.log(`${status === 'passed' ? 'ok' : status} ${title} (${(duration / 1000).toFixed(1)} s)`);
    for (const { stack, message } of errors) console.log(stack ?? message);
  }

  onEnd({ status }: FullResult): void {
    const { passed, failed } = this.#counts;
    const all = !process.argv.slice(2).some((argument) => /\.spec\b|^-g|^--grep/.test(argument));
    if (status === 'passed' && all) this.#write();
    console.log(`${passed} passed, ${failed || (status === 'passed' ? 0 : 1)} failed`);
  }

  #write(): void {
    const annotations = this.#suite!.allTests().flatMap((test) => test.results.at(-1)?.annotations ?? []);
    const rows = annotations.filter(({ type }) => type === 'row').map(({ description }) => JSON.parse(description!) as Row);
    const browser = annotations.find(({ type }) => type === 'browser')?.description ?? '';
    const lines = rows.map((row) => `| ${[row.fault, row.seen, row.retry, row.others].map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`);
    const table = [`Seen in Chromium ${browser} by \`npm run test:faults\`:`, '', '| fault | what the visitor sees | after a retry | the other pipelines |', '|---|---|---|---|', ...lines];
    const text = readFileSync(page, 'utf8');
    const [from, to] = [text.indexOf(start), text.indexOf(end)];
    if (from < 0 || to < from) throw new Error(`${page} has no place for the table: ${start} … ${end}`);
    writeFileSync(page, `${text.slice(0, from + start.length)}\n\n${table.join('\n')}\n\n${text.slice(to)}`);
  }
}
