export const texts = {
  label: 'Sound level',
  off: 'no sound',
  level: (percent: string) => percent,
  clipping: (percent: string) => `${percent}, too loud`,
  low: (percent: string) => `${percent}, hardly anything is heard`,
  lowHint: 'Hardly anything is heard. Is the right microphone chosen, and switched on?',
};
