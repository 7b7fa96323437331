/** The pages of the matrix and what is to be seen on each: data, read by run.ts. */
import type { Tab } from './browser.js';
import type { Serving, SiteName } from './sites.js';

export const isolations = {
  none: {},
  'COOP + COEP': { 'cross-origin-opener-policy': 'same-origin', 'cross-origin-embedder-policy': 'require-corp' },
  'Document-Isolation-Policy': { 'document-isolation-policy': 'isolate-and-credentialless' },
  'Document-Isolation-Policy, require-corp': { 'document-isolation-policy': 'isolate-and-require-corp' },
} as const;

const kits: SiteName[] = ['own', 'open', 'closed'];
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
  /** Exceptions that belong to it. */
  exceptions?: RegExp[];
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
   * `{loader}` those of the forms, `{old}` the module of another version; `{pipeline}` the usual pipeline, `{sealed}` the same with a hash;
   * `{code}` the tag of the page's own script. Addresses: `{kit}` the folder of the kit, `{closed}` the same on a site without CORS,
   * `{here}` the page's folder, `{other}` the same by another origin.
   */
  page?: string;
  /** The page's own script; `{pipeline}` is a string literal in it, `{kit}` and `{here}` are as above. */
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
  /** Part of the subset that `npm test` runs. */
  fast?: true;
}

/** What the usual pipeline shows. */
export const works: Expectation = { results: ['= 42'] };

const inGroup = (group: Cell['group'], cells: Omit<Cell, 'group'>[]): Cell[] => cells.map((cell) => ({ group, ...cell }));

/** Every way to deliver the kit, under every kind of page. */
function delivery(): Cell[] {
  const cells: Cell[] = [];
  for (const kit of kits) {
    for (const isolation of ['none', 'COOP + COEP', 'Document-Isolation-Policy'] as const) {
      for (const policy of policies) {
        for (const form of forms) {
          // With each site and each kind of isolation, every policy and every form once.
          const fast = isolation !== 'none' && (policies.indexOf(policy) + forms.indexOf(form) + Object.keys(isolations).indexOf(isolation)) % 3 === kits.indexOf(kit);
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

/** A second copy of another version says so, once. */
const secondCopy = [/^RemoteMedia Elements .* is loaded after version .* Keep one script tag\.$/];

/** Where and how the script tags stand. */
const scripts: Cell[] = inGroup('scripts', [
  { name: 'module, after the elements', page: '{pipeline}{script}' },
  { name: 'module, async', page: '<script type="module" async src="{kit}remotemedia.js"></script>{pipeline}' },
  { name: 'module, added by a script', page: '{pipeline}{code}', code: `document.head.append(Object.assign(document.createElement('script'), { type: 'module', src: '{kit}remotemedia.js' }));` },
  { name: 'module, by the page’s own import', page: '{pipeline}<script type="module" src="page.js"></script>', code: `import './{kit}remotemedia.js';`, fast: true },
  { name: 'iife, after the elements', form: 'iife', page: '{pipeline}{script}' },
  { name: 'iife, async', page: '<script async src="{kit}remotemedia.iife.js"></script>{pipeline}', fast: true },
  { name: 'iife, defer', page: '<script defer src="{kit}remotemedia.iife.js"></script>{pipeline}' },
  { name: 'iife, added by a script', page: '{pipeline}{code}', code: `document.head.append(Object.assign(document.createElement('script'), { src: '{kit}remotemedia.iife.js' }));` },
  { name: 'iife, by document.write', page: '{code}{pipeline}', code: `document.write('<script src="{kit}remotemedia.iife.js"></' + 'script>');` },
  { name: 'loader, after the elements', form: 'loader', page: '{pipeline}{script}' },
  { name: 'loader, async', page: '<script async src="{kit}remotemedia.loader.js"></script>{pipeline}' },
  { name: 'loader, defer', page: '<script defer src="{kit}remotemedia.loader.js"></script>{pipeline}' },
  { name: 'loader, added by a script', page: '{pipeline}{code}', code: `document.head.append(Object.assign(document.createElement('script'), { src: '{kit}remotemedia.loader.js' }));` },
  { name: 'module, twice', page: '{script}{script}{pipeline}' },
  { name: 'module, twice by different addresses', page: '{script}<script type="module" src="{kit}remotemedia.js?again"></script>{pipeline}' },
  { name: 'module, twice by different addresses, under Trusted Types', policy: 'strict + Trusted Types', page: '{script}<script type="module" src="{kit}remotemedia.js?again"></script>{pipeline}', fast: true },
  { name: 'iife, twice', form: 'iife', page: '{script}{script}{pipeline}' },
  { name: 'loader, twice', form: 'loader', page: '{script}{script}{pipeline}' },
  { name: 'two versions, the older one last', page: '{module}{old}{pipeline}', expect: { ...works, lines: secondCopy }, fast: true },
  { name: 'two versions, the older one first', page: '{old}{module}{pipeline}', expect: { ...works, lines: secondCopy } },
  { name: 'module, iife and loader together', page: '{module}{iife}{loader}{pipeline}', fast: true },
  { name: 'module, iife and loader together, under Trusted Types', policy: 'strict + Trusted Types', page: '{loader}{iife}{module}{pipeline}' },
  { name: 'a version in the query', page: '<script type="module" src="{kit}remotemedia.js?v=1.2"></script>{pipeline}' },
  { name: 'the page has a base of its own', page: '<base href="{other}/elsewhere/"><script type="module" src="{here}/{kit}remotemedia.js"></script>{pipeline}' },
  {
    name: 'the policy forbids WebAssembly',
    csp: "script-src 'self'; worker-src 'self'; connect-src 'self'",
    expect: { error: 'RM5001', says: /'wasm-unsafe-eval'/ },
    fast: true,
  },
  { name: 'the policy forbids workers', csp: "script-src 'self' 'wasm-unsafe-eval'; worker-src 'none'", expect: { error: 'RM5002', says: /worker-src/ }, fast: true },
  { name: 'the policy forbids the worker’s blob', kit: 'open', csp: "script-src * 'wasm-unsafe-eval'; worker-src 'self'", expect: { error: 'RM5002', says: /worker-src/ } },
  { name: 'the policy forbids fetching', csp: "script-src 'self' 'wasm-unsafe-eval'; connect-src 'none'", expect: { error: 'RM5009', says: /connect-src/ }, fast: true },
  { name: 'the policy forbids fetching from the CDN', kit: 'open', csp: "script-src * 'wasm-unsafe-eval'; worker-src blob:; connect-src 'self'", expect: { error: 'RM5009', says: /connect-src/ } },
  {
    name: 'Trusted Types without the kit’s policy',
    csp: "require-trusted-types-for 'script'; trusted-types lit-html",
    expect: { error: 'RM5004', says: /rm-kit/ },
  },
  ...(['iife', 'loader'] as const).map((form) => ({
    name: `Trusted Types without Lit’s policy, ${form}`,
    form,
    csp: "require-trusted-types-for 'script'; trusted-types rm-kit",
    expect: { error: 'RM5004', says: /lit-html/ },
  })),
  {
    // Nothing of the kit runs before Lit: what is told is the browser's own word.
    name: 'Trusted Types without Lit’s policy, module',
    csp: "require-trusted-types-for 'script'; trusted-types rm-kit",
    page: '{script}<rm-pipeline>what the author put there</rm-pipeline>',
    expect: { page: 'what the author put there', exceptions: [/createPolicy.*lit-html/] },
  },
  {
    name: 'the module itself on a site without CORS',
    page: '<script type="module" src="{closed}remotemedia.js"></script><rm-pipeline>what the author put there</rm-pipeline>',
    expect: { page: 'what the author put there' },
  },
]);

/** Helpers of the pages' own scripts. `done()` says so on the page, once what may still come has had time to come. */
const helpers = `const main = document.querySelector('main');
const insert = (html = {pipeline}) => { main.innerHTML = html; };
const find = () => document.querySelector('rm-pipeline');
const when = async (holds) => { while (!holds()) await new Promise((next) => setTimeout(next, 20)); };
const defined = () => customElements.get('rm-pipeline');
const loading = () => find()?.status === 'loading';
const shown = () => document.querySelector('rm-output')?.shadowRoot?.textContent.includes('= 42');
const done = () => setTimeout(() => document.body.append('done'), 300);
`;
/** The usual page of an own script: it inserts a pipeline, waits, and does something. */
const acts = (code: string): Pick<Cell, 'page' | 'code'> => ({ page: '{script}<main></main>{code}', code: helpers + code });
const done: Expectation = { ...works, page: 'done' };
const wasm = 'wasm/remotemedia_runtime.wasm';
/** Long enough to be met while it loads. */
const slowly = { [wasm]: { over: 1000 } };

/** Where and how the elements stand. */
const elements: Cell[] = inGroup('elements', [
  { name: 'innerHTML, before the script', page: '<main></main>{code}{script}', code: `${helpers}insert();` },
  { name: 'innerHTML, after the script', ...acts('when(defined).then(() => insert());'), fast: true },
  { name: 'document.write', page: '{script}{code}', code: 'document.write({pipeline});' },
  {
    name: 'made one by one',
    ...acts(`const parts = new DOMParser().parseFromString({pipeline}, 'text/html').querySelector('rm-pipeline');
const pipeline = document.createElement('rm-pipeline');
main.append(pipeline);
when(defined).then(async () => {
  for (const part of [...parts.children]) {
    pipeline.append(part);
    await new Promise((next) => setTimeout(next, 30));
  }
  pipeline.autorun = true;
});`),
  },
  { name: 'moved by append() while loading', ...acts('insert(); when(loading).then(() => { document.body.append(find()); done(); });'), serving: slowly, expect: done, fast: true },
  { name: 'moved by append() after the result', ...acts('insert(); when(shown).then(() => { document.body.append(find()); done(); });'), expect: done },
  { name: 'moved by moveBefore() while loading', ...acts('insert(); when(loading).then(() => { document.body.moveBefore(find(), null); done(); });'), serving: slowly, expect: done },
  { name: 'moved by moveBefore() after the result', ...acts('insert(); when(shown).then(() => { document.body.moveBefore(find(), null); done(); });'), expect: done },
  { name: 'cloned after the result', ...acts('insert(); when(shown).then(() => document.body.append(find().cloneNode(true)));'), expect: { results: ['= 42', '= 42'] } },
  { name: 'in a template, without use', ...acts(`const template = document.createElement('template'); template.innerHTML = {pipeline}; main.append(template); when(defined).then(done);`), expect: { page: 'done' } },
  { name: 'from a template, by importNode()', page: '<body>{script}<template>{pipeline}</template>{code}', code: `document.body.append(document.importNode(document.querySelector('template').content, true));` },
  { name: 'from a template, by cloneNode()', page: '<body>{script}<template>{pipeline}</template>{code}', code: `document.body.append(document.querySelector('template').content.cloneNode(true));` },
  { name: 'in a shadow root, by script', ...acts(`main.attachShadow({ mode: 'open' }).innerHTML = {pipeline};`) },
  { name: 'in a declarative shadow root', page: '{script}<main><template shadowrootmode="open">{pipeline}</template></main>' },
  { name: 'in a declarative shadow root, with the loader', form: 'loader', page: '{script}<main><template shadowrootmode="open">{pipeline}</template></main>', fast: true },
  { name: 'inserted late, with the loader', form: 'loader', ...acts('setTimeout(insert, 500, {pipeline});') },
  { name: 'removed while loading', ...acts('insert(); when(loading).then(() => { find().remove(); done(); });'), serving: slowly, expect: { page: 'done' } },
  {
    name: 'removed while loading, and put back',
    ...acts('insert(); when(loading).then(() => { const pipeline = find(); pipeline.remove(); setTimeout(() => { document.body.append(pipeline); done(); }, 300); });'),
    serving: slowly,
    expect: done,
  },
  {
    name: 'removed while it runs without end; the next one runs',
    ...acts(`insert({pipeline}.replace('return', 'while True: pass\\n        return')); when(() => find().status === 'running').then(() => { find().remove(); insert(); done(); });`),
    expect: done,
    fast: true,
  },
  { name: 'two, one after the other', page: '{script}{pipeline}{pipeline}', expect: { results: ['= 42', '= 42'] } },
]);

const frame = '{script}{pipeline}';
const noScript = { page: 'the frame' } satisfies Expectation;

/** Pages in frames of other pages. */
const frames: Cell[] = inGroup('frames', [
  { name: 'same origin', page: '<iframe src="frame.html"></iframe>', pages: { 'frame.html': frame } },
  { name: 'another origin, without allow', page: '<iframe src="{other}/frame.html"></iframe>', pages: { 'frame.html': frame }, fast: true },
  { name: 'another origin, with allow', page: '<iframe src="{other}/frame.html" allow="microphone; autoplay; clipboard-write"></iframe>', pages: { 'frame.html': frame } },
  { name: 'sandbox with scripts, kit from a CDN', kit: 'open', page: '<iframe sandbox="allow-scripts" src="frame.html"></iframe>', pages: { 'frame.html': frame }, fast: true },
  {
    name: 'sandbox with scripts, the page’s own kit without CORS',
    form: 'iife',
    page: '<iframe sandbox="allow-scripts" src="frame.html"></iframe>',
    pages: { 'frame.html': frame },
    expect: { error: 'RM1003', says: /Access-Control-Allow-Origin/ },
  },
  { name: 'sandbox with scripts, the page’s own kit with CORS', page: '<iframe sandbox="allow-scripts" src="frame.html"></iframe>', pages: { 'frame.html': frame }, headers: { 'access-control-allow-origin': '*' } },
  { name: 'sandbox with scripts and the origin', page: '<iframe sandbox="allow-scripts allow-same-origin" src="frame.html"></iframe>', pages: { 'frame.html': frame } },
  { name: 'sandbox without scripts', page: '<iframe sandbox src="frame.html"></iframe>', pages: { 'frame.html': `<p>the frame</p>${frame}` }, expect: noScript },
  { name: 'the whole page is sandboxed, kit from a CDN', kit: 'open', csp: 'sandbox allow-scripts' },
  { name: 'srcdoc', page: '{code}', code: `document.body ??= document.createElement('body'); document.body.append(Object.assign(document.createElement('iframe'), { srcdoc: '<script type="module" src="{kit}remotemedia.js"></' + 'script>' + {pipeline} }));`, fast: true },
  { name: 'srcdoc, strict policy', policy: 'strict', page: '<body>{code}', code: `document.body.append(Object.assign(document.createElement('iframe'), { srcdoc: '<script type="module" src="{kit}remotemedia.js"></' + 'script>' + {pipeline} }));`, fast: true },
  { name: 'srcdoc, sandboxed, kit from a CDN', kit: 'open', page: '<body>{code}', code: `const frame = document.createElement('iframe'); frame.sandbox = 'allow-scripts'; frame.srcdoc = '<script type="module" src="{kit}remotemedia.js"></' + 'script>' + {pipeline}; document.body.append(frame);` },
  { name: 'about:blank, written by its parent', page: '<body>{code}', code: `const frame = document.createElement('iframe'); document.body.append(frame); frame.contentDocument.write('<script type="module" src="{here}/{kit}remotemedia.js"></' + 'script>' + {pipeline}); frame.contentDocument.close();` },
  { name: 'blob: page', page: '<body>{code}', code: `document.body.append(Object.assign(document.createElement('iframe'), { src: URL.createObjectURL(new Blob(['<!doctype html><script type="module" src="{here}/{kit}remotemedia.js"></' + 'script>' + {pipeline}], { type: 'text/html' })) }));` },
  { name: 'data: page, kit from a CDN', kit: 'open', page: '<body>{code}', code: `document.body.append(Object.assign(document.createElement('iframe'), { src: 'data:text/html,' + encodeURIComponent('<!doctype html><script type="module" src="{kit}remotemedia.js"></' + 'script>' + {pipeline}) }));` },
  { name: 'isolated by its own header, in a plain page', isolation: 'Document-Isolation-Policy', page: '<iframe src="{other}/frame.html"></iframe>', pages: { 'frame.html': frame } },
  { name: 'in an isolated page', isolation: 'COOP + COEP', page: '<iframe src="frame.html"></iframe>', pages: { 'frame.html': frame } },
]);

const press = (tab: Tab): Promise<unknown> => tab.page.evaluate('document.querySelector("rm-pipeline").run([20])');
const defined = async (tab: Tab): Promise<void> => void (await tab.page.evaluate('customElements.whenDefined("rm-pipeline").then(() => true)'));
const waiting = '{script}<rm-pipeline load="manual"><rm-node type="AddNode" param-addend="22"></rm-node><rm-output></rm-output></rm-pipeline>';

/** Insecure addresses, no network, slow and odd servers. */
const network: Cell[] = inGroup('network', [
  { name: 'an address that is not secure', insecure: true, fast: true },
  { name: 'an address that is not secure, strict policy', insecure: true, policy: 'strict' },
  { name: 'an address that is not secure, the kit from a CDN', insecure: true, kit: 'open' },
  { name: 'an address that is not secure, with a hash', insecure: true, page: '{script}{sealed}' },
  { name: 'a hash', page: '{script}{sealed}' },
  { name: 'no connection for the script', serving: { 'remotemedia.js': { dropped: true } }, page: '{script}<p>the page</p><rm-pipeline>what the author put there</rm-pipeline>', expect: { page: 'what the author put there' } },
  {
    name: 'offline before the runtime is loaded',
    page: waiting,
    act: async (tab) => {
      await defined(tab);
      await tab.page.setOfflineMode(true);
      await press(tab);
    },
    expect: { error: 'RM1006', says: /offline/ },
    fast: true,
  },
  {
    name: 'offline after the runtime was loaded',
    page: waiting,
    act: async (tab) => {
      await defined(tab);
      await tab.page.evaluate('document.querySelector("rm-pipeline").load()');
      await tab.page.setOfflineMode(true);
      await press(tab);
    },
    expect: { results: ['42'] },
  },
  {
    name: 'offline when a node imports a module that was not needed before',
    page: waiting.replace('<rm-output>', '<rm-python><script type="text/x-python">class Late:\n    def process(self, number):\n        import colorsys\n        return number\n</script></rm-python><rm-output>'),
    act: async (tab) => {
      await defined(tab);
      await tab.page.evaluate('document.querySelector("rm-pipeline").load()');
      await tab.page.setOfflineMode(true);
      await press(tab);
    },
    expect: { error: 'RM3003', says: /python-stdlib\.zip could not be fetched/ },
  },
  { name: 'a slow server', serving: { [wasm]: { over: 3000 } }, expect: { ...works, progress: 5 }, fast: true },
  { name: 'application/octet-stream', serving: { [wasm]: { type: 'application/octet-stream' } } },
  { name: 'text/html as the type', serving: { [wasm]: { type: 'text/html' } } },
  { name: 'gzip', serving: { [wasm]: { encoding: 'gzip' } } },
  { name: 'brotli', serving: { [wasm]: { encoding: 'br' } }, expect: works },
  { name: 'brotli as application/octet-stream, without a length', serving: { [wasm]: { encoding: 'br', type: 'application/octet-stream', chunked: true } }, fast: true },
  { name: 'no length', serving: { [wasm]: { chunked: true } } },
  { name: 'the runtime is missing', serving: { [wasm]: { status: 404 } }, expect: { error: 'RM1002', says: /404/ } },
  { name: 'the runtime’s connection is cut', serving: { [wasm]: { dropped: true } }, expect: { error: 'RM1001' } },
  { name: 'the runtime’s connection is cut, from a CDN', kit: 'open', serving: { [wasm]: { dropped: true } }, expect: { error: 'RM1003', says: /be reachable/ } },
  { name: 'worker.js as text/plain', serving: { 'worker.js': { type: 'text/plain' } }, expect: { error: 'RM2305', says: /text\/plain/ }, fast: true },
  { name: 'worker.js as text/plain, from a CDN', kit: 'open', serving: { 'worker.js': { type: 'text/plain' } }, expect: { error: 'RM2305', says: /text\/plain/ } },
  { name: 'worker.js is missing', serving: { 'worker.js': { status: 404 } }, expect: { error: 'RM1002', says: /worker\.js answered 404/ } },
  { name: 'worker.js is missing, from a CDN', kit: 'open', serving: { 'worker.js': { status: 404 } }, expect: { error: 'RM1002', says: /worker\.js answered 404/ } },
  { name: 'worker.js without CORS, from a CDN', kit: 'open', serving: { 'worker.js': { headers: {} } }, expect: { error: 'RM1003', says: /worker\.js/ } },
  { name: 'worker.js’s connection is cut', serving: { 'worker.js': { dropped: true } }, expect: { error: 'RM1001', says: /worker\.js/ } },
  { name: 'an isolated page, whose worker.js has no such header', isolation: 'COOP + COEP', serving: { 'worker.js': { headers: { 'cross-origin-embedder-policy': 'unsafe-none' } } }, fast: true },
  {
    name: 'an isolated page with a strict policy, whose worker.js has no such header',
    isolation: 'COOP + COEP',
    policy: 'strict',
    serving: { 'worker.js': { headers: { 'cross-origin-embedder-policy': 'unsafe-none' } } },
    expect: { error: 'RM5002', says: /Cross-Origin-Embedder-Policy/ },
  },
  { name: 'an isolated page by Document-Isolation-Policy, whose worker.js has no such header', isolation: 'Document-Isolation-Policy', serving: { 'worker.js': { headers: { 'document-isolation-policy': 'none' } } } },
  { name: 'isolation that requires CORP, the page’s own kit', isolation: 'Document-Isolation-Policy, require-corp' },
  { name: 'isolation that requires CORP, from a CDN', isolation: 'Document-Isolation-Policy, require-corp', kit: 'open' },
]);

export const cells: Cell[] = [...delivery(), ...scripts, ...elements, ...frames, ...network];
