import { RmError } from '../errors.js';
import type { Item } from '../wire/items.js';
import type { CommandRequest, CommandResult, LogLine, PushResult } from './engine.js';
import { RuntimeInstance, runCommand, type InstanceOptions } from './instance.js';
import type { Manifest } from '../manifest/types.js';

export interface ServerOptions extends Omit<InstanceOptions, 'onLog'> {
  onLog?: (line: LogLine) => void;
}

/**
 * Serves one session at a time from instances of a module: what the worker and the inline engine have in common. Each session
 * gets an instance of its own, so that nothing of one reaches the next.
 */
export class RuntimeServer {
  readonly #options: ServerOptions;
  /** Made ahead. Every message brings a Module object of its own, so it cannot be told by that: a server has one module. */
  #spare: RuntimeInstance | undefined;
  #instance: RuntimeInstance | undefined;
  #session = 0;

  constructor(options: ServerOptions = {}) {
    this.#options = options;
  }

  /** True when the session is lost with its instance. */
  get broken(): boolean {
    return this.#instance?.broken !== undefined;
  }

  /** Makes an instance ahead of its use. */
  async prepare(module: WebAssembly.Module): Promise<void> {
    this.#spare ??= await RuntimeInstance.create(module, this.#options);
  }

  async open(module: WebAssembly.Module, manifest: Manifest): Promise<void> {
    this.#instance = undefined;
    await this.prepare(module);
    const instance = this.#spare!;
    this.#spare = undefined;
    this.#session = await instance.open(manifest);
    this.#instance = instance;
  }

  push(item: Item, to: string | undefined): Promise<PushResult> {
    return this.#current().push(this.#session, item, to);
  }

  end(): Promise<PushResult> {
    return this.#current().end(this.#session);
  }

  async close(): Promise<RmError[]> {
    const instance = this.#instance;
    this.#instance = undefined;
    if (!instance || instance.broken) return [];
    return instance.close(this.#session).catch((error: unknown) => [RmError.from(error)]);
  }

  command(module: WebAssembly.Module, request: CommandRequest): Promise<CommandResult> {
    return runCommand(module, request, this.#options);
  }

  #current(): RuntimeInstance {
    if (!this.#instance) throw new RmError('RM2306', 'There is no open session.');
    return this.#instance;
  }
}
