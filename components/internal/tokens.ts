import { css } from 'lit';

/**
 * Every public token (`--rm-*`) is read once here, with its default, into a private name. Nothing has to be set on the page:
 * without a stylesheet the elements follow the page's `color-scheme`, and `:host` inherits a token set anywhere above.
 * The first block is the fallback for browsers without `light-dark()`.
 */
export const tokens = css`
  @layer rm {
    :host {
      --_bg: var(--rm-color-bg, #ffffff);
      --_fg: var(--rm-color-fg, #171b1f);
      --_muted: var(--rm-color-muted, #59626c);
      --_accent: var(--rm-color-accent, #0d6672);
      --_accent-fg: var(--rm-color-accent-fg, #ffffff);
      --_danger: var(--rm-color-danger, #b3261e);
      --_success: var(--rm-color-success, #19754a);
      --_border: var(--rm-color-border, #dde1e5);
      --_focus: var(--rm-color-focus, #0d6672);

      --_space-1: var(--rm-space-1, 0.25rem);
      --_space-2: var(--rm-space-2, 0.5rem);
      --_space-3: var(--rm-space-3, 0.75rem);
      --_space-4: var(--rm-space-4, 1rem);
      --_space-5: var(--rm-space-5, 1.5rem);
      --_radius-s: var(--rm-radius-s, 0.25rem);
      --_radius-m: var(--rm-radius-m, 0.5rem);
      --_radius-l: var(--rm-radius-l, 0.75rem);
      --_font: var(--rm-font-body, system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', 'Noto Sans', Arial, sans-serif);
      --_mono: var(--rm-font-mono, ui-monospace, 'SF Mono', SFMono-Regular, 'Cascadia Code', Menlo, Consolas, 'DejaVu Sans Mono', monospace);
      --_control: var(--rm-size-control, 2.25rem);
      --_icon: var(--rm-size-icon, 1rem);
      --_shadow-1: var(--rm-shadow-1, 0 1px 2px rgb(15 23 30 / 8%));
      --_fast: var(--rm-duration-fast, 120ms);
      --_slow: var(--rm-duration-slow, 280ms);
    }

    @supports (color: light-dark(#000, #fff)) {
      :host {
        --_bg: var(--rm-color-bg, light-dark(#ffffff, #15181b));
        --_fg: var(--rm-color-fg, light-dark(#171b1f, #eceff1));
        --_muted: var(--rm-color-muted, light-dark(#59626c, #a3acb5));
        --_accent: var(--rm-color-accent, light-dark(#0d6672, #64c5d1));
        --_accent-fg: var(--rm-color-accent-fg, light-dark(#ffffff, #06242a));
        --_danger: var(--rm-color-danger, light-dark(#b3261e, #ff9184));
        --_success: var(--rm-color-success, light-dark(#19754a, #62d09a));
        --_border: var(--rm-color-border, light-dark(#dde1e5, #2e343a));
        --_focus: var(--rm-color-focus, light-dark(#0d6672, #64c5d1));
      }
    }

    /* Derived, so that a theme that sets the few colours above gets these for free. */
    :host {
      --_surface: color-mix(in oklab, var(--_fg) 3.5%, var(--_bg));
      --_surface-2: color-mix(in oklab, var(--_fg) 7%, var(--_bg));
      --_control-border: color-mix(in oklab, var(--_fg) 46%, var(--_bg));
      --_accent-soft: color-mix(in oklab, var(--_accent) 9%, var(--_bg));
      --_accent-hover: color-mix(in oklab, var(--_accent) 88%, var(--_fg));
      --_danger-soft: color-mix(in oklab, var(--_danger) 6%, var(--_bg));
      --_danger-line: color-mix(in oklab, var(--_danger) 32%, var(--_bg));
    }
  }
`;

/** What every element shares: box model, text, focus ring, hidden, screen-reader-only text, calmness on request. */
export const base = css`
  @layer rm {
    :host {
      box-sizing: border-box;
      color: var(--_fg);
      font-family: var(--_font);
      font-size: var(--rm-font-size, 0.9375rem);
      line-height: 1.5;
      text-align: start;
    }
    :host([hidden]) {
      display: none !important;
    }
    *,
    *::before,
    *::after {
      box-sizing: inherit;
    }
    :focus-visible {
      outline: 2px solid var(--_focus);
      outline-offset: 2px;
    }
    .visually-hidden {
      position: absolute;
      inline-size: 1px;
      block-size: 1px;
      margin: -1px;
      overflow: hidden;
      clip-path: inset(50%);
      white-space: nowrap;
    }
    .muted {
      color: var(--_muted);
    }
    .mono {
      font-family: var(--_mono);
      font-size: 0.9em;
    }
    svg {
      inline-size: var(--_icon);
      block-size: var(--_icon);
      flex: none;
    }
    @media (prefers-reduced-motion: reduce) {
      *,
      *::before,
      *::after {
        animation-duration: 1ms !important;
        animation-iteration-count: 1 !important;
        transition-duration: 1ms !important;
      }
    }
  }
`;
