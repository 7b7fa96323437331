import type { Item } from '../../core/index.js';
import type { NodeState } from '../../core/graph/activity.js';
import { RmEvent } from '../internal/events.js';

/** `rm-node-result`: one output of the node that is the event's target. */
export class RmNodeResultEvent extends RmEvent<{ item: Item; sequence: number }> {
  declare readonly item: Item;
  declare readonly sequence: number;
  constructor(item: Item, sequence: number) {
    super('rm-node-result', { item, sequence });
  }
}

/**
 * What an element for a node is doing: what the runtime says of its node, `failed` also where the element itself has an error, and
 * `bypassed` as long as `bypass` or `disabled` is set.
 */
export type RmNodeState = NodeState | 'bypassed';

/** `rm-node-state`: the node that is the event's target went from one state to another. */
export class RmNodeStateEvent extends RmEvent<{ state: RmNodeState; previous: RmNodeState }> {
  declare readonly state: RmNodeState;
  declare readonly previous: RmNodeState;
  constructor(state: RmNodeState, previous: RmNodeState) {
    super('rm-node-state', { state, previous });
  }
}

declare global {
  interface GlobalEventHandlersEventMap {
    'rm-node-result': RmNodeResultEvent;
    'rm-node-state': RmNodeStateEvent;
  }
}
