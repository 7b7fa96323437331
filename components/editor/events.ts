import { RmEvent } from '../internal/events.js';

/** `rm-change`: the visitor changed what the element holds. */
export class RmChangeEvent extends RmEvent<{ value: string }> {
  declare readonly value: string;
  constructor(value: string) {
    super('rm-change', { value });
  }
}

/** `rm-run`: the visitor wants the text to run; `preventDefault()` keeps it from the pipeline. */
export class RmRunEvent extends RmEvent<{ value: string }> {
  declare readonly value: string;
  constructor(value: string) {
    super('rm-run', { value }, { cancelable: true });
  }
}

declare global {
  interface GlobalEventHandlersEventMap {
    'rm-change': RmChangeEvent;
    'rm-run': RmRunEvent;
  }
}
