import { css } from 'lit';

export const textInputStyles = css`
  @layer rm {
    :host {
      display: block;
    }
    .base {
      display: grid;
      grid-template-columns: minmax(0, 1fr);
      gap: var(--_space-1);
    }
    label {
      font-weight: 500;
    }
    label.empty {
      display: none;
    }
    .row {
      display: flex;
      flex-wrap: wrap;
      gap: var(--_space-2);
      align-items: end;
    }
    .control {
      flex: 1 1 12rem;
      min-inline-size: 0;
      min-block-size: var(--_control);
      padding: 0.375rem var(--_space-3);
      border: 1px solid var(--_control-border);
      border-radius: var(--_radius-m);
      background: var(--_bg);
      color: var(--_fg);
      font: inherit;
      transition: border-color var(--_fast);
    }
    textarea.control {
      min-block-size: 5.5rem;
      field-sizing: content;
      max-block-size: 24rem;
      resize: vertical;
    }
    .control::placeholder {
      color: var(--_muted);
      opacity: 1;
    }
    .control:hover:not(:disabled) {
      border-color: var(--_fg);
    }
    .control:focus-visible {
      outline-offset: -1px;
      border-color: var(--_focus);
    }
    .control[aria-invalid='true'] {
      border-color: var(--_danger);
    }
    .control:disabled {
      background: var(--_surface);
      color: var(--_muted);
      cursor: not-allowed;
    }
    :host([type='json']) .control,
    :host([type^='number']) .control {
      font-variant-numeric: tabular-nums;
    }
    :host([type='json']) .control {
      font-family: var(--_mono);
      font-size: 0.875rem;
    }
    .problem {
      margin: 0;
      color: var(--_danger);
      font-size: 0.8125rem;
    }
  }
`;
