import { css } from 'lit';

export const panelsStyles = css`
  @layer rm {
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
    [role='tab']:focus-visible {
      outline-offset: -3px;
    }
    @media (forced-colors: active) {
      [role='tab'][aria-selected='true'] {
        border-block-end-color: Highlight;
      }
    }
    .wide {
      overflow-x: auto;
    }
    table {
      inline-size: 100%;
      border-collapse: collapse;
      font-size: 0.8125rem;
      font-variant-numeric: tabular-nums;
    }
    th,
    td {
      padding: var(--_space-1) var(--_space-2);
      border-block-end: 1px solid var(--_border);
      text-align: start;
      white-space: nowrap;
    }
    th {
      color: var(--_muted);
      font-weight: 500;
    }
    td.number,
    th.number {
      text-align: end;
    }
    meter {
      inline-size: 6rem;
      vertical-align: middle;
    }
    dl {
      display: grid;
      grid-template-columns: fit-content(50%) minmax(0, 1fr);
      gap: var(--_space-1) var(--_space-4);
      margin: 0;
      font-size: 0.8125rem;
    }
    dt {
      color: var(--_muted);
    }
    dd {
      margin: 0;
      overflow-wrap: anywhere;
      font-variant-numeric: tabular-nums;
    }
    pre {
      margin: 0;
      max-block-size: 22rem;
      padding: var(--_space-3);
      border: 1px solid var(--_border);
      border-radius: var(--_radius-s);
      background: var(--_surface);
      overflow: auto;
      font-family: var(--_mono);
      font-size: 0.8125rem;
    }
    .row {
      display: flex;
      flex-wrap: wrap;
      align-items: center;
      gap: var(--_space-2);
      margin-block-end: var(--_space-2);
    }
    .note {
      margin: 0;
      color: var(--_muted);
      font-size: 0.8125rem;
    }
    .tap {
      padding-block: var(--_space-2);
      border-block-start: 1px solid var(--_border);
    }
    .tap h4 {
      margin: 0;
      font-size: 0.875rem;
      font-weight: 550;
    }
    .tap ol {
      margin: var(--_space-1) 0 0;
      padding: 0;
      list-style: none;
      font-family: var(--_mono);
      font-size: 0.8125rem;
    }
    .tap li {
      overflow: hidden;
      text-overflow: ellipsis;
      white-space: nowrap;
      unicode-bidi: plaintext;
    }
    textarea {
      inline-size: 100%;
      min-block-size: 8rem;
      font-family: var(--_mono);
    }
  }
`;
