/** Writes what a whole run saw as docs/page-matrix.md. */
import { cells, forms, isolations, policies, type Cell } from './cells.js';
import { expectation, type Outcome } from './outcome.js';
import type { BrowserKind } from './browser.js';

export interface Run {
  outcomes: readonly Outcome[];
  /** As the browsers call themselves. */
  versions: Record<BrowserKind, string>;
  seconds: number;
  date: string;
}

/** What was seen, in a word. */
function word({ cell, problems }: Outcome): string {
  if (problems.length > 0) return '**failed**';
  const { error, results } = expectation(cell);
  return error ? `[${error}](errors.md#${error})` : results ? 'works' : 'as written';
}

const sites: Record<NonNullable<Cell['kit']>, string> = { own: 'the page’s own site', open: 'a CDN with CORS', closed: 'a CDN without CORS' };
const groups: Record<Cell['group'], string> = {
  delivery: 'Where the kit comes from, and what the page demands',
  scripts: 'Where and how the script stands, and what the policy leaves out',
  elements: 'Where and how the elements come',
  frames: 'Frames',
  network: 'Addresses, servers and connections',
};

export function report({ outcomes, versions, seconds, date }: Run): string {
  /** Both browsers' words, as one where they agree. */
  const words = (cell: Cell | undefined): string => {
    const [first, second] = outcomes.filter((outcome) => outcome.cell === cell).sort((a, b) => a.browser.localeCompare(b.browser)).map(word);
    return first === second ? (first ?? '') : `${first} / ${second}`;
  };
  const row = (...columns: string[]): string => `| ${columns.map((text) => text.replaceAll('|', '\\|')).join(' | ')} |`;
  const head = (...columns: string[]): string[] => [row(...columns), row(...columns.map(() => '---'))];

  const delivery = cells.filter(({ group }) => group === 'delivery');
  const lines = [
    '# The page matrix',
    '',
    'What a page that holds the kit shows, for every kind of page that could be thought of. `npm run test:matrix` opens each of them in Chromium and in',
    'Firefox, from real servers of different origins, and writes this file; `npm test` opens a part of them.',
    '',
    `Last run: ${date}, ${versions.chromium} and ${versions.firefox}; ${outcomes.length} pages in ${Math.round(seconds)} s, ${outcomes.filter(({ problems }) => problems.length > 0).length} of them not as expected.`,
    '',
    'A page *works* when a number went through a Rust and a Python node to `rm-output`, no exception was left over, no policy was breached and',
    'nothing was asked of any other address than the page’s and the kit’s. Else the code is seen in the element, told by one `rm-error` event and',
    'written to the console once. *As written*: nothing of the kit is to be seen, the page’s own content stays. Both browsers show the same;',
    'where one failed, Chromium comes first.',
    '',
    `## ${groups.delivery}`,
    '',
    ...head('kit from', 'isolation', 'policy', ...forms),
    ...(Object.keys(sites) as (keyof typeof sites)[]).flatMap((kit) =>
      (Object.keys(isolations) as (keyof typeof isolations)[]).flatMap((isolation) =>
        policies.flatMap((policy) => {
          const found = forms.map((form) => delivery.find((cell) => cell.kit === kit && cell.isolation === isolation && cell.policy === policy && cell.form === form));
          return found.every(Boolean) ? [row(sites[kit], isolation, policy, ...found.map(words))] : [];
        }),
      ),
    ),
    '',
    'Firefox does not know Document-Isolation-Policy; the page is then one without it. A module cannot come from a site without CORS: there it',
    'is the page’s own, and only takes the other files from that site.',
  ];
  for (const group of Object.keys(groups) as Cell['group'][]) {
    if (group === 'delivery') continue;
    lines.push('', `## ${groups[group]}`, '', ...head('page', 'seen'), ...cells.filter((cell) => cell.group === group).map((cell) => row(cell.name, words(cell))));
  }
  return `${lines.join('\n')}\n`;
}
