import { svg } from 'lit';
import { icon } from '../internal/icon.js';

export const mic = icon(svg`<rect x="5.75" y="1.75" width="4.5" height="8" rx="2.25"></rect><path d="M3.25 7.5a4.75 4.75 0 0 0 9.5 0M8 12.25v2"></path>`);
