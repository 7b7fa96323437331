import { RmError } from '../errors.js';
import type { Manifest } from '../manifest/types.js';
import type { HostAnswer } from '../nodes/types.js';
import type { Item } from '../wire/items.js';
import { runCommand } from './command.js';
import type { CommandRequest, CommandResult, LogLine } from './engine.js';
import { RuntimeInstance, type InstanceOptions, type SessionSettings } from './instance.js';
import { runProgram, type LoadedProgram } from './program.js';
import { SessionPump } from './pump.js';
import type { CallListener, SessionListener } from './session-calls.js';

export interface ServerOptions extends Omit<InstanceOptions, 'onLog'>, SessionListener {
  onLog?: (line: LogLine) => void;
}

/**
 * Serves one session at a time from instances of a module: what the worker and the inline engine have in common. Each session
 * gets an instance of its own, so that nothing of one reaches the next.
 */
export class RuntimeServer {
  readonly #options: ServerOptions;
  /** Made ahead, of the module at this address: every message brings a Module object of its own. */
  #spare: { runtime: string; instance: RuntimeInstance } | undefined;
  #instance: RuntimeInstance | undefined;
  #pump: SessionPump | undefined;
  #session = 0;
  #stopped: RmError | undefined;

  constructor(options: ServerOptions = {}) {
    this.#options = options;
  }

  /** True when the session is lost with its instance. */
  get broken(): boolean {
    return this.#instance?.broken !== undefined;
  }

  /** Makes an instance ahead of its use. */
  async prepare(module: WebAssembly.Module, runtime = ''): Promise<RuntimeInstance> {
    if (this.#spare?.runtime !== runtime) this.#spare = { runtime, instance: await RuntimeInstance.create(module, this.#options) };
    return this.#spare.instance;
  }

  async open(module: WebAssembly.Module, manifest: Manifest, settings: SessionSettings = {}, runtime = ''): Promise<void> {
    this.#instance = this.#pump = undefined;
    const instance = await this.prepare(module, runtime);
    this.#spare = undefined;
    if (this.#stopped) throw this.#stopped;
    this.#session = await instance.open(manifest, settings);
    this.#instance = instance;
    this.#pump = new SessionPump(instance, this.#session, this.#options);
  }

  /** Resolves with the failures when all that the item caused is done. */
  push(item: Item, to: string | undefined, listener?: CallListener): Promise<RmError[]> {
    return this.#current().push(item, to, listener);
  }

  end(listener?: CallListener): Promise<RmError[]> {
    return this.#current().end(listener);
  }

  /**
   * What a host node says to a call; heard while its session is open.
   * @throws {RmError} RM2307 for an item that cannot be sent: the call then still waits.
   */
  answer(call: number, answer: HostAnswer): void {
    this.#pump?.answer(call, answer);
  }

  /** Cleans up after what is still under way. */
  async close(): Promise<RmError[]> {
    const [instance, pump] = [this.#instance, this.#pump];
    // Host nodes answer until then.
    await pump?.idle();
    this.#pump = undefined;
    pump?.stopTelling();
    this.#instance = undefined;
    if (!instance || instance.broken) return [];
    return instance.close(this.#session).catch((error: unknown) => [RmError.from(error)]);
  }

  /** Ends the session at once, unless a node computes: then when it is done. One that is being opened does not begin. */
  stop(error: RmError): void {
    this.#stopped = error;
    this.#pump?.stop(error);
  }

  command(module: WebAssembly.Module, request: CommandRequest): Promise<CommandResult> {
    return runCommand(module, request, this.#options);
  }

  program(module: WebAssembly.Module, program: LoadedProgram): Promise<CommandResult> {
    return runProgram(module, program, this.#options);
  }

  #current(): SessionPump {
    if (!this.#pump) throw new RmError('RM2306', 'There is no open session.');
    return this.#pump;
  }
}
