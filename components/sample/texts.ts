export const texts = { use: 'Use a sample' };
