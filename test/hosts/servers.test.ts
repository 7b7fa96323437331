/** Every scenario on every engine of Node, Deno, Bun and workerd. */
import { servers } from './hosts.js';
import { suite } from './suite.js';

suite('outside of browsers', servers);
