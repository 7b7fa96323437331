import { css } from 'lit';

export const graphStyles = css`
  @layer rm {
    :host {
      display: block;
    }
    .scroll {
      min-block-size: 3.5rem;
      max-block-size: var(--rm-graph-max-size, 30rem);
      padding: var(--_space-3);
      border: 1px solid var(--_border);
      border-radius: var(--_radius-m);
      background: var(--_bg);
      overflow: auto;
      font-size: 0.8125rem;
    }
    .scroll:focus-visible {
      outline-offset: -2px;
    }
    .empty {
      margin: 0;
      color: var(--_muted);
    }
  }
`;
