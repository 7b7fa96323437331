import { RmError } from '../../errors.js';

/** An element; its name and those of its attributes with the prefixes that the reader gave them. */
export interface XmlElement {
  readonly name: string;
  readonly attributes: ReadonlyMap<string, string>;
  readonly children: readonly (XmlElement | string)[];
}

/** Deeper than any transcript; whoever walks through the tree may do so by recursion. */
const deepest = 100;

const tag = /<(\/?)([^\s<>/="'&]+)((?:\s+[^\s<>/="'&]+\s*=\s*(?:"[^"<]*"|'[^'<]*'))*)\s*(\/?)>/y;
const attribute = /([^\s=]+)\s*=\s*(?:"([^"]*)"|'([^']*)')/g;
/** Declared in every document. */
const known: Spaces = { own: new Map([['xml', 'http://www.w3.org/XML/1998/namespace']]) };
const entities: Readonly<Record<string, string | undefined>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };

interface Open {
  written: string;
  element: XmlElement & { children: (XmlElement | string)[] };
  spaces: Spaces;
}

/** Namespaces by prefix; that of elements without one under the empty name. Those of the elements around are not copied: there may be many. */
interface Spaces {
  readonly own: ReadonlyMap<string, string>;
  readonly around?: Spaces;
}
type PrefixOf = (namespace: string) => string | undefined;

/**
 * Reads XML without a DOM, so that it works where there is none, and under Trusted Types. Document types are refused: nothing in them
 * is of use here, and entities can make a small file a huge one.
 *
 * @param prefixOf the prefix that names of a namespace get, `''` for none; undefined keeps the one that was written.
 * @throws {RmError} RM4205 with the line when it is damaged.
 */
export function readXml(file: string, prefixOf: PrefixOf): XmlElement {
  const text = file.replace(/^\ufeff/, '').replace(/\r\n?/g, '\n');
  const open: Open[] = [];
  let root: XmlElement | undefined;
  let at = 0;
  const fail = (what: string): RmError => new RmError('RM4205', `The XML is damaged in line ${text.slice(0, at).split('\n').length}: ${what}.`, { phase: 'parse' });
  const add = (piece: string): void => {
    const parent = open.at(-1);
    if (parent) parent.element.children.push(piece);
    else if (piece.trim()) throw fail('there is text outside of the root element');
  };
  const skip = (begin: string, end: string): string | undefined => {
    if (!text.startsWith(begin, at)) return undefined;
    const to = text.indexOf(end, at + begin.length);
    if (to < 0) throw fail(`${begin} does not end`);
    const inner = text.slice(at + begin.length, to);
    at = to + end.length;
    return inner;
  };
  const decode = (piece: string): string =>
    piece.replace(/&([^;&\s]{0,40});?/g, (whole, name: string) => {
      const code = /^#(?:x([\da-f]{1,6})|(\d{1,7}))$/i.exec(name);
      const decoded = code ? character(code[1] ? Number.parseInt(code[1], 16) : Number(code[2])) : Object.hasOwn(entities, name) ? entities[name] : undefined;
      if (decoded === undefined || !whole.endsWith(';')) throw fail(`${whole} is no character`);
      return decoded;
    });

  while (at < text.length) {
    const next = text.indexOf('<', at);
    if (next !== at) {
      const end = next < 0 ? text.length : next;
      add(decode(text.slice(at, end)));
      at = end;
      continue;
    }
    if (skip('<!--', '-->') !== undefined || skip('<?', '?>') !== undefined) continue;
    const data = skip('<![CDATA[', ']]>');
    if (data !== undefined) {
      add(data);
      continue;
    }
    if (text.startsWith('<!', at)) throw fail('document types are not read');
    tag.lastIndex = at;
    const found = tag.exec(text);
    if (!found) throw fail('a tag is not closed, or not written as XML has it');
    const [whole, closing, written, given, empty] = found as unknown as [string, string, string, string, string];
    if (closing) {
      const last = open.pop();
      if (last?.written !== written || given || empty) throw fail(`</${written}> closes nothing that is open`);
    } else {
      if (root && open.length === 0) throw fail('there is a second root element');
      if (open.length >= deepest) throw fail(`there are more than ${deepest} elements in each other`);
      const pairs = [...given.matchAll(attribute)].map(([, name, double, single]): [string, string] => [name!, decode((double ?? single)!.replace(/[\t\n]/g, ' '))]);
      const declared = pairs.filter(([name]) => /^xmlns(?::|$)/.test(name)).map(([name, value]): [string, string] => [name.slice(6), value]);
      const around = open.at(-1)?.spaces ?? known;
      const spaces: Spaces = declared.length ? { own: new Map(declared), around } : around;
      const own = pairs.filter(([name]) => !/^xmlns(?::|$)/.test(name));
      // Attributes without a prefix are in no namespace.
      const attributes = new Map(own.map(([name, value]) => [name.includes(':') ? qualified(name, spaces, prefixOf) : name, value]));
      if (attributes.size < own.length) throw fail('an element has the same attribute twice');
      const element = { name: qualified(written, spaces, prefixOf), attributes, children: [] };
      if (open.length) open.at(-1)!.element.children.push(element);
      root ??= element;
      if (!empty) open.push({ written, element, spaces });
    }
    at += whole.length;
  }
  if (open.length) throw fail(`<${open.at(-1)!.written}> is not closed`);
  if (!root) throw fail('there is no element');
  return root;
}

/** All text in an element. */
export const textOf = (element: XmlElement): string => element.children.map((child) => (typeof child === 'string' ? child : textOf(child))).join('');

function qualified(written: string, spaces: Spaces, prefixOf: PrefixOf): string {
  const [, prefix = '', local = ''] = /^(?:([^:]*):)?(.*)$/.exec(written) ?? [];
  const space = namespaceOf(prefix, spaces);
  const given = space === undefined ? undefined : prefixOf(space);
  if (given === undefined) return written;
  return given ? `${given}:${local}` : local;
}

function namespaceOf(prefix: string, spaces: Spaces): string | undefined {
  for (let at: Spaces | undefined = spaces; at; at = at.around) if (at.own.has(prefix)) return at.own.get(prefix);
  return undefined;
}

function character(code: number): string | undefined {
  const valid = code === 9 || code === 10 || code === 13 || (code >= 0x20 && code <= 0xd7ff) || (code >= 0xe000 && code <= 0xfffd) || (code >= 0x10000 && code <= 0x10ffff);
  return valid ? String.fromCodePoint(code) : undefined;
}
