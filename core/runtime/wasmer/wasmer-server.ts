import { RmError } from '../../errors.js';
import type { Manifest } from '../../manifest/types.js';
import type { HostAnswer } from '../../nodes/types.js';
import type { Item } from '../../wire/items.js';
import { crash } from '../command.js';
import type { CommandRequest, CommandResult } from '../engine.js';
import { openRequest, type SessionSettings } from '../instance.js';
import { splitLog } from '../lines.js';
import { cannotRun } from '../program-errors.js';
import { outputLimit, type LoadedProgram } from '../program.js';
import type { CallListener } from '../session-calls.js';
import { StreamSession, type ByteStream } from '../stream/stream-session.js';
import { WASIProcExit } from '../wasi.js';
import type { WorkerContext, WorkerServer } from '../worker.js';
import { Packages } from './packages.js';
import { pour, run, start, trap, type Started } from './process.js';
import type { Sdk, SdkPackage, SdkSandbox } from './sdk.js';
import { runningInThreads } from './threads.js';
import { within } from './within.js';

/** ENOEXEC: so, and without a word, the SDK ends programs whose imports it cannot give; its threads end with them. */
const unfit = 45;
/** ms. */
const endDelay = 2_000;

/** Serves one session at a time: each is a process of the command, in a sandbox of its own, fed through its pipes. */
export class WasmerServer implements WorkerServer<'blob'> {
  broken = false;
  readonly #context: WorkerContext;
  readonly #sdk: Promise<Sdk>;
  readonly #threadFailed: Promise<string>;
  readonly #packages: Packages;
  #session: { stream: StreamSession; sandbox: SdkSandbox } | undefined;

  constructor(sdk: Promise<Sdk>, threadFailed: Promise<string>, context: WorkerContext) {
    this.#context = context;
    this.#sdk = sdk;
    this.#threadFailed = threadFailed;
    this.#packages = new Packages(sdk);
    // Whoever asks for something is told; another worker may have more luck.
    sdk.catch(() => (this.broken = true));
    void threadFailed.then(() => this.#end());
  }

  /** @throws {RmError} what `startSdk` throws. */
  ready(): Promise<unknown> {
    return this.#sdk;
  }

  /** @throws {RmError} what `startSdk` throws, RM1005 for a module that is none. */
  async prepare(module: Blob, runtime: string): Promise<void> {
    await this.#parts(module, runtime, '');
  }

  async open(module: Blob, manifest: Manifest, settings: SessionSettings, runtime: string): Promise<void> {
    const { sandbox, command } = await this.#sandbox(module, runtime, JSON.stringify(manifest));
    try {
      const process = await start(sandbox, command, { args: ['--stream'] });
      const stream = await StreamSession.open(connect(process, this.#context.onLog), openRequest(manifest, settings), this.#context);
      this.#session = { stream, sandbox };
    } catch (error) {
      await sandbox.close();
      throw error;
    }
  }

  push(item: Item, to: string | undefined, listener: CallListener): Promise<RmError[]> {
    return this.#call((stream) => stream.push(item, to, listener));
  }

  end(listener: CallListener): Promise<RmError[]> {
    return this.#call((stream) => stream.end(listener));
  }

  answer(call: number, answer: HostAnswer): void {
    this.#session?.stream.answer(call, answer);
  }

  async close(): Promise<RmError[]> {
    if (!this.#session) return [];
    const { stream, sandbox } = this.#session;
    const failures = await stream.close();
    this.#session = undefined;
    await sandbox.close();
    return failures;
  }

  async command(module: Blob, { stdin, args, env }: CommandRequest, runtime: string): Promise<CommandResult> {
    const { sandbox, command } = await this.#sandbox(module, runtime, new TextDecoder().decode(stdin));
    return this.#run(sandbox, command, stdin, { args, env });
  }

  async program(module: Blob, { name, args, env, stdin, files }: LoadedProgram): Promise<CommandResult> {
    const [program, contents] = await Promise.all([this.#packages.program(module, name), this.#packages.files(files)]);
    const sandbox = await (await this.#sdk).sandboxes.create({ packages: [program, ...contents] });
    const result = await this.#run(sandbox, program, stdin, { args, env }, { limit: outputLimit, what: name, code: 'RM2310' });
    if (result.exitCode !== unfit || result.stdout.length + result.stderr.length > 0) return result;
    this.broken = true;
    const why = await within(1, this.#threadFailed, () => cannotRun(`${name} ended with exit code ${unfit} and wrote nothing.`));
    throw cannotRun(`${name} does not fit the Wasmer SDK: ${why.split('\n')[0]!.replace(/^.* js: /, '')}`);
  }

  /** Without its threads this worker serves nobody. Whoever waits for an answer is still given one. */
  #end(): void {
    this.broken = true;
    setTimeout(() => globalThis.close(), endDelay);
  }

  async #run(sandbox: SdkSandbox, ...how: Tail<Parameters<typeof run>>): Promise<CommandResult> {
    try {
      return await run(sandbox, ...how);
    } catch (error) {
      // A program that wrote too much still runs: it ends with this worker.
      if (RmError.from(error).code === 'RM2308') this.broken = true;
      throw error;
    } finally {
      await sandbox.close();
    }
  }

  async #call(call: (stream: StreamSession) => Promise<RmError[]>): Promise<RmError[]> {
    if (!this.#session) throw new RmError('RM2306', 'There is no open session.');
    const { stream } = this.#session;
    try {
      return await call(stream);
    } finally {
      if (stream.broken) this.broken = true;
    }
  }

  /** @param text names the types of nodes. */
  async #sandbox(module: Blob, runtime: string, text: string): Promise<{ sandbox: SdkSandbox; command: SdkPackage }> {
    const { command, files } = await this.#parts(module, runtime, text);
    return { sandbox: await (await this.#sdk).sandboxes.create({ packages: [command, ...files] }), command };
  }

  async #parts(module: Blob, runtime: string, text: string): Promise<{ command: SdkPackage; files: SdkPackage[] }> {
    const missing = (text: string): void => this.#context.onLog({ level: 'warn', text });
    const [command, files] = await Promise.all([this.#packages.runtime(module, runtime), this.#packages.runtimeFiles(this.#context.files(), text, missing)]);
    return { command, files };
  }
}

type Tail<List extends unknown[]> = List extends [unknown, ...infer Rest] ? Rest : never;

/** A process as a stream; its stderr is the log. */
function connect({ stdin, stdout, stderr, exit }: Started, onLog: WorkerContext['onLog']): ByteStream {
  const { lines, tail } = splitLog(onLog);
  const logged = pour(stderr, lines.write).then(() => lines.flush(), () => {});
  return {
    write: (bytes) => stdin.write(bytes),
    close: () => stdin.close(),
    chunks: stdout,
    async reason() {
      await logged;
      const at = await runningInThreads();
      return exit.then(
        (code) => crash(new WASIProcExit(code), tail, at),
        (error: unknown) => trap(error, tail, at),
      );
    },
  };
}
