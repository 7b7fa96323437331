import { svg } from 'lit';
import { icon } from '../internal/icon.js';

export const icons = {
  down: icon(svg`<path d="M8 3v10M3.8 8.8 8 13l4.2-4.2"></path>`),
  previous: icon(svg`<path d="m3.5 10 4.5-4.5 4.5 4.5"></path>`),
  next: icon(svg`<path d="m3.5 6 4.5 4.5L12.5 6"></path>`),
  link: icon(svg`<path d="M6.8 9.2a2.6 2.6 0 0 0 3.700 0l2.200-2.200a2.6 2.6 0 0 0-3.700-3.700l-.8.8"></path><path d="M9.2 6.8a2.6 2.6 0 0 0-3.700 0L3.300 9a2.6 2.6 0 0 0 3.700 3.700l.8-.8"></path>`),
  pen: icon(svg`<path d="M10.5 3.2 12.8 5.5 5.5 12.8l-2.7.4.4-2.7z"></path>`),
};
