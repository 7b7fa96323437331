/** Every scenario on every engine of Chromium and Firefox. */
import { browsers } from './hosts.js';
import { suite } from './suite.js';

suite('in browsers', browsers);
