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
      gap: var(--_space-2);
      align-items: center;
    }
    .icon {
      line-height: 0;
    }
    p {
      margin: 0;
      color: var(--_muted);
      font-size: 0.875rem;
    }
  }
`;
