import type { ErrorEntry } from './error-codes.js';

/** The table of titles and hints, once it is there: pages need it only when something fails. */
let texts: Record<string, ErrorEntry> = {};
let describe: ((error: RmError) => string) | undefined;

/** Told by `error-texts.ts` when it is evaluated. */
export function useTexts(table: Record<string, ErrorEntry>, describer: (error: RmError) => string): void {
  texts = table;
  describe = describer;
}

/** Loads the titles and hints, and what writes reports. Never rejects: without them errors still say their code and message. */
export const loadTexts = (): Promise<unknown> => import('./error-texts.js').catch(() => {});

/** One line of the author's own Python; the runtime's frames are left out. */
export interface TracebackFrame {
  module: string;
  function: string;
  /** From 1. */
  line: number;
  source?: string;
}

/** A place in the author's text; line and column from 1. */
export interface SourcePosition {
  module: string;
  line: number;
  column: number;
}

/** What an RmError knows besides its code and message. */
export interface RmErrorDetail {
  /** parse | initialize | process | flush | cleanup, or load, compile, start. */
  phase?: string;
  nodeId?: string;
  nodeType?: string;
  /** Number of the pushed item that caused it, from 1. */
  sequence?: number;
  /** Replaces the hint of the code's table entry. */
  hint?: string;
  traceback?: TracebackFrame[];
  position?: SourcePosition;
  /** Class name of the Python exception. */
  exception?: string;
  cause?: unknown;
}

/** An RmError as plain data, for postMessage and logs. */
export interface RmErrorData extends Omit<RmErrorDetail, 'cause'> {
  code: string;
  message: string;
}

/** The one error type of the kit: every failure has a code, a text and what to do about it. */
export class RmError extends Error {
  /** Where the codes are explained; `#RM1001` is appended. Unset: errors carry no link. */
  static docsBase: string | undefined;

  /** `RM` and four digits; see `errorCodes`. */
  readonly code: string;
  readonly phase?: string;
  readonly nodeId?: string;
  readonly nodeType?: string;
  readonly sequence?: number;
  readonly traceback?: TracebackFrame[];
  readonly position?: SourcePosition;
  readonly exception?: string;
  readonly #hint: string | undefined;

  constructor(code: string, message?: string, { hint, cause, ...known }: RmErrorDetail = {}) {
    super(message || textsOf(code).title, cause === undefined ? undefined : { cause });
    this.#hint = hint;
    // What others have thrown may hold anything.
    for (const [key, value] of Object.entries(known)) if (value !== undefined && !(key in RmError.prototype)) (this as Record<string, unknown>)[key] = value;
    this.code = code;
  }

  /** The code's title, in a few words. */
  get title(): string {
    return textsOf(this.code).title;
  }

  /** What to do about it; empty while the table is not there (see {@link loadTexts}). */
  get hint(): string {
    return this.#hint ?? textsOf(this.code).hint;
  }

  /** Link to the explanation of the code, when the page has named one (`RmError.docsBase`). */
  get docs(): string | undefined {
    return RmError.docsBase ? `${RmError.docsBase}#${this.code}` : undefined;
  }

  /** True when the visitor or the page stopped the run: nothing to repair. */
  get cancelled(): boolean {
    return this.code === 'RM2304';
  }

  /** Text for a bug report; code and message alone before {@link loadTexts}. Holds the error and the browser's name, never items. */
  report(): string {
    return describe?.(this) ?? `${this.code} ${this.message}`;
  }

  toJSON(): RmErrorData {
    return { ...this, message: this.message, hint: this.hint };
  }

  /**
   * Any thrown value as an RmError: itself, plain data made by {@link toJSON}, an AbortError as RM2304, everything else
   * under the code given, with the original as cause.
   */
  static from(value: unknown, fallbackCode = 'RM2399'): RmError {
    if (value instanceof RmError) return value;
    if (isErrorData(value)) return new RmError(value.code, value.message, value as RmErrorDetail);
    const { name, message } = (value ?? {}) as Partial<Error>;
    if (name === 'AbortError') return new RmError('RM2304', 'Cancelled', { cause: value });
    if (name === 'TimeoutError') return new RmError('RM2301', 'Time limit', { cause: value });
    return new RmError(fallbackCode, typeof message === 'string' ? message : String(value), { cause: value });
  }

  /** Throws RM2304 when the signal is aborted; an RmError given as its reason is thrown itself. */
  static throwIfAborted(signal: AbortSignal | undefined): void {
    if (signal?.aborted) throw RmError.aborted(signal);
  }

  /** The error that stands for an aborted signal: its reason as {@link from} has it, as RM2304 when that is no error of its own. */
  static aborted({ reason }: AbortSignal): RmError {
    return RmError.from(reason, 'RM2304');
  }
}

RmError.prototype.name = 'RmError';

const textsOf = (code: string): ErrorEntry => texts[code] ?? texts.RM2399 ?? { title: code, hint: '' };

function isErrorData(value: unknown): value is RmErrorData {
  const { code, message } = (value ?? {}) as Partial<RmErrorData>;
  return typeof message === 'string' && typeof code === 'string' && /^RM\d{4}$/.test(code);
}
