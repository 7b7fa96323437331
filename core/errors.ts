import type { ErrorEntry } from './error-codes.js';

/** The table of titles and hints, once it is there: pages need it only when something fails. */
let texts: Record<string, ErrorEntry> = {};

/** Told by `error-codes.ts` when it is evaluated. */
export const useTexts = (table: Record<string, ErrorEntry>): void => void (texts = table);

/** Loads the titles and hints. Never rejects: without them errors still say their code and message. */
export const loadTexts = (): Promise<unknown> => import('./error-codes.js').catch(() => {});

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

const detailKeys = ['phase', 'nodeId', 'nodeType', 'sequence', 'traceback', 'position', 'exception'] as const;

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

  constructor(code: string, message?: string, detail: RmErrorDetail = {}) {
    super(message || textsOf(code).title, detail.cause === undefined ? undefined : { cause: detail.cause });
    this.name = 'RmError';
    this.code = code;
    this.#hint = detail.hint;
    const own = this as unknown as Record<string, unknown>;
    for (const key of detailKeys) if (detail[key] !== undefined) own[key] = detail[key];
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

  /** Text for a bug report. Holds the error and the browser's name, never items. */
  report(): string {
    const lines = [`${this.code} ${this.title}`, this.message];
    if (this.nodeId !== undefined) lines.push(`node: ${this.nodeId}${this.nodeType ? ` (${this.nodeType})` : ''}`);
    if (this.phase) lines.push(`phase: ${this.phase}`);
    if (this.sequence) lines.push(`item: ${this.sequence}`);
    if (this.position) lines.push(`at: ${this.position.module}, line ${this.position.line}, column ${this.position.column}`);
    for (const frame of this.traceback ?? []) lines.push(`  ${frame.module}, line ${frame.line}, in ${frame.function}`);
    const { cause } = this;
    if (cause !== undefined) lines.push(`cause: ${cause instanceof Error ? `${cause.name}: ${cause.message}` : String(cause)}`);
    if (typeof navigator === 'object' && navigator.userAgent) lines.push(`on: ${navigator.userAgent}`);
    return lines.join('\n');
  }

  toJSON(): RmErrorData {
    const data: RmErrorData = { code: this.code, message: this.message, hint: this.hint };
    const own = data as unknown as Record<string, unknown>;
    for (const key of detailKeys) if (this[key] !== undefined) own[key] = this[key];
    return data;
  }

  /**
   * Any thrown value as an RmError: itself, plain data made by {@link toJSON}, an AbortError as RM2304, everything else
   * under the code given, with the original as cause.
   */
  static from(value: unknown, fallbackCode = 'RM2399'): RmError {
    if (value instanceof RmError) return value;
    if (isErrorData(value)) return new RmError(value.code, value.message, value as RmErrorDetail);
    const name = (value as { name?: unknown } | null | undefined)?.name;
    if (name === 'AbortError') return new RmError('RM2304', 'Cancelled', { cause: value });
    if (name === 'TimeoutError') return new RmError('RM2301', 'Time limit', { cause: value });
    const message = value instanceof Error || typeof (value as Error | undefined)?.message === 'string' ? (value as Error).message : String(value);
    return new RmError(fallbackCode, message, { cause: value });
  }

  /** Throws RM2304 when the signal is aborted; an RmError given as its reason is thrown itself. */
  static throwIfAborted(signal: AbortSignal | undefined): void {
    if (signal?.aborted) throw RmError.aborted(signal);
  }

  /** The error that stands for an aborted signal. */
  static aborted(signal: AbortSignal): RmError {
    const { reason } = signal;
    if (reason instanceof RmError) return reason;
    if ((reason as { name?: string } | undefined)?.name === 'TimeoutError') return new RmError('RM2301', 'Time limit', { cause: reason });
    return new RmError('RM2304', 'Cancelled', { cause: reason });
  }
}

const textsOf = (code: string): ErrorEntry => texts[code] ?? texts.RM2399 ?? { title: code, hint: '' };

function isErrorData(value: unknown): value is RmErrorData {
  const data = value as Partial<RmErrorData> | null | undefined;
  return typeof data === 'object' && data !== null && typeof data.code === 'string' && /^RM\d{4}$/.test(data.code) && typeof data.message === 'string';
}
