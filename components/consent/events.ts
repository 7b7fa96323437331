import { RmEvent } from '../internal/events.js';

/** `rm-consent`: the visitor answered, or an earlier answer was found. */
export class RmConsentEvent extends RmEvent<{ accepted: boolean; remembered: boolean }> {
  declare readonly accepted: boolean;
  /** The answer was given on an earlier visit. */
  declare readonly remembered: boolean;
  constructor(accepted: boolean, remembered: boolean) {
    super('rm-consent', { accepted, remembered });
  }
}

/** `rm-revoke`: the visitor withdrew the consent; what ran was stopped. */
export class RmRevokeEvent extends RmEvent {
  constructor() {
    super('rm-revoke', {});
  }
}

declare global {
  interface GlobalEventHandlersEventMap {
    'rm-consent': RmConsentEvent;
    'rm-revoke': RmRevokeEvent;
  }
}
