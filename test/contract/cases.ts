/** The original's contract as cases (cases.json), and the kit's additions to it, for the command door. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { isDeepStrictEqual } from 'node:util';
import { additions } from './additions.js';

export interface Case {
  name: string;
  /** JSON, or its text where the way numbers are written matters. */
  stdin: unknown;
  python: string | null;
  requires: string[];
  profile: string;
  expect: { exit: number; status?: string; outputs?: unknown; order?: 'any'; graph?: Record<string, unknown>; stdout?: string; stderr?: string };
}

export const cases = [...(JSON.parse(readFileSync(new URL('cases.json', import.meta.url), 'utf8')) as Case[]), ...additions];
export const marker = '\n=== PIPELINE RESULTS ===\n';

export interface Result {
  exitCode: number;
  stdout: string;
  stderr: string;
}

/** The case's input with its Python in the manifest. Inserted as text: parsing would lose `1.0` and large integers. */
export function stdinOf({ stdin, python }: Case): string {
  const text = typeof stdin === 'string' ? stdin : JSON.stringify(stdin);
  if (!python) return text;
  const start = text.search(/"version"/);
  return `${text.slice(0, start)}"python":${JSON.stringify({ modules: { case: python } })},${text.slice(start)}`;
}

export function check({ expect }: Case, { exitCode, stdout, stderr }: Result): void {
  assert.equal(exitCode, expect.exit, stderr || stdout);
  if (expect.stderr) assert.match(stderr, new RegExp(expect.stderr));
  if (expect.exit !== 0) return;
  assert.ok(stdout.startsWith(marker), stdout);
  const text = stdout.slice(marker.length);
  const result = JSON.parse(text) as { status: string; outputs: unknown; graph_info: Record<string, unknown> };
  if (expect.stdout) assert.match(text, new RegExp(expect.stdout));
  assert.equal(result.status, expect.status);
  if (expect.order === 'any') {
    const left = [...(result.outputs as unknown[])];
    for (const wanted of expect.outputs as unknown[]) {
      const place = left.findIndex((value) => isDeepStrictEqual(value, wanted));
      assert.ok(place >= 0, `${JSON.stringify(wanted)} is missing`);
      left.splice(place, 1);
    }
    assert.deepEqual(left, []);
  } else assert.deepEqual(result.outputs, expect.outputs);
  for (const [key, value] of Object.entries(expect.graph ?? {})) assert.deepEqual(result.graph_info[key], value, key);
  // Keys in alphabetical order, two spaces of indentation.
  assert.deepEqual(Object.keys(result), ['graph_info', 'metrics', 'outputs', 'status']);
  assert.ok(text.startsWith('{\n  "graph_info": {'));
}

/** A reason to leave a case out, false to run it. */
export const skip = ({ requires }: Case): string | false => requires.includes('numpy') && 'the runtime holds no numpy';
