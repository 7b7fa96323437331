import { svg } from 'lit';
import { icon } from '../internal/icon.js';

export const icons = {
  play: icon(svg`<path d="M5 3.2v9.6L12.6 8z" fill="currentColor"></path>`),
  pause: icon(svg`<path d="M5.5 3.5v9M10.5 3.5v9" stroke-width="2.5"></path>`),
};
