import { RmEvent } from '../internal/events.js';

/** `rm-seek`: the visitor wants to go to a place in the sound; `preventDefault()` keeps the linked player where it is. */
export class RmSeekEvent extends RmEvent<{ time: number }> {
  /** Seconds. */
  declare readonly time: number;
  constructor(time: number) {
    super('rm-seek', { time }, { cancelable: true });
  }
}

declare global {
  interface GlobalEventHandlersEventMap {
    'rm-seek': RmSeekEvent;
  }
}
