export const texts = {
  label: 'Player',
  play: 'Play',
  pause: 'Pause',
  back: (seconds: string) => `Back ${seconds} seconds`,
  forward: (seconds: string) => `Forward ${seconds} seconds`,
  position: 'Position',
  positionOf: (time: string, duration: string) => `${time} of ${duration}`,
  rate: 'Speed',
  rateOf: (rate: string) => `${rate}×`,
  mute: 'Mute',
  unmute: 'Unmute',
  volume: 'Volume',
};
