import { RmError } from '../errors.js';
import { placeOf, tokens } from './python-source.js';

/**
 * Looks for damage that no repair can undo safely: typographic quotes and dashes in place of Python's own, tags or
 * character entities that a filter put into the code, line breaks or indentation that it took out.
 * @param indent columns that were cut from the left before.
 * @returns RM1106, RM1107 or RM1110 with the place, undefined when the text looks sound.
 */
export function detectDamage(source: string, module = 'script', indent = 0): RmError | undefined {
  const flat = whereFlattened(source);
  if (flat !== undefined) {
    const { line, column } = placeOf(source, flat);
    const position = { module, line, column: column + indent };
    const where = `line ${line}, column ${position.column}`;
    return new RmError('RM1110', `What stands in ${where} must be on a line of its own, with more indentation than the block it belongs to.`, { phase: 'parse', position });
  }
  for (const { kind, start, end } of tokens(source)) {
    if (kind !== 'code') continue;
    const code = source.slice(start, end);
    const quote = /[\u2018\u2019\u201A\u201B\u201C\u201D\u201E\u201F\u00AB\u00BB\u2032\u2033\u2013\u2014\u2212\u2026]/.exec(code);
    const markup = /&(?:lt|gt|amp|quot|nbsp|#\d{1,5}|#x[\da-f]{1,4});|<\/?(?:p|br|div|span|code|pre|strong|em)\b[^<>]*>/i.exec(code);
    const found = quote && (!markup || quote.index < markup.index) ? quote : markup;
    if (!found) continue;
    const place = placeOf(source, start + found.index);
    const position = { module, line: place.line, column: place.column + indent };
    const where = `line ${position.line}, column ${position.column}`;
    return found === quote
      ? new RmError('RM1106', `The code holds the typographic character ${found[0]} in ${where}.`, { phase: 'parse', position })
      : new RmError('RM1107', `The code holds ${found[0]} in ${where}, which is HTML and not Python.`, { phase: 'parse', position });
  }
  return undefined;
}

/**
 * Index of the first class or function that stands behind something else on its line, or of the body of a block in code without any
 * indentation: neither is ever Python.
 */
function whereFlattened(source: string): number | undefined {
  let code = '';
  for (const { kind, start, end } of tokens(source)) {
    const text = source.slice(start, end);
    code += kind === 'code' ? text : text.replace(/./g, kind === 'string' ? '"' : '#');
  }
  const behind = /([:"][ \t]+)(?:class|(?:async[ \t]+)?def)[ \t]+\w+[ \t]*[(:]/.exec(code);
  if (behind) return behind.index + behind[1]!.length;
  const header = /^[ \t]/m.test(code) ? null : /^(?:class|(?:async )?def)\b.*:[ \t]*\n+(?=\S)/m.exec(code);
  return header ? header.index + header[0].length : undefined;
}

/** Names of the classes a module defines at its top level, private ones left out, in their order. */
export const publicClasses = (source: string): string[] => [...new Set([...classes(source)].map(({ name }) => name))];

/** Where the name of a class stands in the module that defines it; line and column from 1. */
export function placeOfClass(source: string, wanted: string): { line: number; column: number } | undefined {
  for (const { name, index } of classes(source)) if (name === wanted) return placeOf(source, index);
  return undefined;
}

function* classes(source: string): Generator<{ name: string; index: number }> {
  for (const { kind, start, end } of tokens(source)) {
    if (kind !== 'code') continue;
    for (const match of source.slice(start, end).matchAll(/(^|\n)class[ \t]+([\p{L}\p{Nl}_][\p{L}\p{Nl}\p{N}\p{M}_]*)/gu)) {
      // Only at the start of a line of the source, not of the stretch.
      const at = start + match.index;
      if (match[1] === '' && at > 0 && source[at - 1] !== '\n') continue;
      const name = match[2]!;
      if (!name.startsWith('_')) yield { name, index: at + match[0].length - name.length };
    }
  }
}
