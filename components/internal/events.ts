import type { RmError } from '../../core/index.js';

/**
 * Base of the kit's events: one class per event, its payload as fields. `detail` returns the same fields for wrappers that
 * expect a CustomEvent.
 */
export class RmEvent<Fields extends object = object> extends Event {
  readonly #fields: Fields;

  constructor(type: string, fields: Fields, init: EventInit = {}) {
    super(type, { bubbles: true, composed: true, ...init });
    this.#fields = fields;
    Object.assign(this, fields);
  }

  get detail(): Fields {
    return this.#fields;
  }
}

/** `rm-ready`: the element can be used. */
export class RmReadyEvent extends RmEvent {
  constructor() {
    super('rm-ready', {});
  }
}

/** `rm-error`: something failed in the element that is the event's target. */
export class RmErrorEvent extends RmEvent<{ error: RmError }> {
  declare readonly error: RmError;
  constructor(error: RmError) {
    super('rm-error', { error });
  }
}

declare global {
  interface GlobalEventHandlersEventMap {
    'rm-ready': RmReadyEvent;
    'rm-error': RmErrorEvent;
  }
}
