import { css } from 'lit';

export const fileInputStyles = css`
  @layer rm {
    :host {
      display: block;
    }
    .base {
      display: grid;
      grid-template-columns: minmax(0, 1fr);
      gap: var(--_space-3);
      padding: var(--_space-5) var(--_space-4);
      border: 1px dashed var(--_control-border);
      border-radius: var(--_radius-l);
      background: var(--_surface);
      text-align: center;
      justify-items: center;
      transition:
        border-color var(--_fast),
        background var(--_fast);
    }
    .base.over {
      border-color: var(--_accent);
      border-style: solid;
      background: color-mix(in oklab, var(--_accent) 9%, var(--_bg));
    }
    .prompt,
    .hint,
    .hint ::slotted(*) {
      display: flex;
      flex-wrap: wrap;
      gap: var(--_space-2);
      align-items: center;
      justify-content: center;
    }
    .hint {
      color: var(--_muted);
      font-size: 0.875rem;
    }
    input {
      display: none;
    }
    rm-error {
      inline-size: 100%;
      text-align: start;
    }
    :host(:state(disabled)) .base {
      color: var(--_muted);
    }
    @media (forced-colors: active) {
      .base.over {
        border: 2px solid Highlight;
      }
    }
  }
`;
