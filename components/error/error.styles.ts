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
      border: 1px solid var(--_danger-line);
      border-radius: var(--_radius-m);
      background: var(--_danger-soft);
      color: var(--_fg);
      container-type: inline-size;
    }
    .icon {
      padding-block-start: 0.25em;
      color: var(--_danger);
      line-height: 1;
    }
    .content {
      min-inline-size: 0;
      overflow-wrap: anywhere;
    }
    .title,
    .hint,
    .where {
      margin: 0;
    }
    .title {
      font-weight: 600;
    }
    .hint {
      margin-block-start: var(--_space-1);
    }
    .where {
      color: var(--_muted);
      font-size: 0.8125rem;
    }
    .code {
      padding-block-start: 0.15em;
      color: var(--_danger);
      font-family: var(--_mono);
      font-size: 0.8125rem;
      white-space: nowrap;
    }
    .source,
    .frames {
      margin: var(--_space-3) 0 0;
      padding: var(--_space-2) 0;
      border: 1px solid var(--_border);
      border-radius: var(--_radius-s);
      background: var(--_bg);
      font-family: var(--_mono);
      font-size: 0.8125rem;
      line-height: 1.6;
      overflow-x: auto;
    }
    .row {
      display: grid;
      grid-template-columns: 3.25em 1fr;
      inline-size: max-content;
      min-inline-size: 100%;
      white-space: pre;
      direction: ltr;
    }
    .row > :first-child {
      padding-inline-end: 1em;
      color: var(--_muted);
      text-align: end;
      user-select: none;
    }
    .row > :last-child {
      padding-inline-end: var(--_space-3);
    }
    .row.marked {
      background: color-mix(in oklab, var(--_danger) 10%, transparent);
    }
    .caret {
      color: var(--_danger);
      font-weight: 700;
    }
    .frames {
      list-style: none;
      padding: 0;
    }
    .frames li {
      padding: var(--_space-2) var(--_space-3);
    }
    .frames li + li {
      border-block-start: 1px solid var(--_border);
    }
    .frames code {
      display: block;
      font: inherit;
      white-space: pre;
      direction: ltr;
    }
    .place {
      color: var(--_muted);
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
    textarea {
      inline-size: 100%;
      min-block-size: 8em;
      margin-block-start: var(--_space-2);
      padding: var(--_space-2);
      border: 1px solid var(--_control-border);
      border-radius: var(--_radius-s);
      background: var(--_bg);
      color: inherit;
      font-family: var(--_mono);
      font-size: 0.8125rem;
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
      .row.marked {
        outline: 1px solid;
        outline-offset: -1px;
      }
    }
  }
`;
