import { RmError } from '../../errors.js';
import type { Manifest } from '../../manifest/types.js';
import type { Item } from '../../wire/items.js';
import type { CommandRequest, CommandResult } from '../engine.js';
import { crash, openRequest, type SessionSettings } from '../instance.js';
import { LineSplitter, toLogLine } from '../lines.js';
import type { CallListener } from '../session-calls.js';
import { StreamSession, type ByteStream } from '../stream/stream-session.js';
import { WASIProcExit } from '../wasi.js';
import type { WorkerContext, WorkerServer } from '../worker.js';
import { helloProgram } from './hello.js';
import { firstLine, run, start, type Started } from './process.js';
import type { Sdk, SdkPackage, SdkSandbox } from './sdk.js';

/** Bytes that the command may write to stdout or stderr. */
const outputLimit = 2 ** 30;

/** Files that only manifests with a node of this type need. */
const usedBy: Record<string, string> = { '/usr/share/remotemedia/silero_vad.bin': 'SileroVAD' };

/** Serves one session at a time: each is a process of the command, in a sandbox of its own, fed through its pipes. */
export class WasmerServer implements WorkerServer<Blob> {
  broken = false;
  readonly #context: WorkerContext;
  readonly #sdk: Promise<Sdk>;
  /** By the address of the module or file that they hold. */
  readonly #packages = new Map<string, Promise<SdkPackage>>();
  #session: { stream: StreamSession; sandbox: SdkSandbox } | undefined;

  constructor(sdk: Promise<Sdk>, context: WorkerContext) {
    this.#context = context;
    this.#sdk = sdk;
    // Told to whoever first asks for something; another worker may have more luck.
    sdk.catch(() => (this.broken = true));
  }

  /** @throws {RmError} what `startSdk` throws, RM1005 for a module that is none. */
  async prepare(module: Blob, runtime: string): Promise<void> {
    await Promise.all([this.#command(module, runtime), ...this.#files('')]);
  }

  async open(module: Blob, manifest: Manifest, settings: SessionSettings, runtime: string): Promise<void> {
    const request = openRequest(manifest, settings);
    const { sandbox, command } = await this.#sandbox(module, runtime, request);
    const { onLog } = this.#context;
    const process = await start(sandbox, command, { args: ['--stream'] });
    const stream = await StreamSession.open(connect(process, onLog), request, this.#context);
    this.#session = { stream, sandbox };
  }

  push(item: Item, to: string | undefined, listener: CallListener): Promise<RmError[]> {
    return this.#heeding((stream) => stream.push(item, to, listener));
  }

  end(listener: CallListener): Promise<RmError[]> {
    return this.#heeding((stream) => stream.end(listener));
  }

  async close(): Promise<RmError[]> {
    const session = this.#session;
    this.#session = undefined;
    if (!session) return [];
    const failures = await session.stream.close();
    await session.sandbox.close();
    return failures;
  }

  async command(module: Blob, { stdin, args, env }: CommandRequest, runtime: string): Promise<CommandResult> {
    const { sandbox, command } = await this.#sandbox(module, runtime, stdin);
    try {
      const result = await run(sandbox, command, stdin, outputLimit, { args, env });
      await sandbox.close();
      return result;
    } catch (error) {
      // It may still run: only the end of this worker ends it.
      this.broken = true;
      throw trapped(error, []);
    }
  }

  async #heeding(call: (stream: StreamSession) => Promise<RmError[]>): Promise<RmError[]> {
    if (!this.#session) throw new RmError('RM2306', 'There is no open session.');
    const { stream } = this.#session;
    try {
      return await call(stream);
    } finally {
      this.broken ||= stream.broken !== undefined;
    }
  }

  /** @param request what the command is given: it names the nodes. */
  async #sandbox(module: Blob, runtime: string, request: Uint8Array): Promise<{ sandbox: SdkSandbox; command: SdkPackage }> {
    const [command, ...files] = await Promise.all([this.#command(module, runtime), ...this.#files(new TextDecoder().decode(request))]);
    const sdk = await this.#sdk;
    const packages = [command, ...files.filter((file) => file !== undefined)];
    return { sandbox: await sdk.sandboxes.create({ packages }), command };
  }

  #command(module: Blob, runtime: string): Promise<SdkPackage> {
    return this.#once(runtime, async (sdk) => {
      const bytes = new Uint8Array(await module.arrayBuffer());
      try {
        return await sdk.packages.create({ modules: { command: bytes }, commands: { pipeline_executor_wasm: { module: 'command' } } });
      } catch (cause) {
        throw new RmError('RM1005', `${runtime} does not fit the Wasmer SDK: ${firstLine(cause)}`, { phase: 'compile', cause });
      }
    });
  }

  /** Files are there when a program starts, or never: the runtime's are fetched before, those of a node if it is named. */
  #files(text: string): Promise<SdkPackage | undefined>[] {
    const needed = Object.entries(this.#context.files()).filter(([path]) => !usedBy[path] || text.includes(usedBy[path]));
    return needed.map(([path, address]) =>
      this.#once(address, async (sdk) => {
        const response = await fetch(address);
        if (!response.ok) throw new Error(`it answered ${response.status}`);
        const files = { [path]: new Uint8Array(await response.arrayBuffer()) };
        // A package has a command, if only one that nobody runs.
        return sdk.packages.create({ modules: { hello: helloProgram() }, commands: { hello: { module: 'hello' } }, files });
      }).catch((error: unknown) => {
        if (error instanceof RmError) throw error;
        this.#context.onLog({ level: 'warn', text: `${address} could not be fetched, ${path} is missing: ${firstLine(error)}` });
        return undefined;
      }),
    );
  }

  /** A failure is forgotten, so that the next call tries again. */
  #once(address: string, make: (sdk: Sdk) => Promise<SdkPackage>): Promise<SdkPackage> {
    let made = this.#packages.get(address);
    if (!made) {
      made = this.#sdk.then(make);
      this.#packages.set(address, made);
      made.catch(() => this.#packages.delete(address));
    }
    return made;
  }
}

/** A process as a stream; its stderr is the log. */
function connect({ stdin, stdout, stderr, exit }: Started, onLog: WorkerContext['onLog']): ByteStream {
  const tail: string[] = [];
  const lines = new LineSplitter((text) => {
    tail.push(text);
    if (tail.length > 5) tail.shift();
    onLog(toLogLine(text));
  });
  const logged = (async () => {
    for await (const piece of stderr) lines.write(piece);
    lines.flush();
  })().catch(() => {});
  return {
    write: (bytes) => stdin.write(bytes),
    close: () => stdin.close(),
    chunks: stdout,
    async reason() {
      await logged;
      return exit.then(
        (code) => trapped(new WASIProcExit(code), tail),
        (error: unknown) => trapped(error, tail),
      );
    },
  };
}

/** The SDK tells a trap in text. */
function trapped(error: unknown, tail: string[]): RmError {
  if (error instanceof RmError || error instanceof WASIProcExit) return crash(error, tail);
  const text = firstLine(error).replace(/^command execution failed: (RuntimeError: )?(js: )?/, '');
  return crash(/RangeError|call stack/.test(text) ? new RangeError(text, { cause: error }) : new Error(text, { cause: error }), tail);
}
