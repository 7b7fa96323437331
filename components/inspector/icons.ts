import { svg } from 'lit';
import { icon } from '../internal/icon.js';

export const chevron = icon(svg`<path d="m6 3.5 4.5 4.5L6 12.5"></path>`);
