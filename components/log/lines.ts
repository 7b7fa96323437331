import type { LogLevel } from '../../core/index.js';

/** From the most severe on. */
export const levels: readonly LogLevel[] = ['error', 'warn', 'info', 'debug'];

export interface Line {
  /** When it came; ms since 1970. */
  time: number;
  level: LogLevel;
  /** The node that said it, empty where the runtime did. */
  source: string;
  text: string;
  /** How many times in a row the same was said. */
  count: number;
}

/** A line may be as long as the runtime's memory; what is shown is not. */
const LONGEST = 4000;

/** The last lines of a log. What is said again and again takes one line. */
export class Lines {
  #lines: Line[] = [];
  /** Lines that had to go, because there were more than `max`. */
  dropped = 0;

  get all(): readonly Line[] {
    return this.#lines;
  }

  add({ level, source, text, time = Date.now() }: Pick<Line, 'level' | 'source' | 'text'> & { time?: number }, max: number): void {
    const short = text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
    const last = this.#lines.at(-1);
    // Replaced, not changed: what is on show may be an earlier state.
    if (last && last.text === short && last.level === level && last.source === source) this.#lines = [...this.#lines.slice(0, -1), { ...last, time, count: last.count + 1 }];
    else this.#lines = [...this.#lines, { time, level, source, text: short, count: 1 }];
    this.limit(max);
  }

  limit(max: number): void {
    const over = this.#lines.length - Math.max(1, max);
    if (!(over > 0)) return;
    this.dropped += over;
    this.#lines = this.#lines.slice(over);
  }

  clear(): void {
    this.#lines = [];
    this.dropped = 0;
  }
}

/** The lines that are at least as severe as `level` and hold all words of `filter`, whatever their case. */
export function select(lines: readonly Line[], level: LogLevel, filter: string): readonly Line[] {
  const least = levels.indexOf(level);
  const words = filter.toLowerCase().split(/\s+/).filter(Boolean);
  if (least === levels.length - 1 && words.length === 0) return lines;
  return lines.filter((line) => levels.indexOf(line.level) <= least && words.every((word) => `${line.source} ${line.text}`.toLowerCase().includes(word)));
}

/** As text for a file or a bug report. */
export const toText = (lines: readonly Line[]): string =>
  lines.map(({ time, level, source, text, count }) => [new Date(time).toISOString(), level, source && `[${source}]`, text, count > 1 && `(×${count})`].filter(Boolean).join(' ')).join('\n');
