import { css } from 'lit';

export const micInputStyles = css`
  @layer rm {
    :host {
      display: block;
    }
    .base {
      display: grid;
      grid-template-columns: minmax(0, 1fr);
      gap: var(--_space-2);
    }
    .bar {
      display: flex;
      flex-wrap: wrap;
      gap: var(--_space-2) var(--_space-3);
      align-items: center;
    }
    .icon {
      display: inline-flex;
      line-height: 0;
    }
    :host(:state(recording)) .main {
      background: var(--rm-mic-input-active, var(--_danger));
      color: var(--_bg);
      border-color: transparent;
    }
    .small[aria-pressed='true'] {
      background: var(--_accent-soft);
      border-color: var(--_accent);
      color: var(--_accent);
    }
    .timer {
      min-inline-size: 4ch;
      font-variant-numeric: tabular-nums;
    }
    .meter {
      flex: 1 1 5rem;
      max-inline-size: 12rem;
      block-size: 0.375rem;
      overflow: hidden;
      border-radius: 1rem;
      background: var(--_surface-2);
    }
    .meter span {
      display: block;
      block-size: 100%;
      border-radius: inherit;
      background: var(--_success);
      transform: scaleX(var(--_level, 0));
      transform-origin: left;
      transition: transform 60ms linear;
    }
    .meter span:dir(rtl) {
      transform-origin: right;
    }
    .meter.clipping span {
      background: var(--_danger);
    }
    p {
      margin: 0;
      color: var(--_muted);
      font-size: 0.875rem;
    }
    .lost {
      color: var(--_danger);
    }
    @media (forced-colors: active) {
      .meter {
        border: 1px solid CanvasText;
      }
      .meter span {
        background: Highlight;
        forced-color-adjust: none;
      }
      .small[aria-pressed='true'] {
        border: 2px solid Highlight;
      }
    }
  }
`;
