/** What is said from the start; the rest comes with the first file. */
export const firstTexts = {
  choose: 'Choose a file',
  chooseSeveral: 'Choose files',
  drop: 'or drop it here',
  dropSeveral: 'or drop them here',
  required: 'Choose a file.',
};
