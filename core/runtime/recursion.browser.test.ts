import { expect } from '@open-wc/testing';
import { improperEnds, recursionKinds } from './testing/recursion.js';
import { dropIdleWorkers } from './worker-engine.js';

/** The kit's worker in a browser without JavaScript Promise Integration: its native stack is half as large. */
class WorkerWithoutJspi extends Worker {
  static started = 0;

  constructor(url: string | URL, options?: WorkerOptions) {
    const code = `delete WebAssembly.promising; const q = []; self.onmessage = (e) => q.push(e);
      import(${JSON.stringify(String(url))}).then(() => { for (const e of q) self.onmessage(e); });`;
    super(URL.createObjectURL(new Blob([code], { type: 'text/javascript' })), options);
    WorkerWithoutJspi.started += 1;
  }
}

/** A worker's native stack is the smallest there is: about 500 KB in Chromium. */
describe('recursion without end', () => {
  const workers = globalThis.Worker;
  let source: string;
  before(async () => {
    source = await (await fetch(new URL('./testing/recursion.py', import.meta.url))).text();
    expect(recursionKinds(source).length).to.be.greaterThan(35);
  });
  afterEach(() => {
    globalThis.Worker = workers;
    dropIdleWorkers();
  });

  it('ends in a Python exception in the worker engine without JSPI', async function () {
    this.timeout(120_000);
    dropIdleWorkers();
    globalThis.Worker = WorkerWithoutJspi;
    expect(await improperEnds(source, { engine: 'worker' })).to.deep.equal({});
    expect(WorkerWithoutJspi.started).to.be.greaterThan(0);
  });
});
