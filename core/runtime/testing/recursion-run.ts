/** Prints, as JSON, what did not end properly; in a process of its own, for the sake of V8's options. Arguments: kinds, or all. */
import { readFileSync } from 'node:fs';
import { improperEnds } from './recursion.js';

const source = readFileSync(new URL('./recursion.py', import.meta.url), 'utf8');
console.log(JSON.stringify(await improperEnds(source, { engine: 'inline' }, process.argv.slice(2))));
