import { svg } from 'lit';
import { icon } from './icon.js';

export const wave = icon(svg`<path d="M2 7v2M5 4.5v7M8 2.5v11M11 5.5v5M14 7v2"></path>`);
