import { activityOf } from '../../core/graph/activity.js';
import type { RmNode } from '../node/node.js';
import type { MarkupGraph } from './graph.js';
import type { PipelineView } from './view.js';

/** Tells the elements for nodes what their nodes are doing, whenever that or the markup changes. */
export function followNodes({ element: { store }, joined }: PipelineView, graph: MarkupGraph): void {
  const tell = (): void => {
    const state = store.getState();
    // Not the members of the graph: among these are, until the markup is read again, elements that have left.
    for (const member of joined) {
      if (member.localName === 'rm-node' || member.localName === 'rm-python') (member as RmNode).activity = activityOf(graph.nodeIdOf(member), state).state;
    }
  };
  store.subscribe(({ status, metrics, failedNode, error }) => ({ status, metrics, failedNode, error }), tell);
  store.channel<void>('markup').on(tell);
}
