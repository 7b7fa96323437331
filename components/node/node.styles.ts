import { css } from 'lit';

/** Invisible unless asked for, or when there is an error to show. */
export const nodeStyles = css`
  @layer rm {
    :host {
      display: none;
    }
    :host([show]),
    :host(:state(error)) {
      display: block;
    }
    .card {
      display: grid;
      grid-template-columns: auto minmax(0, 1fr);
      gap: 0 var(--_space-3);
      align-items: center;
      padding: var(--_space-2) var(--_space-3);
      border: 1px solid var(--_border);
      border-radius: var(--_radius-m);
      background: var(--_bg);
      box-shadow: var(--_shadow-1);
    }
    .dot {
      inline-size: 0.5rem;
      block-size: 0.5rem;
      border-radius: 50%;
      background: var(--_control-border);
      transition: background var(--_fast);
    }
    :host(:state(ready)) .dot {
      background: var(--_success);
    }
    :host(:state(running)) .dot {
      background: var(--_accent);
      animation: pulse 1s ease-in-out infinite alternate;
    }
    :host(:state(failed)) .dot {
      background: var(--_danger);
    }
    @keyframes pulse {
      from {
        opacity: 0.35;
      }
    }
    .title {
      font-weight: 500;
      overflow-wrap: anywhere;
    }
    .params {
      grid-column: 2;
      color: var(--_muted);
      font-family: var(--_mono);
      font-size: 0.8125rem;
      overflow-wrap: anywhere;
    }
    .error {
      margin-block-start: var(--_space-2);
    }
    :host(:not([show])) .error {
      margin: 0;
    }
    .code {
      grid-column: 1 / -1;
      margin: var(--_space-2) calc(-1 * var(--_space-3)) calc(-1 * var(--_space-2));
      padding: var(--_space-2) var(--_space-3);
      border-block-start: 1px solid var(--_border);
      background: var(--_surface);
      border-end-start-radius: var(--_radius-m);
      border-end-end-radius: var(--_radius-m);
      font-family: var(--_mono);
      font-size: 0.8125rem;
      line-height: 1.6;
      white-space: pre;
      overflow-x: auto;
      direction: ltr;
      text-align: left;
    }
    .code:focus-visible {
      outline-offset: -2px;
    }
    .row {
      display: block;
      inline-size: max-content;
      min-inline-size: 100%;
      min-block-size: 1.6em;
    }
    .row.failed {
      background: color-mix(in oklab, var(--_danger) 14%, transparent);
    }
    @media (forced-colors: active) {
      .dot {
        border: 1px solid CanvasText;
        forced-color-adjust: none;
        background: Canvas;
      }
      :host(:state(running)) .dot,
      :host(:state(ready)) .dot {
        background: Highlight;
      }
      .row.failed {
        outline: 1px solid;
      }
    }
  }
`;
