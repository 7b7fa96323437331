/** The nearest `lang`, across shadow roots; undefined (the visitor's default) when there is none that Intl knows. */
export function localeOf(element: Element): string | undefined {
  let lang: string | null | undefined;
  // On a server there is no tree to look at.
  for (let at: Element | undefined = element; at && !lang; at = (at.getRootNode?.() as ShadowRoot | undefined)?.host) lang = at.closest?.('[lang]')?.getAttribute('lang');
  try {
    return Intl.getCanonicalLocales(lang ?? '')[0];
  } catch {
    return undefined;
  }
}
