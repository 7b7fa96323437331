export const texts = {
  fetch: 'Loading the runtime',
  compile: 'Preparing the runtime',
  start: 'Starting the runtime',
  ready: 'Ready',
  cached: 'from the cache',
  amount: (loaded: string, total: string) => `${loaded} of ${total}`,
};
