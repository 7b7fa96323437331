import { PipelineRunner, PipelineSession, defaultEngine, type EngineOptions } from '../../core/index.js';
import { python } from '../../core/runtime/testing/manifests.js';

/** What the table of docs/hosts.md says of an engine in a host, as measured there. */
export interface Facts {
  /** Whether it is the engine that is taken when nobody asks for one. */
  standard: boolean;
  /** Milliseconds from the first call to the first result of a Python node: loading, compiling, starting. */
  start: number;
  /** Bytes of an instance's memory after it. */
  memory: number;
  /** JavaScript Promise Integration. */
  jspi: boolean;
  /** Whether the caller's thread goes on while a node is in time.sleep. */
  free: boolean;
}

/** @param clock one that goes, where `performance.now` does not. */
export async function facts(engine: EngineOptions, clock: () => number = () => performance.now()): Promise<Facts> {
  const began = clock();
  const { metrics } = await new PipelineRunner(engine).run(python('return x'), [1]);
  const start = clock() - began;
  const session = await PipelineSession.open(python('import time\ntime.sleep(0.3)'), engine);
  let free = false;
  const timer = setTimeout(() => (free = true), 10);
  await session.push(1);
  clearTimeout(timer);
  await session.close();
  return { standard: defaultEngine() === engine.engine, start, memory: metrics!.peak_memory_bytes!, jspi: 'promising' in WebAssembly, free };
}

/**
 * Whether a loop without end leaves the processor in the seconds after it was stopped. Its caller is answered at once anyhow.
 * @param processor seconds of it that this process took.
 */
export async function endsLoops(engine: EngineOptions, processor: () => number): Promise<boolean> {
  const session = await PipelineSession.open(python('while True:\n    pass'), engine);
  const answer = session.push(1).catch(() => {});
  await wait(200);
  session.abort();
  await answer;
  for (let rounds = 0; rounds < 4; rounds += 1) {
    const before = processor();
    await wait(2000);
    // A machine with much to do gives a loop little, but more than nothing.
    if (processor() - before < 0.05) return true;
  }
  return false;
}

const wait = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds));
