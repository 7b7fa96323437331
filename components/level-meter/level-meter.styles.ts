import { css } from 'lit';

export const levelMeterStyles = css`
  @layer rm {
    :host {
      display: block;
      min-inline-size: 1.5rem;
    }
    :host([orientation='vertical']) {
      display: inline-block;
    }
    .track {
      position: relative;
      block-size: 0.75rem;
      overflow: hidden;
      border-radius: var(--_radius-s);
      background: var(--_surface-2);
    }
    .bar,
    .peak {
      position: absolute;
      inset: 0;
      transition: transform 60ms linear;
    }
    .bar {
      background: var(--rm-level-meter-color, var(--_success));
      transform: scaleX(var(--_level, 0));
      transform-origin: left;
    }
    .peak {
      border-inline-end: 2px solid var(--_fg);
      transform: translateX(calc((var(--_peak, 0) - 1) * 100%));
    }
    :host(:dir(rtl)) .bar {
      transform-origin: right;
    }
    :host(:dir(rtl)) .peak {
      transform: translateX(calc((1 - var(--_peak, 0)) * 100%));
    }
    :host([orientation='vertical']) .track {
      inline-size: 0.75rem;
      block-size: var(--rm-level-meter-length, 6rem);
    }
    :host([orientation='vertical']) .bar {
      transform: scaleY(var(--_level, 0));
      transform-origin: bottom;
    }
    :host([orientation='vertical']) .peak {
      border-inline-end: 0;
      border-block-start: 2px solid var(--_fg);
      transform: translateY(calc((1 - var(--_peak, 0)) * 100%));
    }
    :host(:state(clipping)) .bar {
      background: var(--_danger);
    }
    p {
      margin: var(--_space-1) 0 0;
      color: var(--_muted);
      font-size: 0.875rem;
    }
    @media (forced-colors: active) {
      .track {
        border: 1px solid CanvasText;
      }
      .bar {
        background: Highlight;
        forced-color-adjust: none;
      }
    }
  }
`;
