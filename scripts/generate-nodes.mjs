// `npm run generate:nodes`: core/nodes/runtime-nodes.ts, the names of the runtime's Rust nodes, from the table in
// wasm/runtime/src/nodes/mod.rs. With --check: exit code 1 when it is not current.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { generated, root } from './lib.mjs';

const rust = readFileSync(join(root, 'wasm/runtime/src/nodes/mod.rs'), 'utf8');
const [, table] = /fn rust_node\([^]*?match node_type \{\n([^]*?)\n {8}_ => return None,/.exec(rust) ?? [];
// Strings that a value follows: the patterns of the arms, "A" | "B" => ….
const names = [...(table ?? '').matchAll(/^\s*((?:"\w+"\s*\|\s*)*"\w+")\s*=>/gm)].flatMap(([, pattern]) => [...pattern.matchAll(/\w+/g)].map(([name]) => name));
const strings = [...(table ?? '').matchAll(/"/g)].length / 2;
if (names.length === 0 || names.length !== strings) {
  console.error(`The table of nodes in wasm/runtime/src/nodes/mod.rs is written in a way this script does not know: ${names.length} names of ${strings}.`);
  process.exit(1);
}

const lines = [''];
for (const name of names) {
  if (lines.at(-1).length + name.length > 118) lines.push('');
  lines[lines.length - 1] += `${lines.at(-1) && ' '}${name}`;
}
const text = `/** Made by \`npm run generate:nodes\` from wasm/runtime/src/nodes/mod.rs. */

/** Names of the nodes that are written in Rust: these the runtime takes before a Python class of the same name. */
export const runtimeNodes: ReadonlySet<string> = new Set(
  \`
${lines.join('\n')}
\`
    .trim()
    .split(/\\s+/),
);
`;

generated('core/nodes/runtime-nodes.ts', text, 'npm run generate:nodes');
