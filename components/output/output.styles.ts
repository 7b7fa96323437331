import { css } from 'lit';

export const outputStyles = css`
  @layer rm {
    :host {
      display: block;
    }
    .base {
      display: grid;
      grid-template-columns: minmax(0, 1fr);
      gap: var(--_space-3);
      min-block-size: 2.5rem;
      padding: var(--_space-3) var(--_space-4);
      border: 1px solid var(--_border);
      border-radius: var(--_radius-m);
      background: var(--_bg);
      transition: opacity var(--_fast);
    }
    .base.stale {
      opacity: 0.6;
    }
    .base.flush {
      padding: 0;
      gap: 0;
      overflow: hidden;
    }
    .empty,
    .note {
      color: var(--_muted);
    }
    .note {
      margin: 0;
      font-size: 0.8125rem;
    }
    .flush .note {
      padding: var(--_space-2) var(--_space-4);
      border-block-start: 1px solid var(--_border);
    }
  }
`;
