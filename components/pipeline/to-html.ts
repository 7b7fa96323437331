import { publicClasses, type Manifest, type ManifestNode } from '../../core/index.js';
import { textAttributes } from '../internal/markup-reader.js';

const escapes: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
const escape = (text: string): string => text.replace(/[&<>"]/g, (letter) => escapes[letter] ?? letter);
const attribute = (name: string, value: string | undefined): string => (value === undefined ? '' : ` ${name}="${escape(value)}"`);

/** JSON reads better between single quotes. */
const jsonAttribute = (name: string, value: unknown): string => ` ${name}='${JSON.stringify(value).replace(/&/g, '&amp;').replace(/'/g, '&#39;')}'`;

/**
 * A manifest as the markup that gives it: document order where that says the same, `from` where it does not.
 *
 * @param before markup of the elements that stand before the nodes (inputs); each on a line of its own.
 * @param after markup of those that stand after them (outputs).
 */
export function toHTML(manifest: Manifest, before: readonly string[] = [], after: readonly string[] = []): string {
  const modules = new Map(Object.entries(manifest.python?.modules ?? {}));
  const lines = manifest.nodes.map((node, index) => nodeMarkup(node, manifest, index, modules));
  const { name, description } = manifest.metadata;
  return [
    `<rm-pipeline${attribute('name', name)}${attribute('description', description)}>`,
    ...[...before, ...lines, ...after].map((line) => `  ${line}`),
    '</rm-pipeline>',
  ].join('\n');
}

function nodeMarkup(node: ManifestNode, manifest: Manifest, index: number, modules: Map<string, string>): string {
  const previous = manifest.nodes[index - 1]?.id;
  const incoming = manifest.connections.filter(({ to }) => to === node.id).map(({ from }) => from);
  const implicit = index === 0 ? incoming.length === 0 : incoming.length === 1 && incoming[0] === previous;
  const module = [...modules].find(([, source]) => publicClasses(source).includes(node.node_type));
  const own = module && modules.delete(module[0]) ? module[1] : undefined;
  const only = own !== undefined && publicClasses(own).length === 1;
  const attributes = [
    attribute('id', node.id),
    only ? '' : attribute('type', node.node_type),
    paramMarkup(node),
    implicit ? '' : attribute('from', incoming.join(' ')),
    node.is_streaming ? ' streaming' : '',
    attribute('join', node.join),
    attribute('runtime-hint', node.runtime_hint),
    attribute('host', node.host),
    node.capabilities === undefined ? '' : jsonAttribute('capabilities', node.capabilities),
  ].join('');
  return own === undefined ? `<rm-node${attributes}></rm-node>` : pythonMarkup(attributes, own);
}

/** Those of a WasiNode that have an attribute of their own, and the others together. */
function paramMarkup({ node_type: type, params }: ManifestNode): string {
  if (params === undefined || params === null) return '';
  if (type !== 'WasiNode') return jsonAttribute('params', params);
  const others = { ...(params as Record<string, unknown>) };
  let own = '';
  for (const name of textAttributes) {
    if (typeof others[name] !== 'string') continue;
    own += attribute(name, others[name]);
    delete others[name];
  }
  return Object.keys(others).length > 0 ? own + jsonAttribute('params', others) : own;
}

function pythonMarkup(attributes: string, source: string): string {
  // The parser ends a script at that text, and a comment in it can swallow the end tag; base64 is safe from both.
  if (/<\/script|<!--/i.test(source)) {
    const bytes = new TextEncoder().encode(source);
    const code = btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''));
    return `<rm-python${attributes} encoding="base64"><script type="text/x-python">${code}</script></rm-python>`;
  }
  return `<rm-python${attributes}><script type="text/x-python">\n${source.replace(/\n*$/, '\n')}</script></rm-python>`;
}
