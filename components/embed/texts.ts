/** What `rm-embed` says. */
export const texts = {
  title: (host: string) => `Content of ${host}`,
};
