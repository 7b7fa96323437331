export const texts = {
  microphone: 'Microphone',
  speaker: 'Loudspeaker',
  systemDefault: 'System default',
  /** Devices have no names until the visitor has allowed the microphone. */
  unnamedMicrophone: (number: string) => `Microphone ${number}`,
  unnamedSpeaker: (number: string) => `Loudspeaker ${number}`,
  gone: 'The device that was chosen is not connected; the default is used.',
};
