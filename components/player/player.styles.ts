import { css } from 'lit';

export const playerStyles = css`
  @layer rm {
    :host {
      display: block;
    }
    .base {
      display: flex;
      flex-wrap: wrap;
      gap: var(--_space-2);
      align-items: center;
      padding: var(--_space-2) var(--_space-3);
      border: 1px solid var(--_border);
      border-radius: var(--_radius-m);
      background: var(--_bg);
    }
    .button.primary {
      inline-size: var(--_control);
    }
    .scrub {
      flex: 1 1 8rem;
    }
    rm-error {
      margin-block-start: var(--_space-2);
    }
  }
`;
