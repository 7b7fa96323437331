import type { RmError } from '../../core/index.js';

/** The author's text an error's position points into; kept beside the error so that reports never carry it. */
const sources = new WeakMap<RmError, ErrorSource>();

export interface ErrorSource {
  /** The text as its author wrote it. */
  text: string;
  /** Element that holds the text, for naming it. */
  label: string;
}

export const rememberSource = (error: RmError, source: ErrorSource): void => void sources.set(error, source);
export const sourceFor = (error: RmError): ErrorSource | undefined => sources.get(error);
