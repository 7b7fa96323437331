import { RmEvent } from './events.js';

/** `rm-change`: the visitor changed what the element holds. */
export class RmChangeEvent extends RmEvent<{ value: string }> {
  declare readonly value: string;
  constructor(value: string) {
    super('rm-change', { value });
  }
}

declare global {
  interface GlobalEventHandlersEventMap {
    'rm-change': RmChangeEvent;
  }
}
