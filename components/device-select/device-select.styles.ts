import { css } from 'lit';

export const deviceSelectStyles = css`
  @layer rm {
    :host {
      display: block;
    }
    label {
      display: grid;
      grid-template-columns: minmax(0, 1fr);
      gap: var(--_space-1);
    }
    .label {
      font-weight: 500;
      font-size: 0.875rem;
    }
    select {
      min-block-size: var(--_control);
      max-inline-size: 100%;
      padding: 0 var(--_space-2);
      border: 1px solid var(--_control-border);
      border-radius: var(--_radius-m);
      background: var(--_bg);
      color: inherit;
      font: inherit;
    }
    select:disabled {
      color: var(--_muted);
    }
    p {
      margin: var(--_space-1) 0 0;
      color: var(--_muted);
      font-size: 0.875rem;
    }
  }
`;
