import type { LitElement } from 'lit';
import { localeOf } from './locale.js';

/** What an element says, in English: a sentence, or one that is made of values. */
export type Texts = Record<string, string | ((...values: never[]) => string)>;

/** Finds the texts of a tag in a language; undefined while they are on their way, or when there are none. */
export type Translator = (tag: string, locale: string, arrived: () => void) => Texts | undefined;

let translator: Translator | undefined;
const connected = new Set<LitElement>();
let observer: MutationObserver | undefined;

/** Told by `i18n/translate.ts` when it is evaluated. */
export const useTranslator = (found: Translator): void => void (translator = found);

const updateAll = (): void => connected.forEach((element) => element.requestUpdate());

/** Renders the element again when a `lang` or `dir` anywhere on the page changes. Returns what ends that. */
export function followLanguage(element: LitElement): () => void {
  connected.add(element);
  if (!observer) {
    observer = new MutationObserver(updateAll);
    observer.observe(document, { subtree: true, attributeFilter: ['lang', 'dir'] });
  }
  return () => {
    connected.delete(element);
    if (connected.size > 0) return;
    observer?.disconnect();
    observer = undefined;
  };
}

/**
 * The texts of an element in the nearest `lang`. English is built in; the file of another language is fetched when it is first needed,
 * and the element is rendered again once it is there. `strings` are the page's own words and win.
 */
export function textsOf<T extends Texts>(element: LitElement, english: T, strings: Partial<Record<keyof T, string>> | undefined): T {
  const locale = localeOf(element) ?? globalThis.navigator?.language ?? 'en';
  let found: Texts | undefined;
  if (!/^en\b/.test(locale)) {
    if (translator) found = translator(element.localName, locale, () => element.requestUpdate());
    else import('../i18n/translate.js').then(updateAll, () => {});
  }
  if (!found && !strings) return english;
  const all: Texts = { ...english, ...found };
  for (const [key, text] of Object.entries<string>((strings ?? {}) as Record<string, string>)) {
    all[key] = typeof all[key] === 'function' ? (...values: unknown[]) => fill(text, values) : text;
  }
  return all as T;
}

/** `{0}` stands for the first value. */
const fill = (text: string, values: unknown[]): string => text.replace(/\{(\d)\}/g, (_, index) => String(values[Number(index)] ?? ''));
