import { css } from 'lit';

export const engineStyles = css`
  @layer rm {
    input {
      min-inline-size: 4rem;
      min-block-size: 1.5rem;
      margin: 0;
      accent-color: var(--_accent);
      cursor: pointer;
    }
    .volume {
      inline-size: 4.5rem;
    }
    .time {
      direction: ltr;
      color: var(--_muted);
      font-size: 0.8125rem;
      font-variant-numeric: tabular-nums;
      white-space: nowrap;
    }
    select {
      min-block-size: 1.75rem;
      border: 1px solid var(--_control-border);
      border-radius: var(--_radius-s);
      background: var(--_bg);
      color: inherit;
      font: inherit;
      font-size: 0.8125rem;
    }
  }
`;
