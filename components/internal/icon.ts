import { svg, type SVGTemplateResult } from 'lit';

/**
 * Line icons on a 16-unit grid. They are decoration: the text beside them, or the control's label, carries the meaning. Every
 * shape has a closing tag, because the template minifier drops the slash of self-closing ones.
 */
export const icon = (content: SVGTemplateResult): SVGTemplateResult => svg`
  <svg viewBox="0 0 16 16" fill="none" stroke="currentColor" stroke-width="1.5" stroke-linecap="round"
    stroke-linejoin="round" aria-hidden="true" focusable="false">${content}</svg>`;
