import { previewOnly, programScenarios, stoppable } from './testing/programs.js';

/** The test server compiles the text of that name. */
const program = async (name: string): Promise<URL> => new URL(`../nodes/testing/${name}.wasm`, import.meta.url);

for (const engine of ['worker', 'inline'] as const) {
  describe(`a WASI program in a page, ${engine} engine`, () => {
    const scenarios = { ...programScenarios, ...previewOnly, ...(engine === 'worker' && stoppable) };
    for (const [what, run] of Object.entries(scenarios)) it(what, () => run(engine, program));
  });
}
