import { svg } from 'lit';
import { icon } from '../internal/icon.js';

export const stop = icon(svg`<rect x="4" y="4" width="8" height="8" rx="1.5" fill="currentColor"></rect>`);
export const pause = icon(svg`<path d="M5.5 3.5v9M10.5 3.5v9"></path>`);
export const mute = icon(svg`<path d="M5.75 6V4a2.25 2.25 0 0 1 4.5 0v3.5M3.25 7.5a4.75 4.75 0 0 0 7.6 3.8M8 12.25v2M2.5 2.5l11 11"></path>`);
