/** What the pages of wasmer.spec.ts call, put together by esbuild. */
import { createEngine, PipelineRunner, PipelineSession, type EngineOptions } from '../../core/index.js';
import { hostScenarios } from '../../core/runtime/testing/host.js';
import { live } from '../../core/runtime/testing/live.js';
import { programNodeScenarios, stoppableProgramNodes } from '../../core/runtime/testing/program-nodes.js';
import { programScenarios, stoppable } from '../../core/runtime/testing/programs.js';

const sessions = { ...live, ...hostScenarios };
const programs = { ...programScenarios, ...programNodeScenarios, ...stoppable, ...stoppableProgramNodes };

const options: EngineOptions = { engine: 'wasmer' };
const program = async (name: string): Promise<URL> => new URL(`/programs/${name}.wasm`, location.href);
const file = async (path: string): Promise<never> => Promise.reject(new Error(`These pages do not have ${path}.`));

const scenario = (name: string): Promise<void> => (name in sessions ? sessions[name]!(options, file) : programs[name]!('wasmer', program));

Object.assign(globalThis, { createEngine, PipelineRunner, PipelineSession, scenario });
