import { css } from 'lit';

export const waveformStyles = css`
  @layer rm {
    :host {
      display: block;
    }
    .base {
      position: relative;
      block-size: var(--rm-waveform-size, 5rem);
      border-radius: var(--_radius-m);
      background: var(--_surface);
      overflow: hidden;
    }
    [role='slider'] {
      cursor: pointer;
      touch-action: pan-y;
    }
    /* The drawing takes its colours from here: what was, what is, and the ground. */
    canvas {
      display: block;
      inline-size: 100%;
      block-size: 100%;
      color: var(--rm-waveform-color, var(--_control-border));
      caret-color: var(--_accent);
      background-color: var(--_surface);
      contain: strict;
    }
    .cursor {
      position: absolute;
      inset-block: 0;
      inset-inline-start: 0;
      inline-size: 0;
      pointer-events: none;
    }
    .cursor[hidden] {
      display: none;
    }
    @media (forced-colors: active) {
      .base {
        border: 1px solid CanvasText;
      }
      canvas {
        color: CanvasText;
        caret-color: Highlight;
        background-color: Canvas;
        forced-color-adjust: none;
      }
    }
  }
`;
