import { RmError } from './errors.js';

/** Whether a value is an RmError, also one of another copy of the kit: `core.js` beside `remotemedia.js`, say. */
export const isRmError = (value: unknown): value is RmError => value instanceof RmError || (value instanceof Error && /^RM\d{4}$/.test(String((value as Partial<RmError>).code)));
