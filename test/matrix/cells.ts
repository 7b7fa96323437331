/** The pages of the matrix and what is to be seen on each: data, read by run.ts. */
import type { BrowserKind, Tab } from './browser.js';
import type { Serving, SiteName } from './sites.js';

export const isolations = {
  none: {},
  'COOP + COEP': { 'cross-origin-opener-policy': 'same-origin', 'cross-origin-embedder-policy': 'require-corp' },
  'Document-Isolation-Policy': { 'document-isolation-policy': 'isolate-and-credentialless' },
  'Document-Isolation-Policy, require-corp': { 'document-isolation-policy': 'isolate-and-require-corp' },
} as const;

export const policies = ['none', 'strict', 'strict + Trusted Types'] as const;
export const forms = ['module', 'iife', 'loader'] as const;
export type Form = (typeof forms)[number];

/** What must be seen within the time limit, and nothing besides. */
export interface Expectation {
  /** Texts of the outputs, in document order. */
  results?: string[];
  /** The code that is shown in an element, told by an event and written to the console, once each. */
  error?: string;
  /** Is part of the error's text. */
  says?: RegExp;
  /** Text of the page itself; where scripts cannot run at all, that is all there can be. */
  page?: string;
  /** Console lines that belong to it, besides the error's. */
  lines?: RegExp[];
  /** How often part of the runtime must at least have been told as progress. */
  progress?: number;
}

export interface Cell {
  group: 'delivery' | 'scripts' | 'elements' | 'frames' | 'network';
  name: string;
  /** Where the kit's files are; the page's own site by default. */
  kit?: SiteName;
  form?: Form;
  isolation?: keyof typeof isolations;
  policy?: (typeof policies)[number];
  /** Instead of a policy of the documentation. */
  csp?: string;
  /**
   * The page, without what every page begins with. `{script}` is the kit's script tag in the form of the cell, `{module}`, `{iife}` and
   * `{loader}` those of the forms, `{old}` the module of another version, `{pipeline}` the usual pipeline, `{kit}` the folder of the kit,
   * `{code}` the tag of the page's own script, `{other}` this site by another origin.
   */
  page?: string;
  /** The page's own script; `{pipeline}` is a string literal in it. */
  code?: string;
  /** Further pages by name, with the same placeholders. */
  pages?: Record<string, string>;
  /** By the name of a file of the kit. */
  serving?: Record<string, Serving>;
  /** Further headers of the page's own site. */
  headers?: Record<string, string>;
  /** The page is opened by an address that is not secure. */
  insecure?: true;
  /** What the visitor, or the world, does once the page is there. */
  act?: (tab: Tab) => Promise<void>;
  expect?: Expectation;
  /** Where a browser differs. */
  expectIn?: Partial<Record<BrowserKind, Expectation>>;
  /** Part of the subset that `npm test` runs. */
  fast?: true;
}

/** What the usual pipeline shows. */
export const works: Expectation = { results: ['= 42'] };

/** Every way to deliver the kit, under every kind of page. */
function delivery(): Cell[] {
  const cells: Cell[] = [];
  for (const kit of ['own', 'open', 'closed'] as const) {
    for (const isolation of ['none', 'COOP + COEP', 'Document-Isolation-Policy'] as const) {
      for (const policy of policies) {
        for (const form of forms) {
          // A Latin square: each value of each axis, and each pair of form and policy.
          const fast = (policies.indexOf(policy) + forms.indexOf(form) + Object.keys(isolations).indexOf(isolation)) % 3 === ['own', 'open', 'closed'].indexOf(kit) && isolation !== 'none';
          cells.push({
            group: 'delivery',
            name: [kit, isolation, policy, form].join(' · '),
            kit,
            isolation,
            policy,
            form,
            expect: kit === 'closed' ? { error: 'RM1003', says: /Access-Control-Allow-Origin/ } : works,
            ...(fast && { fast }),
          });
        }
      }
    }
  }
  return cells;
}

const scripts: Cell[] = [];

export const cells: Cell[] = [...delivery(), ...scripts];
