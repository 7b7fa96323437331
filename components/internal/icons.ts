import { svg } from 'lit';
import { icon } from './icon.js';

/** Icons of what comes later than the elements themselves; those that are there from the start stand with their element. */
export const icons = {
  alert: icon(svg`<circle cx="8" cy="8" r="6.25"></circle><path d="M8 4.9v3.6M8 11.1v.01"></path>`),
  check: icon(svg`<path d="m3.5 8.5 3 3 6-7"></path>`),
  close: icon(svg`<path d="m4 4 8 8M12 4l-8 8"></path>`),
  copy: icon(svg`<rect x="5.5" y="5.5" width="8" height="8" rx="1.5"></rect><path d="M10.5 5.5V4A1.5 1.5 0 0 0 9 2.5H4A1.5 1.5 0 0 0 2.5 4v5A1.5 1.5 0 0 0 4 10.5h1.5"></path>`),
  retry: icon(svg`<path d="M13.2 9.2A5.4 5.4 0 1 1 12.4 5L13.5 6.2"></path><path d="M13.6 2.8v3.4h-3.4"></path>`),
  file: icon(svg`<path d="M9 2H4.5A1.5 1.5 0 0 0 3 3.5v9A1.5 1.5 0 0 0 4.5 14h7a1.5 1.5 0 0 0 1.5-1.5V6z"></path><path d="M9 2v4h4"></path>`),
  chevron: icon(svg`<path d="m6 3.5 4.5 4.5L6 12.5"></path>`),
} as const;
