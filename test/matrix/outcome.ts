/** What a page is expected to show, and how it differs. */
import type { BrowserKind, Sight } from './browser.js';
import { works, type Cell, type Expectation } from './cells.js';

export interface Outcome {
  cell: Cell;
  browser: BrowserKind;
  /** What is not as expected; empty when all is. */
  problems: string[];
  ms: number;
}

export const expectation = ({ expect = works }: Cell): Expectation => expect;

/** True when what is expected can be seen; whether there is more besides is asked later. */
export function reached(sight: Sight, { results, error, page, exceptions = [], progress = 0 }: Expectation): boolean {
  if (error && !(sight.errors.length && sight.events.length && sight.lines.length)) return false;
  if (results && !results.every((text, index) => sight.results[index]?.includes(text))) return false;
  return sight.progress >= progress && sight.exceptions.length >= exceptions.length && (page === undefined || sight.page.includes(page));
}

const same = (what: string, seen: unknown, expected: unknown): string[] =>
  JSON.stringify(seen) === JSON.stringify(expected) ? [] : [`${what}: ${JSON.stringify(seen)}, expected ${JSON.stringify(expected)}`];

/** Texts that are not expected, and expectations that no text meets. */
const matches = (what: string, texts: string[], wanted: readonly RegExp[]): string[] => [
  ...same(what, texts.filter((text) => !wanted.some((one) => one.test(text))), []),
  ...wanted.filter((one) => !texts.some((text) => one.test(text))).map((one) => `${what}: nothing like ${one}`),
];

/** Differences between what was seen and what is expected. */
export function compare(sight: Sight, { results = [], error, says, page, lines = [], exceptions = [], progress = 0 }: Expectation): string[] {
  const codes = error ? [error] : [];
  return [
    ...same('results', sight.results.filter((text) => !/^(No result yet|Working…)?$/.test(text)), results),
    ...same('errors shown', sight.errors.map(({ code }) => code), codes),
    ...same('rm-error events', sight.events, codes),
    ...same('codes in the console', sight.lines.flatMap((line) => /^RM\d{4}(?= )/.exec(line)?.[0] ?? []), codes),
    ...matches('console', sight.lines.filter((line) => !/^RM\d{4} /.test(line)), lines),
    ...matches('exceptions', sight.exceptions, exceptions),
    ...(error || exceptions.length > 0 ? [] : same('breaches of the policy', sight.violations, [])),
    ...(says && !sight.errors.some(({ text }) => says.test(text)) ? [`the error says ${JSON.stringify(sight.errors[0]?.text)}, not ${says}`] : []),
    ...(page !== undefined && !sight.page.includes(page) ? [`the page says ${JSON.stringify(sight.page.trim())}, not ${JSON.stringify(page)}`] : []),
    ...(sight.progress < progress ? [`progress was told ${sight.progress} times, expected at least ${progress}`] : []),
  ];
}

/** Addresses that were asked for and are neither the page's nor the kit's. */
export const elsewhere = (asked: readonly string[], allowed: readonly string[]): string[] =>
  same('requests elsewhere', asked.filter((address) => !allowed.some((start) => address.startsWith(start))), []);
