/** What running a WASI program must do in every engine. */
import type { ProgramRequest } from '../../nodes/types.js';
import { createEngine } from '../create-engine.js';
import type { CommandResult, EngineKind } from '../engine.js';
import { fetchFile } from '../load-program.js';
import { equal, failure } from './scenario.js';

/** The address of a program of `core/nodes/testing`. */
export type Locate = (name: string) => Promise<URL>;

/** On the test server, which compiles the text of that name. */
export const served: Locate = async (name) => new URL(`../../nodes/testing/${name}.wasm`, import.meta.url);

type Scenario = (engine: EngineKind, program: Locate) => Promise<void>;

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const text = (written: Uint8Array): string => new TextDecoder().decode(written);

async function run(kind: EngineKind, module: URL | Uint8Array, request: Partial<ProgramRequest> = {}, options: { timeout?: number; signal?: AbortSignal } = {}): Promise<CommandResult> {
  const engine = await createEngine({ engine: kind });
  return engine.program({ module, stdin: new Uint8Array(), ...request }, options);
}

export const programScenarios: Record<string, Scenario> = {
  'stdin comes in, stdout goes out': async (engine, program) => {
    const { exitCode, stdout, stderr } = await run(engine, await program('echo'), { stdin: bytes('Größe ☃\n\0') });
    equal([exitCode, text(stdout), stderr.length], [0, 'Größe ☃\n\0', 0], 'the result');
    const large = new Uint8Array(3_000_000).map((_, index) => index % 251);
    const back = (await run(engine, await program('echo'), { stdin: large })).stdout;
    equal([back.length, back.every((byte, index) => byte === index % 251), large.length], [3_000_000, true, 3_000_000], 'large input');
  },

  'a program is taken as bytes too': async (engine, program) => {
    const module = await fetchFile(await program('upper'));
    equal(text((await run(engine, module, { stdin: bytes('word') })).stdout), 'WORD', 'stdout');
    equal((await failure(run(engine, module, { integrity: '0'.repeat(64) }))).code, 'RM1004', 'a wrong hash');
    equal((await failure(run(engine, bytes('hello')))).code, 'RM2311', 'a text');
  },

  'arguments and environment': async (engine, program) => {
    const { stdout } = await run(engine, await program('args'), { args: ['--größe', 'a b', ''], env: { LANG: 'C' } });
    equal(text(stdout).split('\0'), ['args.wasm', '--größe', 'a b', '', 'LANG=C', ''], 'what it was given');
  },

  'files are there to read and to write, and each run begins with them': async (engine, program) => {
    const words = bytes('one two ');
    for (let time = 0; time < 2; time += 1) {
      const { exitCode, stdout } = await run(engine, await program('file'), { stdin: bytes('three'), files: { '/data/words.txt': words } });
      equal([exitCode, text(stdout)], [0, 'one two three'], 'the file');
    }
    equal(text(words), 'one two ', 'what was given');
    // ENOENT, as an exit code.
    equal((await run(engine, await program('file'))).exitCode, 44, 'without a file');
    for (const path of ['data/words.txt', '/data/../words.txt', '/data/', '//words', '/tmp']) {
      equal((await failure(run(engine, await program('file'), { files: { [path]: words } }))).code, 'RM2311', path);
    }
    equal((await failure(run(engine, await program('file'), { files: { '/a': words, '/a/b': words } }))).code, 'RM2311', 'through a file');
  },

  'an exit code is a result, with what it said': async (engine, program) => {
    const { exitCode, stderr } = await run(engine, await program('fail'));
    equal([exitCode, text(stderr)], [3, 'looking\nno such word\n'], 'the end');
  },

  'a crash is an error, and the next run works': async (engine, program) => {
    const error = await failure(run(engine, await program('trap')));
    equal([error.code, error.message.startsWith('trap.wasm crashed: ')], ['RM2310', true], error.message);
    equal(text((await run(engine, await program('echo'), { stdin: bytes('on') })).stdout), 'on', 'stdout');
  },

  'what is no program is told': async (engine, program) => {
    equal((await failure(run(engine, await program('library')))).message, 'library.wasm has no _start: it is a library, not a command.', 'a library');
    const component = await failure(run(engine, new Uint8Array([0, 0x61, 0x73, 0x6d, 0x0d, 0, 1, 0])));
    equal([component.code, component.hint], ['RM2311', 'This is a component (WASI preview 2). Build the program for wasm32-wasip1.'], component.message);
    const missing = new URL('nothing.wasm', await program('echo'));
    const error = await failure(run(engine, missing));
    equal([error.code, error.message.includes(missing.href)], ['RM1002', true], error.message);
    const file = await failure(run(engine, await program('echo'), { files: { '/a': missing } }));
    equal([file.code, file.message.includes(missing.href)], ['RM1002', true], file.message);
  },

  'much output arrives whole, and endless output ends': async (engine, program) => {
    const mebibytes = async (count: number): Promise<CommandResult> => run(engine, await program('much'), { args: ['x'.repeat(count)] });
    equal((await mebibytes(20)).stdout.length, 20 * 2 ** 20, 'bytes');
    equal((await failure(mebibytes(300))).code, 'RM2308', 'more than the limit');
  },
};

/** What engines say that have WASI preview 1 and no more. */
export const previewOnly: Record<string, Scenario> = {
  'a program that needs WASIX is told where it runs': async (engine, program) => {
    const threads = await failure(run(engine, await program('threads')));
    equal([threads.code, threads.message], ['RM2311', 'threads.wasm asks for wasix_32v1.thread_spawn_v2, wasi_snapshot_preview1.sock_open, which WASI preview 1 does not have.'], 'WASIX');
    equal(threads.hint.includes('engine="wasmer"'), true, threads.hint);
  },
};

/** What only an engine can do that does not share the thread. */
export const stoppable: Record<string, Scenario> = {
  'a program that never ends meets its limit, or is cancelled': async (engine, program) => {
    const late = await failure(run(engine, await program('loop'), { stdin: bytes('x') }, { timeout: 0.5 }));
    equal([late.code, late.message], ['RM2301', 'The program gave no answer within 0.5 s.'], 'the limit');
    const control = new AbortController();
    setTimeout(() => control.abort(), 200);
    equal((await failure(run(engine, await program('loop'), { stdin: bytes('x') }, { signal: control.signal }))).code, 'RM2304', 'cancelled');
    equal((await run(engine, await program('loop'))).exitCode, 0, 'the next run');
  },
};
