import { css } from 'lit';

/** What every element shares: box model, text, focus ring, hidden, calmness on request. */
export const base = css`
  @layer rm {
    :host {
      box-sizing: border-box;
      color: var(--_fg);
      font-family: var(--_body);
      font-size: var(--rm-font-size, 0.9375rem);
      line-height: 1.5;
      text-align: start;
    }
    :host([hidden]) {
      display: none !important;
    }
    *,
    *::before,
    *::after {
      box-sizing: inherit;
    }
    :focus-visible {
      outline: 2px solid var(--_focus);
      outline-offset: 2px;
    }
    svg {
      inline-size: var(--_icon);
      block-size: var(--_icon);
      flex: none;
    }
    @media (prefers-reduced-motion: reduce) {
      *,
      *::before,
      *::after {
        animation: none !important;
        transition: none !important;
      }
    }
  }
`;
