import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { root } from './bundle.js';
import type { Host, Running } from './hosts.js';
import { scenariosOf } from './scenarios.js';

/** RM_HOSTS="Deno,Node 20" runs only these. */
const wanted = process.env.RM_HOSTS?.split(',');

/** One that hangs is given up after this, and its host with it; ms. */
const limit = 120_000;

/** Runs every scenario on every engine of the hosts, and leaves what was measured in test-results/hosts for the table. */
export function suite(what: string, hosts: Host[]): void {
  // Most of the time they sleep. What is measured for the docs is alone.
  describe(what, { concurrency: process.env.RM_SERIAL ? 1 : 4 }, () => hosts.filter(({ name }) => wanted?.includes(name) ?? true).forEach(scenarios));
}

function scenarios(host: Host): void {
  let reason: string | false = false;
  try {
    host.ready();
  } catch (error) {
    reason = (error as Error).message;
    console.log(`${host.name} is left out: ${reason}`);
  }
  for (const engine of host.engines) {
    describe(`${host.name}, ${engine}`, { skip: reason, concurrency: 1 }, () => {
      let running: Running;
      let measured: object | undefined;
      let passed = 0;
      const names = Object.keys(scenariosOf(engine));
      before(async () => {
        running = await host.start(engine);
        const { error, facts } = await running.run('facts');
        if (error) throw new Error(error);
        measured = { ...facts, process: running.memory?.() };
      });
      after(async () => {
        const last = engine === 'worker' ? await running?.run('endsLoops') : {};
        await running?.stop();
        const { name, files } = host;
        const result = { name, engine, files, passed, scenarios: names.length, ...measured, ...last };
        writeFileSync(join(root, 'test-results/hosts', `${name} ${engine}.json`), JSON.stringify(result));
      });
      for (const name of names) {
        test(name, { timeout: limit }, async () => {
          const { error } = await running.run(name);
          if (error) throw new Error(error);
          passed += 1;
        });
      }
    });
  }
}
