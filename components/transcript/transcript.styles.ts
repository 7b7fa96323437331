import { css } from 'lit';

export const transcriptStyles = css`
  @layer rm {
    :host {
      display: block;
    }
    .base {
      display: grid;
      grid-template-columns: minmax(0, 1fr);
      min-block-size: 3.5rem;
      border: 1px solid var(--_border);
      border-radius: var(--_radius-m);
      background: var(--_bg);
      overflow: hidden;
      position: relative;
    }
    .empty {
      padding: var(--_space-3) var(--_space-4);
      color: var(--_muted);
    }
    rm-error {
      margin: var(--_space-3);
    }
  }
`;
