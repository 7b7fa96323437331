import type { Item } from '../../core/index.js';
import { RmEvent } from '../internal/events.js';

/** `rm-submit`: a value was entered; `preventDefault()` keeps it from the pipeline. */
export class RmSubmitEvent extends RmEvent<{ value: string; items: readonly Item[] }> {
  declare readonly value: string;
  /** The value as the items that go into the pipeline. */
  declare readonly items: readonly Item[];
  constructor(value: string, items: readonly Item[]) {
    super('rm-submit', { value, items }, { cancelable: true });
  }
}

declare global {
  interface GlobalEventHandlersEventMap {
    'rm-submit': RmSubmitEvent;
  }
}
