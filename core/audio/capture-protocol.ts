/** Messages between a page and its audio thread. */
import type { FrameFormat } from './framer.js';
import type { Level } from './level.js';

/** Name of the worklet's processor. */
export const processorName = 'rm-capture';

/** From the page to the audio thread. */
export type ToCapture =
  | ({ type: 'listen'; port: MessagePort } & FrameFormat)
  /** While it is paused nothing is taken, and the stream's time stands still. So it begins, for all listeners to hear the same. */
  | { type: 'pause'; paused: boolean }
  /** The last frames go out, with the last word behind them. */
  | { type: 'end' };

/** From the audio thread to the page. */
export type FromCapture =
  /** `time`: seconds of sound that were taken. `lost`: frames that found no free buffer. */
  | ({ type: 'level'; time: number; lost: number } & Level)
  | { type: 'end'; time: number; lost: number };
