/** Templates that a page's author writes for what a pipeline gives out. */
import type { Item } from '../../core/index.js';
import { atPointer } from './pointer.js';

const HTML = 'http://www.w3.org/1999/xhtml';

/** `{{name}}`, `{{/json/pointer}}`, or `{{.}}` for the value itself. */
const placeholder = /\{\{\s*([^{}]*[^{}\s])\s*\}\}/g;

/** The attributes that are filled, and on which elements: none of these runs anything, or brings in a page or a script. */
const fillable: Record<string, readonly string[] | undefined> = {
  href: ['a', 'area'],
  src: ['img', 'audio', 'video', 'source', 'rm-player', 'rm-waveform'],
  alt: ['img', 'area'],
  title: undefined,
  datetime: ['time', 'del', 'ins'],
  value: ['data', 'meter', 'progress', 'input', 'option', 'li'],
};

const schemes = ['http:', 'https:', 'mailto:', 'blob:'];

/**
 * A copy of a template's content in which the placeholders are filled from a value: `{{name}}` with the field of that name,
 * `{{/a/0/b}}` with what the JSON pointer leads to, `{{.}}` with the value itself. What is not there becomes empty; lists and objects
 * become JSON.
 *
 * The value only ever becomes text, or the text of an attribute that starts nothing: `href`, `src`, `alt`, `title`, `datetime` and
 * `value`, each where HTML has it. Any other attribute with a placeholder is left out, and so is an address that is not relative,
 * http, https, mailto or blob. Scripts are left out, styles stay as they are written.
 */
export function fillTemplate(template: HTMLTemplateElement, value: unknown): DocumentFragment {
  // Filled in the template's own document, in which nothing loads and no element is upgraded.
  const copy = template.content.cloneNode(true) as DocumentFragment;
  for (const script of copy.querySelectorAll('script')) script.remove();
  const fill = (text: string): string => text.replace(placeholder, (_, name: string) => asText(atPointer(value as Item, name === '.' ? '' : name)));
  const walker = template.content.ownerDocument.createTreeWalker(copy, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    if (node instanceof Element) fillAttributes(node, fill);
    else if (node.parentElement?.localName !== 'style' && node.nodeValue?.includes('{{')) node.nodeValue = fill(node.nodeValue);
  }
  return document.adoptNode(copy);
}

function fillAttributes(element: Element, fill: (text: string) => string): void {
  for (const { name, value } of [...element.attributes]) {
    if (!value.includes('{{')) continue;
    const filled = fill(value);
    if (filled === value) continue;
    if (mayFill(element, name) && (!/^(href|src)$/.test(name) || isHarmless(filled))) element.setAttribute(name, filled);
    else element.removeAttribute(name);
  }
}

const mayFill = ({ localName, namespaceURI }: Element, name: string): boolean =>
  namespaceURI === HTML && Object.hasOwn(fillable, name) && (fillable[name]?.includes(localName) ?? true);

/** An empty address would lead to the page itself. */
function isHarmless(address: string): boolean {
  if (address.trim() === '') return false;
  const base = document.baseURI;
  return URL.canParse(address, base) && [...schemes, new URL(base).protocol].includes(new URL(address, base).protocol);
}

function asText(value: unknown): string {
  if (typeof value === 'string') return value;
  if (value === undefined || value === null || ArrayBuffer.isView(value)) return '';
  if (typeof value !== 'object') return String(value);
  try {
    // Samples and bytes are no text.
    return JSON.stringify(value, (_, part: unknown) => (ArrayBuffer.isView(part) ? undefined : part));
  } catch {
    return '';
  }
}
