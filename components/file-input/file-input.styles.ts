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
      background: var(--_accent-soft);
    }
    .prompt {
      display: flex;
      flex-wrap: wrap;
      gap: var(--_space-2) var(--_space-3);
      align-items: center;
      justify-content: center;
    }
    .hint,
    .hint ::slotted(*) {
      display: inline-flex;
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
    ul {
      display: grid;
      gap: var(--_space-2);
      inline-size: 100%;
      margin: 0;
      padding: 0;
      list-style: none;
      text-align: start;
    }
    li {
      display: grid;
      grid-template-columns: auto minmax(0, 1fr) auto;
      gap: 0 var(--_space-3);
      align-items: center;
      padding: var(--_space-2) var(--_space-3);
      border: 1px solid var(--_border);
      border-radius: var(--_radius-m);
      background: var(--_bg);
    }
    li .icon {
      color: var(--_muted);
      line-height: 0;
    }
    .name {
      overflow: hidden;
      text-overflow: ellipsis;
      white-space: nowrap;
    }
    .facts {
      color: var(--_muted);
      font-size: 0.8125rem;
      font-variant-numeric: tabular-nums;
    }
    .problems {
      display: grid;
      gap: var(--_space-2);
      inline-size: 100%;
      text-align: start;
    }
    .problems:empty {
      display: none;
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
