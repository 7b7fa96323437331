/** The status of a pipeline in a word. */
export const texts = {
  idle: 'Not started',
  loading: 'Loading',
  ready: 'Ready',
  running: 'Running',
  paused: 'Paused',
  done: 'Done',
  error: 'Failed',
};
