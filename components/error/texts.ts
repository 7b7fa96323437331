/** What `rm-error` says itself; the words of the error come with it. */
export const texts = {
  retry: 'Try again',
  dismiss: 'Dismiss',
  copy: 'Copy report',
  copied: 'Copied',
  report: 'Report',
  about: (code: string) => `About ${code}`,
  /** The three that may be there, joined. */
  where: (parts: string) => `In ${parts}`,
  node: (id: string) => `node “${id}”`,
  typedNode: (type: string, id: string) => `${type} “${id}”`,
  item: (number: string) => `item ${number}`,
  initialize: 'while it was being set up',
  process: 'while it processed an item',
  flush: 'while it gave out its last items',
  cleanup: 'while it was being closed',
  otherPhase: (phase: string) => `while it was in “${phase}”`,
  line: (line: string, name: string) => `line ${line}, in ${name}`,
  source: (label: string, line: string, column: string) => `${label}, line ${line}, column ${column}`,
  frames: 'Python calls, the last one first',
};
