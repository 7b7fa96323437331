import { css } from 'lit';

export const progressStyles = css`
  @layer rm {
    :host {
      display: block;
    }
    /* Keeps its room: what follows must not move when it appears. */
    :host(:not(:state(shown))) {
      visibility: hidden;
    }
    .base {
      display: grid;
      gap: var(--_space-1);
      font-size: 0.8125rem;
    }
    /* Columns of their own: figures that grow move nothing. */
    .text {
      display: grid;
      grid-template-columns: 1fr 1fr;
      gap: 0 var(--_space-3);
    }
    .detail {
      color: var(--_muted);
      font-variant-numeric: tabular-nums;
    }
    .track {
      block-size: 4px;
      border-radius: 2px;
      background: var(--_surface-2);
      overflow: hidden;
    }
    .bar {
      block-size: 100%;
      inline-size: 100%;
      border-radius: inherit;
      background: var(--_accent);
      transform: scaleX(var(--_share, 0));
      transform-origin: left;
      transition: transform var(--_slow) linear;
    }
    :host(:dir(rtl)) .bar {
      transform-origin: right;
    }
    .bar.unknown {
      inline-size: 35%;
      transform: none;
      animation: slide 1.3s ease-in-out infinite alternate;
    }
    @keyframes slide {
      to {
        transform: translateX(186%);
      }
    }
    :host(:dir(rtl)) .bar.unknown {
      animation-name: slide-rtl;
    }
    @keyframes slide-rtl {
      to {
        transform: translateX(-186%);
      }
    }
    @media (forced-colors: active) {
      .track {
        block-size: 6px;
        border: 1px solid CanvasText;
        forced-color-adjust: none;
        background: Canvas;
      }
      .bar {
        background: Highlight;
      }
    }
  }
`;
