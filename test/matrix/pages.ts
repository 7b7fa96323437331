/** Puts a cell's page together. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { strictPolicy } from '../policies.js';
import { isolations, type Cell, type Form } from './cells.js';
import { Sites, type Folder, type SiteName } from './sites.js';

/** Through Rust and Python to an output that shows `= 42`. */
export const pipeline = `<rm-pipeline autorun>
<rm-text-input type="number" label="Number" value="20"></rm-text-input>
<rm-node type="AddNode" params='{"addend": 1}'></rm-node>
<rm-python><script type="text/x-python">
class Double:
    def process(self, number):
        return f"= {number * 2}"
</script></rm-python>
<rm-output></rm-output>
</rm-pipeline>`;

const runtimeHash = `sha256-${createHash('sha256').update(readFileSync(new URL('../../wasm/dist/remotemedia_runtime.wasm', import.meta.url))).digest('base64')}`;

export interface Composed {
  folder: Folder;
  /** The page's address. */
  url: string;
  /** What every address that is asked for begins with. */
  allowed: string[];
}

export function compose(cell: Cell, { origins }: Pick<Sites, 'origins'>, id: string): Composed {
  const { kit: site = 'own', form = 'module', policy = 'none', isolation = 'none' } = cell;
  const kit = site === 'own' ? 'kit/' : `${origins[site]}/${id}/kit/`;
  const csp = cell.csp ?? (policy === 'none' ? undefined : strictPolicy(site === 'own' ? undefined : origins[site], { trustedTypes: policy === 'strict + Trusted Types' }));
  const own = cell.insecure ? `http://${Sites.insecureHost}` : origins.own;
  const here = `${own}/${id}`;
  const tags = scriptTags(site, kit);
  const texts: Record<string, string> = {
    ...tags,
    script: tags[form],
    pipeline,
    sealed: pipeline.replace('autorun', `autorun integrity="${runtimeHash}"`),
    kit,
    closed: `${origins.closed}/${id}/kit/`,
    here,
    code: '<script src="page.js"></script>',
    // The same server: another origin, because browsers compare names.
    other: `${origins.own.replace('127.0.0.1', 'localhost')}/${id}`,
  };
  const fill = (text: string): string => text.replace(/\{(\w+)\}/g, (whole, name: string) => texts[name] ?? whole);
  const page = (content: string): string => `<!doctype html><html lang="en"><meta charset="utf-8"><title>matrix</title>${fill(content)}</html>`;

  const files: Record<string, string> = { 'index.html': page(cell.page ?? '{script}{pipeline}') };
  for (const [name, content] of Object.entries(cell.pages ?? {})) files[name] = page(content);
  if (cell.code) files['page.js'] = cell.code.replaceAll('{pipeline}', JSON.stringify(pipeline)).replaceAll('{kit}', kit).replaceAll('{here}', here);
  const headers = { ...isolations[isolation], ...(csp && { 'content-security-policy': csp }), ...cell.headers };
  const allowed = [`${here}/`, `${texts.other}/`, ...(site === 'own' ? [] : [`${origins[site]}/${id}/`]), ...(cell.page?.includes('{closed}') ? [texts.closed!] : []), `${own}/favicon.ico`, 'blob:', 'data:', 'about:'];
  return { folder: { files, headers, serving: cell.serving ?? {} }, url: `${here}/index.html`, allowed };
}

/**
 * The script tags of the forms. A module cannot be loaded from a site that sends no CORS headers, a classic script can; so there the
 * module is the page's own, and takes only the rest from that site.
 */
function scriptTags(site: SiteName, kit: string): Record<Form | 'old', string> {
  const cross = site === 'open' ? ' crossorigin' : '';
  const module = (folder: string): string =>
    site === 'closed' ? `<script type="module" src="${folder}/remotemedia.js" data-rm-base="${kit}"></script>` : `<script type="module" src="${kit.replace(/kit\/$/, `${folder}/`)}remotemedia.js"${cross}></script>`;
  return {
    module: module('kit'),
    iife: `<script src="${kit}remotemedia.iife.js"${cross}></script>`,
    loader: `<script src="${kit}remotemedia.loader.js"${cross}></script>`,
    old: module('old'),
  };
}
