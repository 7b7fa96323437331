/** What several stories need: waiting for a state, and the words of a failure. */
import { waitFor } from 'storybook/test';
import type { RmPipeline } from '../components/pipeline/pipeline.js';
import { RmError } from '../core/index.js';

/** How long a runtime may take to load and run on a slow machine; ms. */
export const patience = { timeout: 30_000, interval: 100 };

/** Waits until the story's pipeline is in one of the states. */
export async function reaches(canvas: HTMLElement, ...statuses: RmPipeline['status'][]): Promise<RmPipeline> {
  return waitFor(() => {
    const pipeline = canvas.querySelector('rm-pipeline');
    if (!pipeline || !statuses.includes(pipeline.status)) throw new Error(`the pipeline is ${pipeline?.status}, not ${statuses.join(' or ')}`);
    return pipeline;
  }, patience);
}

/** An exception of the author's own Python, as the runtime reports it. */
export const pythonError = (): RmError =>
  new RmError('RM3002', "KeyError: 'text'", {
    nodeId: 'clean',
    nodeType: 'Clean',
    phase: 'process',
    sequence: 3,
    exception: 'KeyError',
    traceback: [{ module: 'user', function: 'process', line: 4, source: '        return item["text"].strip()' }],
  });

export const offline = (): RmError => new RmError('RM1006', 'The browser is offline.', { phase: 'load' });
