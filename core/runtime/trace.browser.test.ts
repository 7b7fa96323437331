import { expect } from '@open-wc/testing';
import { PipelineSession } from './pipeline-session.js';
import { numbers } from './testing/manifests.js';

it('steps of nodes are measures of the browser', async () => {
  const seen: PerformanceEntry[] = [];
  const observer = new PerformanceObserver((list) => seen.push(...list.getEntriesByType('measure')));
  observer.observe({ type: 'measure' });
  const session = await PipelineSession.open(numbers, { engine: 'inline', trace: true });
  const before = performance.now();
  await session.push(1);
  await session.close();
  await new Promise((resolve) => setTimeout(resolve, 50));
  observer.disconnect();
  expect(seen.map(({ name }) => name)).to.deep.equal(['m', 'a']);
  expect(seen[0]!.startTime).to.be.within(before - 5, performance.now());
  expect(performance.getEntriesByType('measure'), 'none is kept').to.have.length(0);
});
