export const texts = {
  choose: 'Choose a file',
  chooseSeveral: 'Choose files',
  drop: 'or drop it here',
  dropSeveral: 'or drop them here',
  required: 'Choose a file.',
  files: 'Files',
  reading: 'reading…',
  remove: (name: string) => `Remove ${name}`,
  mono: 'mono',
  stereo: 'stereo',
  channels: (count: number) => `${count} channels`,
};
