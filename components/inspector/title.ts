/** What `rm-inspector` says before it is opened; the rest comes with its panels. */
export const title = {
  inspector: 'Inspector',
  loading: 'Loading…',
};
