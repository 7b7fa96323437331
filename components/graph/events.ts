import { RmEvent } from '../internal/events.js';

/** `rm-select`: the visitor chose a node; inputs and outputs of the page have an id like `input:0`. */
export class RmSelectEvent extends RmEvent<{ id: string }> {
  declare readonly id: string;
  constructor(id: string) {
    super('rm-select', { id });
  }
}

declare global {
  interface GlobalEventHandlersEventMap {
    'rm-select': RmSelectEvent;
  }
}
