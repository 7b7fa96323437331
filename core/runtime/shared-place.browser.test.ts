import { expect, waitUntil } from '@open-wc/testing';
import { failure } from '../testing/failure.js';
import type { Item, Output } from '../wire/items.js';
import { createEngine } from './create-engine.js';
import { PipelineSession } from './pipeline-session.js';
import { stoppable } from './testing/batch.js';
import { feeds, stoppableFeeds } from './testing/feed.js';
import { live } from './testing/live.js';
import { graph, numbers, python } from './testing/manifests.js';
import { watchWorkers } from './testing/watch-workers.js';
import { dropIdleWorkers } from './worker-engine.js';

const file = async (path: string) => new Uint8Array(await (await fetch(`/${path}`)).arrayBuffer());
const items = (outputs: Output[]): Item[] => outputs.map(({ item }) => item);
const sharing = { engine: 'worker', runtime: 'shared' } as const;

const { started: workers, ended, stop } = watchWorkers();
after(stop);
beforeEach(() => void (workers.length = 0));
afterEach(async function () {
  this.timeout(20_000);
  // None stays behind, whatever happened; a session that a test did not wait for may still be closing.
  const gone = (): boolean => {
    dropIdleWorkers();
    return workers.every((worker) => ended.has(worker));
  };
  await waitUntil(gone, `a worker was left behind by "${this.currentTest?.title}"`, { timeout: 15_000 });
});

describe('pipelines that share a worker', () => {
  // What a session does inside is that of any worker: here is asked what goes through its port, and how it ends.
  for (const [what, run] of Object.entries({ ...stoppable, ...live, ...feeds, ...stoppableFeeds })) it(what, () => run(sharing, file)).timeout(60_000);

  it('are ten in one, each with a state of its own, beside one that is isolated', async () => {
    const counter = python('import builtins\nbuiltins.count = getattr(builtins, "count", 0) + x\nreturn builtins.count');
    const sessions = await Promise.all([...Array(10).keys()].map(() => PipelineSession.open(counter, sharing)));
    const alone = await PipelineSession.open(counter);
    expect(workers.length).to.equal(2);
    for (const round of [1, 2, 3]) {
      const answers = await Promise.all([alone, ...sessions].map((session, index) => session.push(index)));
      expect(answers.flatMap(items)).to.deep.equal([...Array(11).keys()].map((index) => index * round));
    }
    await Promise.all([alone, ...sessions].map((session) => session.close()));
  });

  it('are not disturbed by one that is stopped while it waits', async () => {
    const stays = await PipelineSession.open(numbers, sharing);
    const goes = await PipelineSession.open(python('import asyncio\nreturn asyncio.sleep(25, x)'), sharing);
    const answer = failure(goes.push(1));
    goes.abort();
    expect((await answer).code).to.equal('RM2304');
    expect(items(await stays.push(1))).to.deep.equal([12]);
    const next = await PipelineSession.open(numbers, sharing);
    expect(items(await next.push(2))).to.deep.equal([14]);
    expect(workers.length).to.equal(1);
    await stays.close();
    await next.close();
  });

  it('go on elsewhere when one is stopped in a loop without end', async () => {
    const stays = await PipelineSession.open(numbers, sharing);
    const loops = await PipelineSession.open(python('while True: pass'), sharing);
    const answer = failure(loops.push(1));
    await new Promise((done) => setTimeout(done, 100));
    const lost = failure(stays.push(1));
    loops.abort();
    expect((await answer).code).to.equal('RM2304');
    const next = await PipelineSession.open(numbers, sharing);
    expect(items(await next.push(2))).to.deep.equal([14]);
    expect(workers.length).to.equal(2);
    const { code, message } = await lost;
    expect([code, message]).to.match(/RM2305,.*computed on after it was stopped/);
    expect(stays.state).to.equal('failed');
    expect(items(await next.push(3))).to.deep.equal([16]);
    await next.close();
  }).timeout(30_000);

  it('begin elsewhere also when they were loaded before', async () => {
    const engine = await createEngine(sharing);
    const loops = await PipelineSession.open(python('while True: pass'), sharing);
    await engine.load();
    const answer = failure(loops.push(1));
    await new Promise((done) => setTimeout(done, 100));
    loops.abort();
    expect((await answer).code).to.equal('RM2304');
    const next = await PipelineSession.open(numbers, { with: engine });
    expect(items(await next.push(2))).to.deep.equal([14]);
    expect(workers.length).to.equal(2);
    await next.close();
  });

  it('are not held up by one that is given up while it opens', async () => {
    const stays = await PipelineSession.open(numbers, sharing);
    const control = new AbortController();
    const opening = failure(PipelineSession.open(graph([{ id: 'p', node_type: 'P' }], [], { user: 'while True:\n    pass\nclass P: pass' }), { ...sharing, signal: control.signal }));
    setTimeout(() => control.abort(), 5);
    expect((await opening).code).to.equal('RM2304');
    const next = await PipelineSession.open(numbers, sharing);
    expect(items(await next.push(2))).to.deep.equal([14]);
    // Whether the worker had begun with it is chance: then it ends, else it goes on.
    const answer = await stays.push(1).then(items, ({ code }: { code: string }) => code);
    expect([[12], 'RM2305']).to.deep.include(answer);
    await stays.close();
    await next.close();
  }).timeout(30_000);

  it('may wait, and then compute long, while another leaves', async () => {
    const computes = await PipelineSession.open(python('import asyncio, time\nasync def work():\n    await asyncio.sleep(0.05)\n    end = time.monotonic() + 6\n    while time.monotonic() < end: pass\n    return x\nreturn work()'), sharing);
    const leaves = await PipelineSession.open(python('import asyncio\nreturn asyncio.sleep(25, x)'), sharing);
    const [answer, left] = [computes.push(1), failure(leaves.push(1))];
    await new Promise((done) => setTimeout(done, 500));
    leaves.abort();
    expect((await left).code).to.equal('RM2304');
    expect(items(await answer)).to.deep.equal([1]);
    await computes.close();
  }).timeout(30_000);

  it('may compute long while another leaves', async () => {
    const computes = await PipelineSession.open(python('import time\nend = time.monotonic() + 6\nwhile time.monotonic() < end: pass\nreturn x'), sharing);
    const leaves = await PipelineSession.open(numbers, sharing);
    const answer = computes.push(1);
    await new Promise((done) => setTimeout(done, 100));
    leaves.abort();
    expect(items(await answer)).to.deep.equal([1]);
    await computes.close();
  }).timeout(30_000);

  it('end together when the worker is ended from outside, and begin again', async () => {
    const sessions = await Promise.all([1, 2].map(() => PipelineSession.open(numbers, sharing)));
    const codes: string[] = [];
    for (const session of sessions) session.on('error', ({ code }) => codes.push(code));
    workers[0]!.terminate();
    await waitUntil(() => codes.length === 2);
    expect(codes).to.deep.equal(['RM2305', 'RM2305']);
    const next = await PipelineSession.open(numbers, sharing);
    expect(items(await next.push(2))).to.deep.equal([14]);
    await next.close();
  });
});
