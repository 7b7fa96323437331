// The runtime as a native program, in the toolchain: wasm/runtime/examples/pipeline.rs with Debian's CPython 3.13.
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { join } from 'node:path';
import { root, run } from '../../scripts/lib.mjs';

const toolchain = join(root, 'wasm/build/toolchain.sh');

/** Builds it, if need be. */
export async function buildNative() {
  const { code } = await run('bash', [toolchain, 'bash', '-c', 'cd wasm && cargo build --quiet --release --locked --package remotemedia-runtime --example pipeline']);
  if (code !== 0) throw new Error('The native runtime could not be built.');
}

/** One process for all requests. */
export class Native {
  #process;
  #lines;

  constructor() {
    // The path as it is inside the toolchain.
    this.#process = spawn('bash', [toolchain, '/src/wasm/.build/target/release/examples/pipeline'], { stdio: ['pipe', 'pipe', 'inherit'] });
    this.#lines = createInterface({ input: this.#process.stdout })[Symbol.asyncIterator]();
  }

  /** @returns {Promise<{metrics: object, outputs: unknown} | {error: string}>} */
  async command(request) {
    this.#process.stdin.write(`${request}\n`);
    const { value, done } = await this.#lines.next();
    if (done) throw new Error('The native runtime ended.');
    return JSON.parse(value);
  }

  close() {
    this.#process.stdin.end();
  }
}
