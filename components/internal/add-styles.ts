import { adoptStyles, type CSSResult, type LitElement } from 'lit';

/** Adds a sheet that was fetched later to those of the element. */
export function addStyles(element: LitElement, styles: CSSResult): void {
  const root = element.shadowRoot;
  if (root) adoptStyles(root, [...(element.constructor as typeof LitElement).elementStyles, styles]);
}
