/** Python text, made ready for the runtime. */
export interface NormalizedPython {
  source: string;
  /** Columns that were cut from the left of each line; add them to a reported column for the author's own. */
  indent: number;
  /** What had to be repaired, for a notice; empty when nothing was wrong. */
  repairs: string[];
}

/** A stretch of source, by what it is to Python. */
interface Token {
  kind: 'code' | 'string' | 'comment';
  start: number;
  end: number;
}

/**
 * Repairs what HTML, editors and site builders do to Python text, without changing its line numbers: line endings, a byte
 * order mark, no-break and zero-width spaces outside of strings, and the indentation all lines share.
 */
export function normalizePython(text: string): NormalizedPython {
  const repairs: string[] = [];
  let source = text;
  const repair = (what: string, repaired: string): void => {
    if (repaired !== source) repairs.push(what);
    source = repaired;
  };
  repair('line endings', source.replace(/\r\n?/g, '\n'));
  repair('byte order mark', source.replace(/^\uFEFF/, ''));
  repair('no-break spaces', outsideStrings(source, (code) => code.replace(/[\u00A0\u2007\u202F\u3000]/g, ' ')));
  repair('invisible characters', outsideStrings(source, (code) => code.replace(/[\u200B\u200C\u200D\u2060\uFEFF\u00AD]/g, '')));
  const { text: dedented, indent } = dedent(source);
  source = dedented;
  return { source, indent, repairs };
}

/** Line and column, from 1, of an index into the text. */
export function placeOf(text: string, index: number): { line: number; column: number } {
  const before = text.slice(0, index);
  const lineStart = before.lastIndexOf('\n') + 1;
  return { line: before.split('\n').length, column: index - lineStart + 1 };
}

/** Splits source into code, string literals and comments. Unfinished strings end where Python would stop reading them. */
export function* tokens(source: string): Generator<Token> {
  const opening = /#|'''|"""|'|"/g;
  let at = 0;
  for (;;) {
    opening.lastIndex = at;
    const match = opening.exec(source);
    if (!match) break;
    if (match.index > at) yield { kind: 'code', start: at, end: match.index };
    const end = match[0] === '#' ? endOfLine(source, match.index) : endOfString(source, opening.lastIndex, match[0]);
    yield { kind: match[0] === '#' ? 'comment' : 'string', start: match.index, end };
    at = end;
  }
  if (at < source.length) yield { kind: 'code', start: at, end: source.length };
}

function endOfLine(source: string, from: number): number {
  const newline = source.indexOf('\n', from);
  return newline < 0 ? source.length : newline;
}

function endOfString(source: string, from: number, quote: string): number {
  for (let at = from; at < source.length; at += 1) {
    if (source[at] === '\\') at += 1;
    else if (source.startsWith(quote, at)) return at + quote.length;
    else if (quote.length === 1 && source[at] === '\n') return at;
  }
  return source.length;
}

function outsideStrings(source: string, change: (code: string) => string): string {
  let changed = '';
  for (const { kind, start, end } of tokens(source)) {
    const text = source.slice(start, end);
    changed += kind === 'string' ? text : change(text);
  }
  return changed;
}

/** Cuts the indentation that all lines of code share. Comments and lines inside of strings have no say in it. */
function dedent(source: string): { text: string; indent: number } {
  const lines = source.split('\n');
  const inString = new Set<number>();
  for (const { kind, start, end } of tokens(source)) {
    if (kind !== 'string') continue;
    const first = placeOf(source, start).line;
    const last = placeOf(source, end).line;
    for (let line = first; line < last; line += 1) inString.add(line);
  }
  let common: string | undefined;
  lines.forEach((line, index) => {
    if (inString.has(index) || line.trim() === '' || line.trimStart().startsWith('#')) return;
    const own = /^[ \t]*/.exec(line)![0];
    if (common === undefined) common = own;
    while (!own.startsWith(common)) common = common.slice(0, -1);
  });
  const margin = common ?? '';
  if (!margin) return { text: source, indent: 0 };
  const cut = (line: string): string => {
    let length = 0;
    while (length < margin.length && line[length] === margin[length]) length += 1;
    return line.slice(length);
  };
  return { text: lines.map(cut).join('\n'), indent: margin.length };
}
