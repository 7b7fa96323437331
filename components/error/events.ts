import type { RmError } from '../../core/index.js';
import { RmEvent } from '../internal/events.js';

/** `rm-retry`: the visitor asked to try again; `preventDefault()` stops the pipeline from doing so. */
export class RmRetryEvent extends RmEvent<{ error: RmError }> {
  declare readonly error: RmError;
  constructor(error: RmError) {
    super('rm-retry', { error }, { cancelable: true });
  }
}

/** `rm-dismiss`: the visitor closed an error. */
export class RmDismissEvent extends RmEvent<{ error: RmError }> {
  declare readonly error: RmError;
  constructor(error: RmError) {
    super('rm-dismiss', { error }, { cancelable: true });
  }
}

declare global {
  interface GlobalEventHandlersEventMap {
    'rm-retry': RmRetryEvent;
    'rm-dismiss': RmDismissEvent;
  }
}
