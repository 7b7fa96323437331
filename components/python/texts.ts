export const texts = { python: 'Python', code: (name: string) => `Python code of ${name}` };
