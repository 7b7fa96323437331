import type { LogLevel } from '../../core/index.js';

/** What `rm-log` says. */
export const texts = {
  log: 'Log',
  level: 'Least severity',
  error: 'Errors',
  warn: 'Warnings',
  info: 'Information',
  debug: 'Everything',
  filter: 'Filter',
  pause: 'Pause',
  resume: 'Resume',
  waiting: (count: string) => `${count} new`,
  clear: 'Clear',
  copy: 'Copy',
  copied: 'The log is copied.',
  report: 'Text of the log',
  empty: 'Nothing was logged yet.',
  noMatch: 'No line matches.',
  dropped: (count: string) => `${count} older lines were dropped.`,
  times: (count: string) => `${count} times`,
} satisfies Record<LogLevel | string, string | ((count: string) => string)>;
