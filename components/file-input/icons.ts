import { svg } from 'lit';
import { icon } from '../internal/icon.js';

export const upload = icon(svg`<path d="M8 10.5v-8M4.8 5.6 8 2.4l3.2 3.2M2.5 10v3.5h11V10"></path>`);
