import { svg } from 'lit';
import { icon, icons as shared } from '../internal/icons.js';

export const icons = {
  copy: shared.copy,
  clear: icon(svg`<path d="M2.5 4.5h11M6.5 4.5V3h3v1.5M4 4.5l.6 8.5h6.8l.6-8.5"></path>`),
  pause: icon(svg`<path d="M5.5 3.5v9M10.5 3.5v9"></path>`),
  resume: icon(svg`<path d="m5 3 7.5 5L5 13z"></path>`),
} as const;
