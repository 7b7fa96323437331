import type { LogLine } from './engine.js';

/** A line longer than this is cut; characters. */
const maxLine = 16_384;

/** Splits a byte stream into lines, decoding UTF-8 across chunks. */
export class LineSplitter {
  readonly #decoder = new TextDecoder();
  readonly #emit: (line: string) => void;
  #rest = '';
  #skipping = false;

  constructor(emit: (line: string) => void) {
    this.#emit = emit;
  }

  readonly write = (bytes: Uint8Array): void => {
    this.#rest += this.#decoder.decode(bytes, { stream: true });
    let start = 0;
    for (let end = this.#rest.indexOf('\n'); end >= 0; end = this.#rest.indexOf('\n', start)) {
      this.#line(this.#rest.slice(start, end));
      this.#skipping = false;
      start = end + 1;
    }
    this.#rest = this.#rest.slice(start);
    if (this.#rest.length > maxLine) {
      this.#line(this.#rest);
      this.#rest = '';
      this.#skipping = true;
    }
  };

  /** Gives out what stands behind the last line break. */
  flush(): void {
    const rest = this.#rest + this.#decoder.decode();
    this.#rest = '';
    if (rest) this.#line(rest);
  }

  #line(text: string): void {
    if (this.#skipping) return;
    const line = text.endsWith('\r') ? text.slice(0, -1) : text;
    this.#emit(line.length > maxLine ? `${line.slice(0, maxLine)}… (cut)` : line);
  }
}

const levels = { ERROR: 'error', CRITICAL: 'error', WARNING: 'warn', INFO: 'info', DEBUG: 'debug' } as const;

/** The runtime's log lines read `LEVEL node: text`; everything else comes from below it, from C or a crash. */
export function toLogLine(line: string): LogLine {
  const match = /^(ERROR|CRITICAL|WARNING|INFO|DEBUG) (.+?): (.*)$/.exec(line);
  if (!match) return { level: 'info', text: line };
  const [, level, nodeId, text] = match as unknown as [string, keyof typeof levels, string, string];
  return { level: levels[level], text, ...(nodeId !== 'runtime' && { nodeId }) };
}

/** The log in a byte stream, and its last lines: what a crash leaves behind as its reason. */
export function splitLog(onLog: (line: LogLine) => void): { lines: LineSplitter; tail: string[] } {
  const tail: string[] = [];
  const lines = new LineSplitter((text) => {
    tail.push(text);
    if (tail.length > 5) tail.shift();
    onLog(toLogLine(text));
  });
  return { lines, tail };
}
