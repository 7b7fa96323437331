import { css } from 'lit';

export const consentStyles = css`
  @layer rm {
    :host {
      display: block;
    }
    .base {
      display: grid;
      gap: var(--_space-3);
      padding: var(--_space-3) var(--_space-4);
      border: 1px solid var(--_control-border);
      border-radius: var(--_radius-m);
      background: var(--_surface);
    }
    .actions {
      display: flex;
      flex-wrap: wrap;
      gap: var(--_space-2);
    }
    .given {
      display: flex;
      flex-wrap: wrap;
      align-items: center;
      gap: 0 var(--_space-2);
      color: var(--_muted);
      font-size: 0.8125rem;
    }
  }
`;
