import { programNodeScenarios, stoppableProgramNodes } from './testing/program-nodes.js';
import { previewOnly, programScenarios, served, stoppable } from './testing/programs.js';

for (const engine of ['worker', 'inline'] as const) {
  describe(`a WASI program in a page, ${engine} engine`, () => {
    const scenarios = { ...programScenarios, ...previewOnly, ...programNodeScenarios, ...(engine === 'worker' && { ...stoppable, ...stoppableProgramNodes }) };
    for (const [what, run] of Object.entries(scenarios)) it(what, () => run(engine, served));
  });
}
