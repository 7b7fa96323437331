/** Markup that a pipeline gives out, without all that could do something. Fetched when an `rm-output` is to show some. */
import DOMPurify, { type Config } from 'dompurify';
import { RmError } from '../../core/index.js';
import { kitPolicy, type KitPolicy } from '../../core/trusted-types.js';

/** Text and its structure. No images or other media: what a result names is not fetched. */
const tags = [
  ...['a', 'abbr', 'b', 'bdi', 'bdo', 'blockquote', 'br', 'caption', 'cite', 'code', 'dd', 'del', 'details', 'dfn', 'div', 'dl', 'dt', 'em', 'figcaption', 'figure'],
  ...['h1', 'h2', 'h3', 'h4', 'h5', 'h6', 'hr', 'i', 'img', 'ins', 'kbd', 'li', 'mark', 'ol', 'p', 'pre', 'q', 'rp', 'rt', 'ruby', 's', 'samp', 'small', 'span', 'strong'],
  ...['sub', 'summary', 'sup', 'table', 'tbody', 'td', 'tfoot', 'th', 'thead', 'time', 'tr', 'u', 'ul', 'var', 'wbr'],
];

/** None that names, styles, places, loads or runs anything. */
const attributes = ['alt', 'colspan', 'datetime', 'dir', 'href', 'lang', 'open', 'reversed', 'rowspan', 'scope', 'start', 'title', 'value'];

const settings: Config = {
  ALLOWED_TAGS: tags,
  ALLOWED_ATTR: attributes,
  ALLOW_ARIA_ATTR: false,
  ALLOW_DATA_ATTR: false,
  // Without a scheme, or of one of these three.
  ALLOWED_URI_REGEXP: /^(?:(?:https?|mailto):|[^a-z]|[a-z][a-z\d+.-]*(?:[^a-z\d+.\-:]|$))/i,
  RETURN_DOM_FRAGMENT: true,
};

const plain: KitPolicy = { createHTML: (markup) => markup, createScriptURL: (url) => url };

/** The page may list policies without requiring any: then plain text will do. */
function policy(): KitPolicy | null {
  try {
    return kitPolicy() ?? null;
  } catch {
    return plain;
  }
}

/**
 * Makes sure that markup can be sanitised on this page.
 *
 * @throws {RmError} RM5004 where the page requires Trusted Types and does not list the kit's policy, RM5007 in a browser that is too old.
 */
export function checkSanitizer(): void {
  if (!DOMPurify.isSupported) throw new RmError('RM5007', 'This browser cannot sanitise markup.');
  sanitize('<p>1</p>');
}

/**
 * What is left of markup when it is only to be looked at: text, its structure, and links, which open in a tab of their own.
 *
 * @throws {RmError} RM5004 as {@link checkSanitizer} does.
 */
export function sanitize(markup: string): DocumentFragment {
  // The types are of another copy of the types of Trusted Types.
  const TRUSTED_TYPES_POLICY = policy() as Config['TRUSTED_TYPES_POLICY'];
  const fragment = DOMPurify.sanitize(markup, { ...settings, TRUSTED_TYPES_POLICY }) as unknown as DocumentFragment | null;
  // Nothing could be parsed.
  if (!fragment) throw new RmError('RM5004');
  for (const image of fragment.querySelectorAll('img')) image.replaceWith(image.alt);
  for (const link of fragment.querySelectorAll('[href]')) {
    if (!(link instanceof HTMLAnchorElement) || !mayLead(link.getAttribute('href')!)) {
      link.removeAttribute('href');
      continue;
    }
    link.setAttribute('target', '_blank');
    link.setAttribute('rel', 'noopener noreferrer');
  }
  return document.adoptNode(fragment);
}

/** Whether a browser, by its own reading of the address, stays in the web or writes a mail. */
function mayLead(href: string): boolean {
  // There are no ids to lead to.
  if (href.trim().startsWith('#') || !URL.canParse(href, document.baseURI)) return false;
  const { protocol } = new URL(href, document.baseURI);
  return /^(https?|mailto):$/.test(protocol) || (protocol === new URL(document.baseURI).protocol && !URL.canParse(href));
}
