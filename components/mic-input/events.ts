import type { Level, MicState, RmError } from '../../core/index.js';
import type { Device } from '../../core/audio/devices.js';
import { RmEvent } from '../internal/events.js';

/** `rm-record-request`: the microphone is about to be asked for; `preventDefault()` keeps it shut. */
export class RmRecordRequestEvent extends RmEvent {
  constructor() {
    super('rm-record-request', {}, { cancelable: true });
  }
}

/** `rm-mic-state`: the microphone went from one state to another. */
export class RmMicStateEvent extends RmEvent<{ state: MicState; previous: MicState; error: RmError | undefined }> {
  declare readonly state: MicState;
  declare readonly previous: MicState;
  /** Of a state that is a refusal. */
  declare readonly error: RmError | undefined;
  constructor(state: MicState, previous: MicState, error: RmError | undefined) {
    super('rm-mic-state', { state, previous, error });
  }
}

/** `rm-level`: how loud it is, at most twenty times a second while it records. */
export class RmLevelEvent extends RmEvent<Level> implements Level {
  declare readonly rms: number;
  declare readonly peak: number;
  declare readonly clipping: boolean;
  constructor({ rms, peak, clipping }: Level) {
    super('rm-level', { rms, peak, clipping });
  }
}

/** `rm-speech-start` and `rm-speech-end`: somebody begins to speak, or has stopped. */
export class RmSpeechEvent extends RmEvent<{ time: number }> {
  /** Seconds of the recording. */
  declare readonly time: number;
  constructor(type: 'rm-speech-start' | 'rm-speech-end', time: number) {
    super(type, { time });
  }
}

/** `rm-devices-change`: a microphone came or went, or their names are known now. */
export class RmDevicesChangeEvent extends RmEvent<{ devices: readonly Device[] }> {
  declare readonly devices: readonly Device[];
  constructor(devices: readonly Device[]) {
    super('rm-devices-change', { devices });
  }
}

/** `rm-recording`: a recording is complete; also fired when the element was removed meanwhile, on the element itself. */
export class RmRecordingEvent extends RmEvent<{ blob: File; duration: number }> {
  declare readonly blob: File;
  /** Seconds. */
  declare readonly duration: number;
  constructor(blob: File, duration: number) {
    super('rm-recording', { blob, duration });
  }
}

declare global {
  interface GlobalEventHandlersEventMap {
    'rm-record-request': RmRecordRequestEvent;
    'rm-mic-state': RmMicStateEvent;
    'rm-level': RmLevelEvent;
    'rm-speech-start': RmSpeechEvent;
    'rm-speech-end': RmSpeechEvent;
    'rm-devices-change': RmDevicesChangeEvent;
    'rm-recording': RmRecordingEvent;
  }
}
