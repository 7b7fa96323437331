/** Why something is no program that runs here. */
import { RmError } from '../errors.js';

export const cannotRun = (message: string, cause?: unknown, hint?: string): RmError => new RmError('RM2311', message, { phase: 'start', cause, hint });
export const noStart = (name: string): RmError => cannotRun(`${name} has no _start: it is a library, not a command.`);
export const componentHint = 'This is a component (WASI preview 2). Build the program for wasm32-wasip1.';
