/** The original's contract as cases (cases.json), and the kit's additions to it, for the command door. */
import { readFileSync } from 'node:fs';
import type { Case } from '../../core/runtime/testing/contract.js';
import { additions } from './additions.js';

export { check, marker, skip, stdinOf, type Case, type Result } from '../../core/runtime/testing/contract.js';

export const cases = [...(JSON.parse(readFileSync(new URL('cases.json', import.meta.url), 'utf8')) as Case[]), ...additions];
