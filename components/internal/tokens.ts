import { unsafeCSS } from 'lit';

/** Colours on light and on dark pages; the public token is `--rm-color-<name>`. */
const colors: Record<string, [light: string, dark: string]> = {
  bg: ['#fff', '#15181b'],
  fg: ['#171b1f', '#eceff1'],
  muted: ['#59626c', '#a3acb5'],
  accent: ['#0d6672', '#64c5d1'],
  'accent-fg': ['#fff', '#06242a'],
  danger: ['#b3261e', '#ff9184'],
  warning: ['#8a5a00', '#e9b949'],
  success: ['#19754a', '#62d09a'],
  border: ['#dde1e5', '#2e343a'],
};

/** The other public tokens, `--rm-<name>`. Inside they lose the word for their group: `--_control`. */
const others: Record<string, string> = {
  'color-focus': 'var(--_accent)',
  'space-1': '.25rem',
  'space-2': '.5rem',
  'space-3': '.75rem',
  'space-4': '1rem',
  'space-5': '1.5rem',
  'radius-s': '.25rem',
  'radius-m': '.5rem',
  'radius-l': '.75rem',
  'font-body': 'system-ui,sans-serif',
  'font-mono': 'ui-monospace,Menlo,Consolas,monospace',
  'size-control': '2.25rem',
  'size-icon': '1rem',
  'shadow-1': '0 1px 2px rgb(15 23 30/8%)',
  'duration-fast': '.12s',
  'duration-slow': '.28s',
};

const read = (values: Record<string, string>, group = ''): string =>
  Object.entries(values).map(([name, value]) => `--_${name.replace(/^(color|font|size|duration)-/, '')}:var(--rm-${group}${name},${value});`).join('');

const paint = (pick: (pair: [string, string]) => string): string => read(Object.fromEntries(Object.entries(colors).map(([name, pair]) => [name, pick(pair)])), 'color-');

/** So much of the text's colour over the background, in per cent: themes need not set these. */
const mixed = Object.entries({ surface: 3.5, 'surface-2': 7, 'control-border': 46 })
  .map(([name, share]) => `--_${name}:color-mix(in oklab,var(--_fg) ${share}%,var(--_bg));`)
  .join('');

/**
 * Every public token (`--rm-*`) is read once here, with its default, into a private name (`--_*`). Nothing has to be set on the page:
 * without a stylesheet the elements follow the page's `color-scheme`, and `:host` inherits a token set anywhere above. The first colours
 * are for browsers without `light-dark()`.
 */
export const tokens = unsafeCSS(
  `@layer rm{:host{${paint(([light]) => light)}${read(others)}${mixed}}@supports (color:light-dark(red,red)){:host{${paint((pair) => `light-dark(${pair.join()})`)}}}}`,
);
