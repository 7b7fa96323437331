import { css } from 'lit';

export const editorStyles = css`
  @layer rm {
    :host {
      display: block;
    }
    .base {
      border: 1px solid var(--_control-border);
      border-radius: var(--_radius-m);
      background: var(--_bg);
      overflow: hidden;
    }
    .base:focus-within {
      border-color: var(--_focus);
    }
    .base:has(.cm-focused) {
      outline: 2px solid var(--_focus);
      outline-offset: -1px;
    }
    textarea,
    .code {
      display: block;
      inline-size: 100%;
      min-block-size: var(--rm-editor-min-size, 8rem);
      max-block-size: var(--rm-editor-max-size, 32rem);
      overflow: auto;
      font-family: var(--_mono);
      font-size: 0.8125rem;
      line-height: 1.5;
      /* Code is written from left to right wherever the page is read from right to left. */
      direction: ltr;
      text-align: left;
    }
    textarea {
      padding: var(--_space-2) var(--_space-3);
      border: 0;
      background: none;
      color: inherit;
      field-sizing: content;
      tab-size: 4;
      white-space: pre;
      resize: vertical;
    }
    textarea:focus-visible {
      outline-offset: -2px;
    }
    .bar {
      display: flex;
      flex-wrap: wrap;
      align-items: center;
      gap: var(--_space-2);
      padding: var(--_space-2);
      border-block-start: 1px solid var(--_border);
      background: var(--_surface);
    }
    .note {
      margin: 0;
      color: var(--_muted);
      font-size: 0.8125rem;
    }
    .note.failed {
      color: var(--_danger);
    }
  }
`;
