/** What `rm-editor` says. */
export const texts = {
  code: (of: string) => `Code of ${of}`,
  parameters: (of: string) => `Parameters of ${of}`,
  run: 'Run',
  reset: 'Reset',
  keys: 'Escape, then Tab leaves the editor.',
  errorLine: (line: string) => `The error is in line ${line}.`,
};
