/** Gives errors their words as soon as it is evaluated. Elements have it loaded when something fails: see {@link loadTexts}. */
import { errorCodes } from './error-codes.js';
import { describeError } from './error-report.js';
import { useTexts } from './errors.js';

useTexts(errorCodes, describeError);
