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
    .more {
      margin-block-start: var(--_space-2);
    }
    summary {
      inline-size: fit-content;
      min-block-size: 1.5rem;
      border-radius: var(--_radius-s);
      color: var(--_muted);
      font-size: 0.8125rem;
      cursor: pointer;
    }
    .more > .source,
    .more > .frames {
      margin-block-start: var(--_space-1);
    }
    .over {
      max-block-size: calc(100% - 2rem);
      padding: 0;
      border: 0;
      border-radius: var(--_radius-m);
      background: var(--_bg);
      color: inherit;
      box-shadow: 0 8px 28px rgb(15 23 30/24%);
      overflow: auto;
    }
    .over:empty {
      display: none;
    }
    dialog {
      inline-size: min(36rem, 100% - 2rem);
      max-inline-size: none;
    }
    .probe {
      position: fixed;
      inset-block-start: 0;
      inset-inline-start: 0;
      inline-size: 1px;
      block-size: 1px;
      visibility: hidden;
    }
    dialog::backdrop {
      background: rgb(15 23 30/45%);
    }
    /* Above what is in the corner already. What follows the direction of the text is the corner. */
    [popover] {
      position: fixed;
      inset: auto;
      inset-block-end: calc(1rem + var(--_below, 0px));
      inset-inline-end: 1rem;
      z-index: var(--rm-z-dialog, 1000);
      inline-size: min(26rem, 100% - 2rem);
      margin: 0;
      animation: rise var(--_slow) ease-out;
    }
    [popover].waiting {
      visibility: hidden;
    }
    @keyframes rise {
      from {
        transform: translateY(1rem);
      }
    }
    @media (forced-colors: active) {
      .row.marked {
        outline: 1px solid;
        outline-offset: -1px;
      }
    }
  }
`;
