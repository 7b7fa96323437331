/** What a result of the command door must be, by a case of the contract; free of any test runner, for every host. */
import { equal, ok, same } from './scenario.js';

export interface Case {
  name: string;
  /** JSON, or its text where the way numbers are written matters. */
  stdin: unknown;
  python: string | null;
  requires: string[];
  profile: string;
  expect: { exit: number; status?: string; outputs?: unknown; order?: 'any'; graph?: Record<string, unknown>; stdout?: string; stderr?: string };
}

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

/** Throws when the result is not the case's. */
export function check({ expect }: Case, { exitCode, stdout, stderr }: Result): void {
  equal(exitCode, expect.exit, stderr || stdout);
  if (expect.stderr) ok(new RegExp(expect.stderr).test(stderr), `No ${expect.stderr} in ${stderr}`);
  if (expect.exit !== 0) return;
  ok(stdout.startsWith(marker), stdout);
  const text = stdout.slice(marker.length);
  const result = JSON.parse(text) as { status: string; outputs: unknown; graph_info: Record<string, unknown> };
  if (expect.stdout) ok(new RegExp(expect.stdout).test(text), `No ${expect.stdout} in ${text}`);
  equal(result.status, expect.status, 'The status');
  if (expect.order === 'any') {
    const left = [...(result.outputs as unknown[])];
    for (const wanted of expect.outputs as unknown[]) {
      const place = left.findIndex((value) => same(value, wanted));
      ok(place >= 0, `${JSON.stringify(wanted)} is missing`);
      left.splice(place, 1);
    }
    equal(left, [], 'What is left over');
  } else equal(result.outputs, expect.outputs, 'The output');
  for (const [key, value] of Object.entries(expect.graph ?? {})) equal(result.graph_info[key], value, key);
  // Keys in alphabetical order, two spaces of indentation.
  equal(Object.keys(result), ['graph_info', 'metrics', 'outputs', 'status'], 'The order of keys');
  ok(text.startsWith('{\n  "graph_info": {'), text);
}

/** A reason to leave a case out, false to run it. */
export const skip = ({ requires }: Case): string | false => requires.includes('numpy') && 'the runtime holds no numpy';
