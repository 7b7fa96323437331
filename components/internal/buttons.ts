import { css } from 'lit';

/** Push buttons. Put `class="button"`, with `primary` or `quiet` for the other two weights, on a native button. */
export const buttons = css`
  @layer rm {
    .button {
      display: inline-flex;
      align-items: center;
      justify-content: center;
      gap: var(--_space-2);
      min-block-size: var(--_control);
      padding: 0 var(--_space-3);
      border: 1px solid var(--_control-border);
      border-radius: var(--_radius-m);
      background: var(--_bg);
      color: var(--_fg);
      font: inherit;
      font-weight: 500;
      line-height: 1.2;
      cursor: pointer;
      touch-action: manipulation;
      transition: background var(--_fast);
    }
    .button:hover:not(:disabled) {
      background: var(--_surface-2);
    }
    .button:active:not(:disabled) {
      background: color-mix(in oklab, var(--_fg) 12%, var(--_bg));
    }
    .button.primary {
      border-color: transparent;
      background: var(--_accent);
      color: var(--_accent-fg);
    }
    .button.primary:hover:not(:disabled),
    .button.primary:active:not(:disabled) {
      background: color-mix(in oklab, var(--_accent) 88%, var(--_fg));
    }
    .button.quiet {
      border-color: transparent;
      background: transparent;
      color: inherit;
    }
    .button.quiet:hover:not(:disabled) {
      background: color-mix(in oklab, currentcolor 10%, transparent);
    }
    .button.small {
      min-block-size: 1.75rem;
      padding: 0 var(--_space-2);
      border-radius: var(--_radius-s);
      font-size: 0.8125rem;
    }
    .button.icon-only {
      inline-size: 1.75rem;
      padding: 0;
    }
    .button:disabled {
      opacity: 0.55;
      cursor: default;
    }
    @media (forced-colors: active) {
      .button,
      .button.primary {
        border-color: ButtonText;
      }
      .button:disabled {
        border-color: GrayText;
        color: GrayText;
        opacity: 1;
      }
    }
  }
`;
