import { RmEvent } from '../internal/events.js';

/** `rm-silence`: sound is taken, but nothing is heard. */
export class RmSilenceEvent extends RmEvent<{ seconds: number }> {
  /** How long it has been silent. */
  declare readonly seconds: number;
  constructor(seconds: number) {
    super('rm-silence', { seconds });
  }
}

declare global {
  interface GlobalEventHandlersEventMap {
    'rm-silence': RmSilenceEvent;
  }
}
