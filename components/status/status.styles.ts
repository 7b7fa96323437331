import { css } from 'lit';

export const statusStyles = css`
  @layer rm {
    :host {
      display: inline-block;
      max-inline-size: 100%;
      --_tone: var(--_muted);
    }
    :host(:state(loading)),
    :host(:state(running)) {
      --_tone: var(--_accent);
    }
    :host(:state(ready)),
    :host(:state(done)) {
      --_tone: var(--_success);
    }
    :host(:state(error)) {
      --_tone: var(--_danger);
    }
    .base {
      display: inline-flex;
      align-items: center;
      gap: var(--_space-2);
    }
    .badge {
      padding: 0.125rem var(--_space-3);
      border: 1px solid color-mix(in oklab, var(--_tone) 45%, var(--_bg));
      border-radius: 1rem;
      background: color-mix(in oklab, var(--_tone) 9%, var(--_bg));
      font-size: 0.8125rem;
      font-weight: 500;
    }
    .dot {
      inline-size: 0.625rem;
      block-size: 0.625rem;
      flex: none;
      border-radius: 50%;
      background: var(--_tone);
    }
    :host(:state(idle)) .dot {
      background: transparent;
      box-shadow: inset 0 0 0 2px var(--_tone);
    }
    :host(:state(error)) .dot {
      border-radius: 2px;
    }
    :host(:state(loading)) .dot,
    :host(:state(running)) .dot {
      animation: pulse 1.2s ease-in-out infinite alternate;
    }
    @keyframes pulse {
      from {
        opacity: 1;
      }
      to {
        opacity: 0.35;
      }
    }
    @media (forced-colors: active) {
      .dot {
        forced-color-adjust: none;
        background: CanvasText;
      }
      :host(:state(idle)) .dot {
        background: Canvas;
        box-shadow: inset 0 0 0 2px CanvasText;
      }
    }
  }
`;
