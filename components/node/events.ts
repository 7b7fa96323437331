import type { Item } from '../../core/index.js';
import { RmEvent } from '../internal/events.js';

/** `rm-node-result`: one output of the node that is the event's target. */
export class RmNodeResultEvent extends RmEvent<{ item: Item; sequence: number }> {
  declare readonly item: Item;
  declare readonly sequence: number;
  constructor(item: Item, sequence: number) {
    super('rm-node-result', { item, sequence });
  }
}

declare global {
  interface GlobalEventHandlersEventMap {
    'rm-node-result': RmNodeResultEvent;
  }
}
