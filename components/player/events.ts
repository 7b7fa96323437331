import { RmEvent } from '../internal/events.js';

/** `rm-seek`: the visitor wants to go to a place in the sound; `preventDefault()` keeps the linked player where it is. */
export class RmSeekEvent extends RmEvent<{ time: number }> {
  /** Seconds. */
  declare readonly time: number;
  constructor(time: number) {
    super('rm-seek', { time }, { cancelable: true });
  }
}

/** `rm-timeupdate`: where a player is, ten times a second while it plays, and after every seek. */
export class RmTimeUpdateEvent extends RmEvent<{ currentTime: number; duration: number }> {
  /** Seconds. */
  declare readonly currentTime: number;
  /** Seconds; NaN while it is not known. */
  declare readonly duration: number;
  constructor(currentTime: number, duration: number) {
    super('rm-timeupdate', { currentTime, duration });
  }
}

declare global {
  interface GlobalEventHandlersEventMap {
    'rm-seek': RmSeekEvent;
    'rm-timeupdate': RmTimeUpdateEvent;
  }
}
