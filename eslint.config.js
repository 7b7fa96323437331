import tseslint from 'typescript-eslint';
import { configs as lit } from 'eslint-plugin-lit';
import { configs as wc } from 'eslint-plugin-wc';

export default tseslint.config(
  { ignores: ['dist/**', 'wasm/**', 'coverage/**', 'test-results/**', 'storybook-static/**', 'core/wire/gen/**', 'docs/media/**', '**/.*/**'] },
  ...tseslint.configs.recommended,
  lit['flat/recommended'],
  wc['flat/recommended'],
  {
    rules: {
      // A strict Content-Security-Policy must be enough for every page.
      'no-eval': 'error',
      'no-implied-eval': 'error',
      'no-new-func': 'error',
      'no-restricted-syntax': [
        'error',
        { selector: "AssignmentExpression[left.property.name=/^(innerHTML|outerHTML)$/]", message: 'Build DOM from nodes or Lit templates, never from strings.' },
        { selector: "Decorator[expression.callee.name='customElement']", message: 'Use the guarded define() of components/internal/define.ts.' },
      ],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_', caughtErrors: 'none' }],
      '@typescript-eslint/consistent-type-imports': 'error',
      'wc/guard-super-call': 'off',
    },
  },
  {
    files: ['core/**/*.ts'],
    rules: {
      '@typescript-eslint/no-restricted-imports': ['error', { patterns: [{ group: ['**/components/**', 'lit', 'lit/*', '@lit/*'], message: 'core/ renders nothing and never imports the elements.' }] }],
    },
  },
  {
    files: ['core/**/*.test.ts', 'components/**/*.test.ts', 'test/**/*.ts'],
    rules: { '@typescript-eslint/no-unused-expressions': 'off', '@typescript-eslint/no-explicit-any': 'off' },
  },
);
