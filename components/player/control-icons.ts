import { svg } from 'lit';
import { icon } from '../internal/icon.js';

export const icons = {
  back: icon(svg`<path d="M3.5 3v3.5H7"></path><path d="M3.7 6.5a5 5 0 1 1-.6 3"></path>`),
  forward: icon(svg`<path d="M12.5 3v3.5H9"></path><path d="M12.3 6.5a5 5 0 1 0 .6 3"></path>`),
  sound: icon(svg`<path d="M2.5 6v4h2.3L8.5 13V3L4.8 6z"></path><path d="M11 6a3 3 0 0 1 0 4M12.8 4a6 6 0 0 1 0 8"></path>`),
  silent: icon(svg`<path d="M2.5 6v4h2.3L8.5 13V3L4.8 6z"></path><path d="m11 6.5 3 3M14 6.5l-3 3"></path>`),
};
