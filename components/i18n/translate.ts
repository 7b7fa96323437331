/** Languages beside English: which there are, and fetching the file of one when an element first needs it. */
import type { LitElement } from 'lit';
import { sayAgain, useTranslator, type Texts } from '../internal/texts.js';

/** The texts of a language by tag. */
export type Language = Record<string, Texts>;

const files: Record<string, () => Promise<{ default: Language }>> = {
  ar: () => import('./ar.js'),
  de: () => import('./de.js'),
  es: () => import('./es.js'),
  fr: () => import('./fr.js'),
  ja: () => import('./ja.js'),
  'zh-Hans': () => import('./zh-Hans.js'),
};

const loaded = new Map<string, Language>();
const coming = new Map<string, Promise<void>>();

/**
 * Adds a language, or words to one: what it holds wins over the kit's own, also in elements that are there already.
 *
 * @param lang a BCP 47 tag: `pt`, or `pt-BR` for pages in that alone.
 * @throws RangeError when it is none.
 */
export function addLanguage(lang: string, texts: Language): void {
  const name = new Intl.Locale(lang).baseName;
  loaded.set(name, merged(loaded.get(name) ?? {}, texts));
  if (!Object.hasOwn(files, name)) files[name] = async () => ({ default: {} });
  sayAgain();
}

const merged = (known: Language, more: Language): Language => ({ ...known, ...Object.fromEntries(Object.entries(more).map(([tag, own]) => [tag, { ...known[tag], ...own }])) });

/** The best of the languages there are: `zh-Hans` for `zh-CN`, `de` for `de-AT`; undefined when there is none. */
export function bestLanguage(locale: string): string | undefined {
  const exact = new Intl.Locale(locale);
  const { language, script } = exact.maximize();
  return [exact.baseName, `${language}-${script}`, language].find((name) => Object.hasOwn(files, name));
}

/** Never rejects: without the file the words stay English. A failed fetch is repeated when the next element asks. */
function fetchLanguage(lang: string): Promise<void> {
  let file = coming.get(lang);
  if (!file) {
    file = files[lang]!().then(
      ({ default: texts }) => {
        loaded.set(lang, merged(texts, loaded.get(lang) ?? {}));
      },
      () => void coming.delete(lang),
    );
    coming.set(lang, file);
  }
  return file;
}

function find(element: LitElement, locale: string): Texts | undefined {
  const lang = bestLanguage(locale);
  if (!lang) return undefined;
  if (!coming.has(lang)) void fetchLanguage(lang).then(sayAgain);
  return loaded.get(lang)?.[element.localName];
}

/** `{0}` stands for the first value. */
const fill = (text: string, values: unknown[]): string => text.replace(/\{(\d)\}/g, (_, index) => String(values[Number(index)] ?? ''));

useTranslator((element, locale, english, strings) => {
  const all: Texts = { ...english, ...find(element, locale) };
  for (const [key, text] of Object.entries(strings ?? {})) all[key] = typeof all[key] === 'function' ? (...values: unknown[]) => fill(text, values) : text;
  return all as typeof english;
});
