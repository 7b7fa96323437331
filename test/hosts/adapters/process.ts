/**
 * Runs in Node, Deno and Bun. Arguments: the repository's folder, the engine. Each line on stdin is a name for `outcome`; each line
 * on stdout what came of it.
 */
import { readFile } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import type { EngineKind } from '../../../core/index.js';
import { outcome } from '../outcome.js';

const [root, engine] = process.argv.slice(2) as [string, EngineKind];
const processor = (): number => process.cpuUsage().user / 1e6;
const file = async (path: string): Promise<Uint8Array<ArrayBuffer>> => new Uint8Array(await readFile(`${root}/${path}`));

for await (const name of createInterface({ input: process.stdin })) console.log(JSON.stringify(await outcome(name, engine, { file, processor })));
// A thread that the host cannot end would keep the process.
process.exit();
