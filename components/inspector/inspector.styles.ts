import { css } from 'lit';

export const inspectorStyles = css`
  @layer rm {
    :host {
      display: block;
    }
    .base {
      border: 1px solid var(--_border);
      border-radius: var(--_radius-m);
      background: var(--_bg);
      overflow: hidden;
    }
    .toggle {
      justify-content: start;
      inline-size: 100%;
      border: 0;
      border-radius: 0;
      background: var(--_surface);
    }
    .toggle:focus-visible {
      outline-offset: -3px;
    }
    .toggle svg {
      transition: rotate var(--_fast);
    }
    :host(:dir(rtl)) .toggle svg {
      rotate: 180deg;
    }
    .toggle[aria-expanded='true'] svg {
      rotate: 90deg;
    }
    .loading {
      margin: 0;
      padding: var(--_space-3);
      color: var(--_muted);
    }
  }
`;
