export const texts = {
  run: 'Run',
  input: 'Input',
  required: 'Fill in this field.',
  tooLong: (most: number) => `Use at most ${most} characters.`,
};
