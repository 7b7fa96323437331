export const texts = {
  label: 'Waveform',
  position: 'Position in the sound',
  positionOf: (time: string, duration: string) => `${time} of ${duration}`,
};
