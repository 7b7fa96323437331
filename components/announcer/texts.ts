/** What `rm-announcer` says of the pipeline itself. */
export const texts = {
  running: 'Running.',
  done: (results: number) => (results === 1 ? 'Done, 1 result.' : `Done, ${results} results.`),
  stopped: 'Stopped.',
  failed: 'Stopped because of an error.',
};
