import { svg } from 'lit';
import { icon } from '../internal/icon.js';

export const icons = {
  download: icon(svg`<path d="M8 2.5v8M4.8 7.4 8 10.6l3.2-3.2"></path><path d="M2.5 11v1A1.5 1.5 0 0 0 4 13.5h8a1.5 1.5 0 0 0 1.5-1.5v-1"></path>`),
  copy: icon(svg`<rect x="5.5" y="5.5" width="8" height="8" rx="1.5"></rect><path d="M10.5 5.5V4A1.5 1.5 0 0 0 9 2.5H4A1.5 1.5 0 0 0 2.5 4v5A1.5 1.5 0 0 0 4 10.5h1.5"></path>`),
  share: icon(svg`<path d="M8 10V2.5M5 5.3 8 2.3l3 3"></path><path d="M5.5 7H4v6.5h8V7h-1.5"></path>`),
};
