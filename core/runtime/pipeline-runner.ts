import { executionOrder, sinks, validateManifest } from '../manifest/validate.js';
import type { Manifest } from '../manifest/types.js';
import { checkItem, type Item, type Output } from '../wire/items.js';
import type { Metrics } from '../wire/metrics.js';
import { engineOf } from './create-engine.js';
import type { CallOptions, CommandResult, Engine, EngineOptions, LogLine } from './engine.js';
import { PipelineSession } from './pipeline-session.js';

export interface RunOptions extends CallOptions {
  /** Id of the node the items go to; by default every source. */
  to?: string;
  onOutput?(output: Output): void;
  onLog?(line: LogLine): void;
}

export interface RunResult {
  /** What the nodes at the end gave: sink after sink in the manifest's order. Always an array. */
  outputs: Item[];
  /** The same by node. */
  bySink: Record<string, Item[]>;
  executionOrder: string[];
  /** What each node did. */
  metrics: Metrics | undefined;
}

export interface CommandOptions extends CallOptions {
  args?: string[];
  env?: Record<string, string>;
}

/** Runs whole inputs through pipelines, one run after another or side by side. */
export class PipelineRunner {
  readonly #options: EngineOptions;
  readonly #engine: () => Promise<Engine>;

  constructor(options: EngineOptions = {}) {
    this.#options = options;
    this.#engine = engineOf(options);
  }

  /** Fetches and compiles the runtime ahead of the first run. */
  async load(): Promise<void> {
    await (await this.#engine()).load();
  }

  /**
   * Sends items through a pipeline on an instance of its own and ends it.
   * @throws {RmError} the first failure; the run ends there.
   */
  async run(manifest: Manifest | string, inputs: Item[], options: RunOptions = {}): Promise<RunResult> {
    const valid = validateManifest(manifest);
    inputs.forEach(checkItem);
    const limits: CallOptions = { signal: options.signal, timeout: options.timeout ?? this.#options.timeout };
    const session = await PipelineSession.open(valid, { ...this.#options, ...limits, with: await this.#engine() });
    const bySink: Record<string, Item[]> = Object.fromEntries(sinks(valid).map((id) => [id, []]));
    session.on('output', (output) => {
      bySink[output.nodeId]?.push(output.item);
      options.onOutput?.(output);
    });
    let metrics: Metrics | undefined;
    session.on('metrics', (latest) => (metrics = latest));
    if (options.onLog) session.on('log', options.onLog.bind(options));
    try {
      for (const item of inputs) await session.push(item, { to: options.to, ...limits });
      await session.end(limits);
    } finally {
      await session.close();
    }
    return { outputs: Object.values(bySink).flat(), bySink, executionOrder: executionOrder(valid), metrics };
  }

  /**
   * Runs the module as the command `pipeline_executor_wasm`: the manifest on stdin, the result on stdout.
   * @throws {RmError} when it cannot run at all or passes a limit; a failure of the pipeline is an exit code.
   */
  async command(stdin: string | Uint8Array, options: CommandOptions = {}): Promise<{ exitCode: number; stdout: string; stderr: string }> {
    const { args, env, ...limits } = options;
    const bytes = typeof stdin === 'string' ? new TextEncoder().encode(stdin) : stdin;
    const engine = await this.#engine();
    const result: CommandResult = await engine.command({ stdin: bytes, ...(args && { args }), ...(env && { env }) }, limits);
    const text = new TextDecoder();
    return { exitCode: result.exitCode, stdout: text.decode(result.stdout), stderr: text.decode(result.stderr) };
  }
}
