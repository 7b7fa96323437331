import { css } from 'lit';

export const detailStyles = css`
  @layer rm {
    .where {
      margin: 0;
      color: var(--_muted);
      font-size: 0.8125rem;
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
    @media (forced-colors: active) {
      .row.marked {
        outline: 1px solid;
        outline-offset: -1px;
      }
    }
  }
`;
