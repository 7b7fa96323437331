import { svg } from 'lit';
import { icon } from '../internal/icon.js';

export const icons = {
  copy: icon(svg`<rect x="5.5" y="5.5" width="8" height="8" rx="1.5"></rect><path d="M10.5 5.5v-3h-8v8h3"></path>`),
  clear: icon(svg`<path d="M2.5 4.5h11M6.5 4.5V3h3v1.5M4 4.5l.6 8.5h6.8l.6-8.5"></path>`),
  pause: icon(svg`<path d="M5.5 3.5v9M10.5 3.5v9"></path>`),
  resume: icon(svg`<path d="m5 3 7.5 5L5 13z"></path>`),
} as const;
