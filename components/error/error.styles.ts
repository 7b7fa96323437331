import { css } from 'lit';

export const errorStyles = css`
  @layer rm {
    :host {
      display: block;
    }
    .base {
      display: grid;
      grid-template-columns: auto minmax(0, 1fr) auto;
      column-gap: var(--_space-3);
      padding: var(--_space-3) var(--_space-4);
      border: 1px solid color-mix(in oklab, var(--_danger) 32%, var(--_bg));
      border-radius: var(--_radius-m);
      background: color-mix(in oklab, var(--_danger) 6%, var(--_bg));
      color: var(--_fg);
      container-type: inline-size;
    }
    .icon {
      inline-size: var(--_icon);
      padding-block-start: 0.25em;
      color: var(--_danger);
      line-height: 1;
    }
    .content {
      min-inline-size: 0;
      overflow-wrap: anywhere;
    }
    .title,
    .hint {
      margin: 0;
    }
    .title {
      font-weight: 600;
    }
    .hint {
      margin-block-start: var(--_space-1);
    }
    .code {
      padding-block-start: 0.15em;
      color: var(--_danger);
      font-family: var(--_mono);
      font-size: 0.8125rem;
      white-space: nowrap;
    }
    .actions {
      display: flex;
      flex-wrap: wrap;
      gap: var(--_space-1);
      margin-block-start: var(--_space-2);
      margin-inline-start: calc(-1 * var(--_space-2));
    }
    .actions a {
      display: inline-flex;
      align-items: center;
      min-block-size: 1.75rem;
      padding-inline: var(--_space-2);
      color: inherit;
      font-size: 0.8125rem;
      font-weight: 500;
    }
    @media (max-width: 26rem) {
      .base {
        grid-template-columns: auto minmax(0, 1fr);
        padding-inline: var(--_space-3);
      }
      .code {
        grid-column: 2;
        grid-row: 1;
      }
      .content {
        grid-column: 1 / -1;
        padding-block-start: var(--_space-1);
      }
    }
    @media (forced-colors: active) {
      .base {
        border-width: 2px;
      }
    }
  }
`;
