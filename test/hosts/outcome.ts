import type { EngineKind, EngineOptions } from '../../core/index.js';
import type { Scenario } from '../../core/runtime/testing/scenario.js';
import { endsLoops, facts, type Facts } from './facts.js';
import { scenariosOf } from './scenarios.js';

/** How a scenario ended, as it leaves its host. */
export interface Outcome {
  error?: string;
  facts?: Facts;
  endsLoops?: boolean;
}

/** What the adapters of a host have of its own. */
export interface Tools {
  file: Parameters<Scenario>[1];
  /** What the engine cannot fetch here. */
  given?: EngineOptions;
  /** A clock that goes, where `performance.now` does not; ms. */
  clock?: () => number;
  /** Seconds of the processor that this process took. */
  processor?: () => number;
}

/** @param name of a scenario, or `facts`, or `endsLoops`. */
export async function outcome(name: string, engine: EngineKind, { file, given, clock, processor }: Tools): Promise<Outcome> {
  try {
    const options = { ...given, engine };
    if (name === 'facts') return { facts: await facts(options, clock) };
    if (name === 'endsLoops') return processor ? { endsLoops: await endsLoops(options, processor) } : {};
    await scenariosOf(engine)[name]!(options, file);
    return {};
  } catch (error) {
    const { stack, message, hint } = error as Error & { hint?: string };
    return { error: [stack?.includes(message) ? stack : `${message}\n${stack ?? ''}`, hint].filter(Boolean).join('\n') };
  }
}
