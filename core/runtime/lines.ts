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

/** The runtime's log lines carry their level in front; everything else was printed by a node. */
export function toLogLine(text: string): LogLine {
  const match = /^\[?(ERROR|WARNING|WARN|INFO|DEBUG|TRACE)\]?[ :]/.exec(text);
  const level = match ? ({ ERROR: 'error', WARNING: 'warn', WARN: 'warn', INFO: 'info', DEBUG: 'debug', TRACE: 'debug' } as const)[match[1] as 'ERROR'] : 'info';
  return { level, text };
}
