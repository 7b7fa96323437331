/** What the pages of wasmer.spec.ts call, put together by esbuild. */
import { createEngine, PipelineRunner, PipelineSession } from '../../core/index.js';
import { hostScenarios, stoppableHost } from '../../core/runtime/testing/host.js';
import { scenarios } from '../../core/runtime/testing/live.js';
import { programScenarios, stoppable } from '../../core/runtime/testing/programs.js';

const all = { ...scenarios, ...hostScenarios, ...stoppableHost, ...programScenarios, ...stoppable };
const program = async (name: string): Promise<URL> => new URL(`/programs/${name}.wasm`, location.href);

Object.assign(globalThis, { createEngine, PipelineRunner, PipelineSession, scenario: (name: string) => all[name]!('wasmer', program) });
