/** What is said from the start; the rest comes with what says it. */
export const firstTexts = {
  start: 'Start recording',
  stop: 'Stop recording',
  cancel: 'Cancel',
  hold: 'Hold to talk',
  idle: 'Press the button, then speak.',
  missing: 'Please record something.',
};
