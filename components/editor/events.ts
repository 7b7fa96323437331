import { RmEvent } from '../internal/events.js';

export { RmChangeEvent } from '../internal/change-event.js';

/** `rm-run`: the visitor wants the text to run; `preventDefault()` keeps it from the pipeline. */
export class RmRunEvent extends RmEvent<{ value: string }> {
  declare readonly value: string;
  constructor(value: string) {
    super('rm-run', { value }, { cancelable: true });
  }
}

declare global {
  interface GlobalEventHandlersEventMap {
    'rm-run': RmRunEvent;
  }
}
