import { RmEvent } from '../internal/events.js';

/** `rm-change`: another device was chosen. */
export class RmDeviceChangeEvent extends RmEvent<{ deviceId: string }> {
  /** Empty: the system's default. */
  declare readonly deviceId: string;
  constructor(deviceId: string) {
    super('rm-change', { deviceId });
  }
}
