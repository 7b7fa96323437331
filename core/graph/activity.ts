import type { PipelineState } from '../store.js';

/**
 * What a node is doing. `running`: the session is open (it may be paused), and the node has had an item. `done`: the session is over, and
 * the node had a part in it. `idle`: it has had none yet, or the session was stopped or failed elsewhere.
 */
export type NodeState = 'idle' | 'running' | 'done' | 'failed';

/** What a node's state is read from. */
export type NodeTelling = Pick<PipelineState, 'status' | 'metrics' | 'failedNode'>;

export interface NodeActivity {
  state: NodeState;
  /** Items that went in, and came out. */
  itemsIn: number;
  itemsOut: number;
  errors: number;
  /** For one item, on average; ms. Undefined before the first. */
  time: number | undefined;
}

/** What the node has done in the session that runs, or ran last. The only place that decides in which state a node is. */
export function activityOf(id: string | undefined, { status, metrics, failedNode }: NodeTelling): NodeActivity {
  const told = metrics?.node_metrics.find(({ node_id: node }) => node === id);
  const worked = told !== undefined && told.execution_count > 0;
  const current = !worked ? 'idle' : status === 'paused' ? 'running' : status === 'running' || status === 'done' ? status : 'idle';
  return {
    state: id !== undefined && failedNode === id ? 'failed' : current,
    itemsIn: told?.items_in ?? 0,
    itemsOut: told?.items_out ?? 0,
    errors: told?.error_count ?? 0,
    time: worked ? told.avg_duration_us / 1000 : undefined,
  };
}
