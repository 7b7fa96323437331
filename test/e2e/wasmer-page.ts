/** What the pages of wasmer.spec.ts call, put together by esbuild. */
import { createEngine, PipelineRunner, PipelineSession } from '../../core/index.js';
import { scenarios } from '../../core/runtime/testing/live.js';

Object.assign(globalThis, { createEngine, PipelineRunner, PipelineSession, scenario: (name: string) => scenarios[name]!('wasmer') });
