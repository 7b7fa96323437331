/** The nearest `lang`, across shadow roots; undefined (the visitor's default) when there is none that Intl knows. */
export function localeOf(element: Element): string | undefined {
  // On a server there is no tree to look at.
  for (let at: Element | null = element; at?.isConnected; ) {
    const lang = at.closest('[lang]')?.getAttribute('lang');
    if (lang) {
      try {
        return Intl.getCanonicalLocales(lang)[0];
      } catch {
        return undefined;
      }
    }
    const root: Node = at.getRootNode();
    at = root instanceof ShadowRoot ? root.host : null;
  }
  return undefined;
}
