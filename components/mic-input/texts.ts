import { firstTexts } from './first-texts.js';

export const texts = {
  ...firstTexts,
  idleHold: 'Hold the button while you speak.',
  pause: 'Pause',
  mute: 'Mute',
  elapsed: 'Recorded time',
  requesting: 'Your browser asks for the microphone: choose “Allow”.',
  recording: 'Recording. Press the button again when you are done.',
  recordingHold: 'Recording. Let go of the button when you are done.',
  paused: 'Paused. Press “Pause” again to go on.',
  muted: 'Muted: only silence is recorded. Press “Mute” again to be heard.',
  device: (name: string) => `From “${name}”`,
  lost: (seconds: string) => `${seconds} of sound were left out, because the pipeline is slower than time.`,
  saidStart: 'Recording started',
  saidStop: 'Recording stopped',
};
