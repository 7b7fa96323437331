/** Languages beside English: which there are, and fetching the file of one when an element first needs it. */
import type { LitElement } from 'lit';
import { sayAgain, useTranslator, type Texts } from '../internal/texts.js';

/** The texts of a language by tag. */
export type Language = Record<string, Texts>;

const files: Record<string, () => Promise<{ default: Language }>> = {};

const loaded = new Map<string, Language>();
const coming = new Map<string, Promise<void>>();

/** Adds a language, or words to one: what it holds wins over the kit's own. `lang` is a BCP 47 tag. */
export function addLanguage(lang: string, texts: Language): void {
  const known = loaded.get(lang) ?? {};
  loaded.set(lang, { ...known, ...Object.fromEntries(Object.entries(texts).map(([tag, own]) => [tag, { ...known[tag], ...own }])) });
  if (!(lang in files)) files[lang] = async () => ({ default: {} });
}

/** The best of the languages there are: `zh-Hans` for `zh-CN`, `de` for `de-AT`; undefined when there is none. */
export function bestLanguage(locale: string): string | undefined {
  const exact = new Intl.Locale(locale);
  const { language, script } = exact.maximize();
  return [exact.baseName, `${language}-${script}`, language].find((name) => name in files);
}

/** Never rejects: without the file the words stay English. A failed fetch is repeated when the next element asks. */
function fetchLanguage(lang: string): Promise<void> {
  let file = coming.get(lang);
  if (!file) {
    file = files[lang]!().then(
      ({ default: texts }) => {
        const added = loaded.get(lang);
        loaded.set(lang, texts);
        if (added) addLanguage(lang, added);
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
