import { css } from 'lit';
import { buttons } from '../internal/buttons.js';

/** Adopted once the view is there. */
export const viewStyles = css`
  ${buttons}
  @layer rm {
    .toolbar,
    .actions,
    .find {
      display: flex;
      flex-wrap: wrap;
      gap: var(--_space-2);
      align-items: center;
    }
    .toolbar {
      padding: var(--_space-2) var(--_space-3);
      border-block-end: 1px solid var(--_border);
      background: var(--_surface);
    }
    .toolbar.bare {
      display: none;
    }
    .find {
      flex: 1 1 14rem;
      min-inline-size: 0;
      flex-wrap: nowrap;
    }
    .find input {
      flex: 1 1 4rem;
      min-inline-size: 0;
      min-block-size: 1.75rem;
      padding: 0 var(--_space-2);
      border: 1px solid var(--_control-border);
      border-radius: var(--_radius-s);
      background: var(--_bg);
      color: inherit;
      font: inherit;
    }
    .count {
      color: var(--_muted);
      font-size: 0.8125rem;
      font-variant-numeric: tabular-nums;
      white-space: nowrap;
    }
    .told {
      color: var(--_muted);
      font-size: 0.8125rem;
    }
    .list {
      position: relative;
      max-block-size: var(--rm-transcript-max-size, 24rem);
      padding-block: var(--_space-2);
      overflow: hidden auto;
      overscroll-behavior: contain;
    }
    .list[hidden] {
      display: none;
    }
    .list:focus-visible,
    .row:focus-visible {
      outline-offset: -2px;
    }
    .row {
      display: flex;
      gap: var(--_space-3);
      align-items: start;
      padding: var(--_space-1) var(--_space-4);
    }
    .row.current {
      background: color-mix(in oklab, var(--_accent) 9%, var(--_bg));
    }
    .row.interim {
      color: var(--_muted);
      font-style: italic;
    }
    .time {
      flex: none;
      min-inline-size: 2.75rem;
      padding-block-start: 0.15em;
      color: var(--_muted);
      font-size: 0.8125rem;
      font-variant-numeric: tabular-nums;
      cursor: pointer;
    }
    .body {
      flex: 1;
      min-inline-size: 0;
    }
    .speaker {
      display: block;
      font-size: 0.8125rem;
      font-weight: 600;
      overflow-wrap: anywhere;
    }
    .text {
      margin: 0;
      overflow-wrap: anywhere;
      white-space: pre-wrap;
    }
    /* The editor in it brings blanks of its own. */
    .text.editing {
      white-space: normal;
    }
    .word {
      border-radius: 2px;
      cursor: pointer;
    }
    .word:hover {
      background: var(--_surface-2);
    }
    .word.current {
      background: var(--_accent);
      color: var(--_accent-fg);
    }
    .word[data-time]::before {
      content: attr(data-time);
      margin-inline-end: 0.25em;
      color: var(--_muted);
      font-size: 0.6875rem;
      font-variant-numeric: tabular-nums;
      vertical-align: super;
    }
    .word.current[data-time]::before {
      color: inherit;
    }
    mark {
      background: color-mix(in oklab, #f5c400 45%, var(--_bg));
      color: inherit;
    }
    mark.match-current {
      outline: 2px solid var(--_focus);
    }
    mark.linked {
      background: color-mix(in oklab, var(--_accent) 22%, var(--_bg));
    }
    .word.current mark {
      color: var(--_fg);
    }
    .pen {
      flex: none;
      opacity: 0;
    }
    .row:hover .pen,
    .row:focus-within .pen {
      opacity: 1;
    }
    textarea {
      display: block;
      inline-size: 100%;
      padding: var(--_space-2);
      border: 1px solid var(--_control-border);
      border-radius: var(--_radius-s);
      background: var(--_bg);
      color: inherit;
      font: inherit;
      resize: vertical;
    }
    .answers {
      display: flex;
      flex-wrap: wrap;
      gap: var(--_space-2);
      margin-block-start: var(--_space-2);
    }
    .note {
      margin: 0;
      padding: var(--_space-1) var(--_space-4);
      border-block-start: 1px solid var(--_border);
      color: var(--_muted);
      font-size: 0.8125rem;
    }
    .jump {
      position: absolute;
      inset-block-end: var(--_space-3);
      inset-inline-end: var(--_space-4);
      box-shadow: var(--_shadow-1);
    }
    @media (hover: none) {
      .pen {
        opacity: 1;
      }
    }
    @media (forced-colors: active) {
      .row.current,
      .word.current {
        outline: 1px solid Highlight;
      }
      mark {
        background: Mark;
        color: MarkText;
      }
    }
  }
`;
