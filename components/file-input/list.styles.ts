import { css } from 'lit';

/** How the files that were taken look; fetched with what reads them. */
export const listStyles = css`
  @layer rm {
    ul {
      display: grid;
      gap: var(--_space-2);
      inline-size: 100%;
      margin: 0;
      padding: 0;
      list-style: none;
      text-align: start;
    }
    li {
      display: grid;
      grid-template-columns: auto minmax(0, 1fr) auto;
      gap: 0 var(--_space-3);
      align-items: center;
      padding: var(--_space-2) var(--_space-3);
      border: 1px solid var(--_border);
      border-radius: var(--_radius-m);
      background: var(--_bg);
    }
    li .icon {
      color: var(--_muted);
      line-height: 0;
    }
    .name {
      overflow: hidden;
      text-overflow: ellipsis;
      white-space: nowrap;
    }
    progress {
      grid-column: 2 / -1;
      inline-size: 100%;
      block-size: 0.5rem;
      accent-color: var(--_accent);
    }
    .facts {
      color: var(--_muted);
      font-size: 0.8125rem;
      font-variant-numeric: tabular-nums;
    }
  }
`;
