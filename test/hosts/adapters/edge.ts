/**
 * Runs in workerd, where modules are imported and nothing is fetched: `GET /<name>` gives the outcome. As in
 * production its clock stands still while code runs: it goes on with the request and with timers.
 */
import { clock } from './standing-clock.js';
import module from '../../../dist/wasm/remotemedia_runtime.wasm';
import library from '../../../dist/wasm/python-stdlib.zip';
import weights from '../../../dist/wasm/silero_vad.bin';
import speech from '../../../docs/media/speech.wav';
import cases from '../../contract/cases.json';
import recursion from '../../../core/runtime/testing/recursion.py';
import { outcome } from '../outcome.js';

const given = { module, files: { 'python-stdlib.zip': library, 'silero_vad.bin': weights } };
const files: Record<string, ArrayBuffer> = {
  'docs/media/speech.wav': speech,
  'test/contract/cases.json': cases as unknown as ArrayBuffer,
  'core/runtime/testing/recursion.py': recursion,
};

const file = async (path: string): Promise<Uint8Array<ArrayBuffer>> => new Uint8Array(files[path]!);

export default {
  async fetch(request: Request): Promise<Response> {
    clock.tick();
    const name = decodeURIComponent(new URL(request.url).pathname.slice(1));
    return Response.json(await outcome(name, 'inline', { given, file, clock: clock.real }));
  },
};
