import type { LogLine } from './engine.js';

/** Lines wait this long for company; ms. */
const logDelay = 50;
/** Lines per second above which the rest of that second is left out. */
const logLimit = 2_000;

/** Sends log lines in bundles, and not more than a page can show. */
export class LogSender {
  readonly #send: (lines: LogLine[]) => void;
  #lines: LogLine[] = [];
  #since = -Infinity;
  #sent = performance.now();
  #left = 0;
  #warned = false;
  #later: ReturnType<typeof setTimeout> | undefined;

  constructor(send: (lines: LogLine[]) => void) {
    this.#send = send;
  }

  readonly add = (line: LogLine): void => {
    const now = performance.now();
    if (now - this.#since > 1000) {
      this.#since = now;
      this.#left = logLimit;
      this.#warned = false;
    }
    if (this.#left > 0) {
      this.#left -= 1;
      this.#lines.push(line);
    } else if (!this.#warned) {
      this.#warned = true;
      this.#lines.push({ level: 'warn', text: `More than ${logLimit} lines in a second: the rest is left out.` });
    }
    // While wasm runs no timer fires, so the clock is read with each line.
    if (now - this.#sent > logDelay) this.flush();
    else this.#later ??= setTimeout(() => this.flush(), logDelay);
  };

  flush(): void {
    clearTimeout(this.#later);
    this.#later = undefined;
    this.#sent = performance.now();
    if (this.#lines.length === 0) return;
    this.#send(this.#lines);
    this.#lines = [];
  }
}
