import { css } from 'lit';

export const packageInfoStyles = css`
  @layer rm {
    :host {
      display: block;
    }
    .base {
      padding: var(--_space-3) var(--_space-4);
      border: 1px solid var(--_border);
      border-radius: var(--_radius-m);
      background: var(--_bg);
      font-size: 0.875rem;
    }
    h3 {
      margin: 0 0 var(--_space-2);
      font-size: 1em;
      font-weight: 600;
    }
    dl + h3,
    p + h3 {
      margin-block-start: var(--_space-4);
    }
    dl {
      display: grid;
      grid-template-columns: fit-content(40%) minmax(0, 1fr);
      gap: var(--_space-1) var(--_space-4);
      margin: 0;
    }
    dt {
      color: var(--_muted);
    }
    dd {
      margin: 0;
      overflow-wrap: anywhere;
    }
    dd + dd {
      grid-column: 2;
    }
    p {
      margin: 0;
      color: var(--_muted);
    }
    .hash {
      color: var(--_muted);
      font-family: var(--_mono);
      font-size: 0.75rem;
    }
    .other {
      color: var(--_danger);
    }
    a {
      color: var(--_accent);
    }
  }
`;
