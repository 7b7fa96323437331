import { css } from 'lit';
import { buttons } from '../internal/buttons.js';

export const viewStyles = css`
  ${buttons}
  @layer rm {
    .toolbar {
      display: flex;
      flex-wrap: wrap;
      gap: var(--_space-1) var(--_space-2);
      align-items: center;
      padding: var(--_space-2);
      border-block-end: 1px solid var(--_border);
      background: var(--_surface);
    }
    select,
    input {
      min-block-size: 1.75rem;
      min-inline-size: 0;
      padding: 0 var(--_space-2);
      border: 1px solid var(--_control-border);
      border-radius: var(--_radius-s);
      background: var(--_bg);
      color: var(--_fg);
      font: inherit;
      font-size: 0.8125rem;
    }
    input {
      flex: 1 1 7rem;
    }
    .rows {
      max-block-size: var(--rm-log-max-size, 18rem);
      overflow: auto;
      padding-block: var(--_space-1);
      font-family: var(--_mono);
      font-size: 0.8125rem;
    }
    .rows:focus-visible {
      outline-offset: -2px;
    }
    .row {
      display: grid;
      grid-template-columns: auto auto minmax(0, 1fr) auto;
      gap: 0 var(--_space-2);
      padding: 0.0625rem var(--_space-3);
    }
    time,
    .source,
    .note {
      color: var(--_muted);
    }
    .level {
      inline-size: 0.5rem;
      block-size: 0.5rem;
      margin-block-start: 0.4rem;
      border-radius: 50%;
      background: var(--_muted);
    }
    .row[data-level='error'] {
      background: color-mix(in oklab, var(--_danger) 6%, var(--_bg));
    }
    .row[data-level='error'] .level {
      border-radius: 1px;
      background: var(--_danger);
    }
    .row[data-level='warn'] .level {
      background: var(--_warning);
    }
    .row[data-level='debug'] .level {
      background: transparent;
      box-shadow: inset 0 0 0 1px var(--_muted);
    }
    .source {
      margin-inline-end: 0.5em;
    }
    .message {
      white-space: pre-wrap;
      overflow-wrap: anywhere;
      unicode-bidi: plaintext;
    }
    .count {
      padding-inline: var(--_space-2);
      border-radius: 1rem;
      background: var(--_surface-2);
    }
    .note {
      margin: 0;
      padding: var(--_space-2) var(--_space-3);
      font-family: var(--_body);
      font-size: 0.8125rem;
    }
    textarea {
      box-sizing: border-box;
      inline-size: calc(100% - 2 * var(--_space-2));
      margin: var(--_space-2);
      min-block-size: 6rem;
      font-family: var(--_mono);
    }
    @container (inline-size < 24rem) {
      time {
        display: none;
      }
      .row {
        grid-template-columns: auto minmax(0, 1fr) auto;
      }
    }
    .base {
      container-type: inline-size;
    }
    @media (forced-colors: active) {
      .level {
        forced-color-adjust: none;
        background: CanvasText;
      }
    }
  }
`;
