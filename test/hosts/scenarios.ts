/**
 * The one list of what every engine must do in every host. A new group, or an engine of its own, is added here; where it runs
 * is said in hosts.ts.
 */
import type { EngineKind } from '../../core/index.js';
import { PipelineRunner } from '../../core/index.js';
import { batch, stoppable } from '../../core/runtime/testing/batch.js';
import { check, skip, stdinOf, type Case } from '../../core/runtime/testing/contract.js';
import { hostScenarios } from '../../core/runtime/testing/host.js';
import { live } from '../../core/runtime/testing/live.js';
import type { Scenario } from '../../core/runtime/testing/scenario.js';
import { additions } from '../contract/additions.js';

const command: Record<string, Scenario> = {
  'the command keeps the contract': async (engine, file) => {
    const original = JSON.parse(new TextDecoder().decode(await file('test/contract/cases.json'))) as Case[];
    const runner = new PipelineRunner({ ...engine, timeout: 20 });
    for (const one of [...original, ...additions]) {
      if (skip(one)) continue;
      try {
        check(one, await runner.command(stdinOf(one)));
      } catch (cause) {
        throw new Error(`${one.name}: ${String((cause as Error).message)}`, { cause });
      }
    }
  },
};

/** Those of an engine, by name. */
export const scenariosOf = (engine: EngineKind): Record<string, Scenario> => ({ ...batch, ...live, ...hostScenarios, ...command, ...(engine === 'worker' && stoppable) });
