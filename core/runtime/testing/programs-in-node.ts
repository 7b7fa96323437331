/** Test programs as files, for Node. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { testProgram } from '../../../scripts/test-programs.mjs';

const folder = mkdtempSync(join(tmpdir(), 'rm-programs-'));
process.on('exit', () => rmSync(folder, { recursive: true }));

/** Writes a program of `core/nodes/testing`; its address, also of one that does not exist. */
export async function programFile(name: string): Promise<URL> {
  const path = join(folder, `${name}.wasm`);
  const bytes = await testProgram(name);
  if (bytes) writeFileSync(path, bytes);
  return pathToFileURL(path);
}
