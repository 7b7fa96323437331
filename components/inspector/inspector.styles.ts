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
    .toggle:focus-visible,
    [role='tab']:focus-visible {
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
    .tabs {
      display: flex;
      overflow-x: auto;
      border-block: 1px solid var(--_border);
      background: var(--_surface);
    }
    [role='tab'] {
      flex: none;
      min-block-size: 2.25rem;
      padding: 0 var(--_space-3);
      border: 0;
      border-block-end: 2px solid transparent;
      background: none;
      color: var(--_muted);
      font: inherit;
      font-size: 0.875rem;
      cursor: pointer;
    }
    [role='tab']:hover {
      color: var(--_fg);
    }
    [role='tab'][aria-selected='true'] {
      border-block-end-color: var(--_accent);
      color: var(--_fg);
      font-weight: 550;
    }
    [role='tabpanel'] {
      padding: var(--_space-3);
    }
    .loading {
      margin: 0;
      padding: var(--_space-3);
      color: var(--_muted);
    }
    @media (forced-colors: active) {
      [role='tab'][aria-selected='true'] {
        border-block-end-color: Highlight;
      }
    }
  }
`;
