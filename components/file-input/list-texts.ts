/** What is said of the files that were taken. */
export const listTexts = {
  files: 'Files',
  reading: 'reading…',
  decoding: 'decoding…',
  remove: (name: string) => `Remove ${name}`,
  mono: 'mono',
  stereo: 'stereo',
  channels: (count: number) => `${count} channels`,
};
