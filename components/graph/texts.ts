/** What `rm-graph` says. */
export const texts = {
  graph: 'Graph of the pipeline',
  empty: 'There is no graph yet.',
  input: 'Input',
  output: 'Output',
  runtime: 'Node of the runtime',
  python: 'Python',
  page: 'JavaScript of the page',
  program: 'WASI program',
  running: 'working',
  done: 'done',
  failed: 'failed',
  leadsTo: (names: string) => `leads to ${names}`,
  perItem: (time: string) => `${time} per item`,
  items: (taken: string, given: string) => `${taken} items in, ${given} out`,
  errors: (count: string) => `${count} failed`,
};
