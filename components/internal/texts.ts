import { isServer, type LitElement } from 'lit';
import { localeOf } from './locale.js';

/** What an element says, in English: a sentence, or one that is made of values. */
export type Texts = Record<string, string | ((...values: never[]) => string)>;

/** The texts of an element in a language and in the page's own words; English as long as there is nothing else. */
export type Translator = <T extends Texts>(element: LitElement, locale: string, english: T, strings: Record<string, string> | undefined) => T;

let translate: Translator | undefined;

/** Told by `i18n/translate.ts` when it is evaluated. */
export const useTranslator = (translator: Translator): void => void (translate = translator);

/** Elements in the page, which are rendered again when a `lang` or `dir` anywhere in it changes. */
export const speaking = new Set<LitElement>();

/** Renders them again. */
export const sayAgain = (): void => speaking.forEach((element) => element.requestUpdate());

if (!isServer) new MutationObserver(sayAgain).observe(document, { subtree: true, attributeFilter: ['lang', 'dir'] });

/**
 * The texts of an element in the nearest `lang`. English is built in; what is needed for another language is fetched when an element first
 * asks for it, and the elements are rendered again once it is there. `strings` are the page's own words and win.
 */
export function textsOf<T extends Texts>(element: LitElement, english: T, strings: Record<string, string> | undefined): T {
  const locale = localeOf(element) ?? globalThis.navigator?.language ?? 'en';
  if (!strings && /^en\b/.test(locale)) return english;
  if (!translate) import('../i18n/translate.js').then(sayAgain, () => {});
  return translate?.(element, locale, english, strings) ?? english;
}
