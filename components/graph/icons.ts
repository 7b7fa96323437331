import { svg, type SVGTemplateResult } from 'lit';
import type { GraphNodeKind } from '../../core/graph/model.js';
import { icon } from '../internal/icon.js';

/** A shape per kind of node; each differs without its colour. */
export const icons: Record<GraphNodeKind, SVGTemplateResult> = {
  input: icon(svg`<path d="M2.5 3.5h7v9h-7M6 8h7.5M11 5.5 13.5 8 11 10.5"></path>`),
  output: icon(svg`<path d="M6.5 3.5h7v9h-7M2 8h7.5M7 5.5 9.5 8 7 10.5"></path>`),
  runtime: icon(svg`<circle cx="8" cy="8" r="2.25"></circle><path d="M8 2v2M8 12v2M2 8h2M12 8h2M3.8 3.8l1.4 1.4M10.8 10.8l1.4 1.4M12.2 3.8l-1.4 1.4M5.2 10.8l-1.4 1.4"></path>`),
  python: icon(svg`<path d="m5.5 4.5-3.5 3.5 3.5 3.5M10.5 4.5 14 8l-3.5 3.5"></path>`),
  page: icon(svg`<rect x="2" y="3" width="12" height="10" rx="1.5"></rect><path d="M2 6h12"></path>`),
  program: icon(svg`<path d="m3 5 3 3-3 3M8 11.5h5"></path>`),
};
