/** What a WasiNode must do in every engine that loads programs. */
import { PipelineSession } from '../pipeline-session.js';
import type { EngineKind, LogLine } from '../engine.js';
import type { Item, Output } from '../../wire/items.js';
import { graph } from './manifests.js';
import type { Locate } from './programs.js';
import { equal, failure } from './scenario.js';

const items = (outputs: Output[]): Item[] => outputs.map(({ item }) => item);

type Scenario = (engine: EngineKind, program: Locate) => Promise<void>;

export const programNodeScenarios: Record<string, Scenario> = {
  'a WasiNode runs a program for each item': async (engine, program) => {
    const params = { src: (await program('upper')).href, output: 'lines' };
    const session = await PipelineSession.open(graph([{ id: 'w', node_type: 'WasiNode', params }, { id: 'b', node_type: 'PassThrough' }], [{ from: 'w', to: 'b' }]), { engine });
    equal(items(await session.push('one\ntwo')), ['ONE', 'TWO'], 'lines');
    equal((await failure(session.push(5))).nodeId, 'w', 'what it cannot take');
    equal(items(await session.push('more')), ['MORE'], 'lines');
    await session.close();
  },

  'a program that fails is the failure of its node, with its words': async (engine, program) => {
    const open = async (name: string): Promise<PipelineSession> => PipelineSession.open(graph([{ id: 'w', node_type: 'WasiNode', params: { src: (await program(name)).href } }]), { engine });
    const failing = await open('fail');
    const lines: LogLine[] = [];
    failing.on('log', (line) => lines.push(line));
    const error = await failure(failing.push('x'));
    equal([error.code, error.nodeId, error.sequence, error.message.endsWith('exit code 3: looking\nno such word')], ['RM2310', 'w', 1, true], error.message);
    equal(lines.map(({ text, level }) => [level, text]), [['error', 'looking'], ['error', 'no such word']], 'lines');
    await failing.close();
    for (const [name, code] of [['trap', 'RM2310'], ['threads', 'RM2311'], ['library', 'RM2311']] as const) {
      const session = await open(name);
      const told = await failure(session.push('x'));
      equal([told.code, told.nodeId, told.message.includes(`${name}.wasm`)], [code, 'w', true], told.message);
      equal((await failure(session.push('y'))).sequence, 2, 'the session goes on');
      await session.close();
    }
    const missing = await failure(open('nothing'));
    equal([missing.code, missing.nodeId, missing.phase, missing.message.includes('nothing.wasm')], ['RM1002', 'w', 'initialize', true], missing.message);
  },
};

/** What only an engine can do that does not share the thread. */
export const stoppableProgramNodes: Record<string, Scenario> = {
  'a program that never ends meets the limit of its item, and the pipeline goes on': async (engine, program) => {
    const params = { src: (await program('loop')).href };
    // A worker of the Wasmer SDK takes seconds to be replaced.
    const timeout = engine === 'wasmer' ? 12 : 1;
    const session = await PipelineSession.open(graph([{ id: 'w', node_type: 'WasiNode', params }]), { engine, timeout });
    const error = await failure(session.push('x'));
    equal([error.code, error.nodeId, session.state], ['RM2301', 'w', 'open'], error.message);
    equal(items(await session.push('')), [], 'the next');
    await session.close();
    const own = await PipelineSession.open(graph([{ id: 'w', node_type: 'WasiNode', params: { ...params, timeout: 0.5 } }]), { engine });
    equal([(await failure(own.push('x'))).message.includes('within 0.5 s')], [true], 'a limit of its own');
    await own.close();
  },
};
