/** Which language the page speaks: the one chosen here, else the first of the browser that it knows. */
import type { PageStorage } from "../storage/pageStorage";
import { asChoice } from "../wire/fields";
import { LANGUAGES } from "./keys";
import type { Language } from "./translate";

const LANGUAGE_KEY = "talknshop.language";

/** The language of the sentences that the server sends beside codes. */
export const SERVER_LANGUAGE: Language = "en";

/** What is spoken where none of the person's languages is known. */
export const FALLBACK: Language = "en";

function languageOf(locale: string): Language | null {
  return asChoice(locale.toLowerCase().split("-")[0], LANGUAGES);
}

/**
 * The language to speak.
 *
 * @param preferred the languages of the browser, the dearest first
 */
export function openingLanguage(storage: PageStorage, preferred: readonly string[]): Language {
  const chosen = asChoice(storage.get(LANGUAGE_KEY), LANGUAGES);
  const known = preferred.map(languageOf).find((language) => language !== null);
  return chosen ?? known ?? FALLBACK;
}

/** Keeps the language for the next visit. */
export function rememberLanguage(storage: PageStorage, language: Language): void {
  storage.set(LANGUAGE_KEY, language);
}

/** Whether the browser's own name of a language is one: some say `en-US@posix`, which nothing takes. */
function isLocale(locale: string): boolean {
  try {
    return Intl.getCanonicalLocales(locale).length > 0;
  } catch {
    return false;
  }
}

/** The language with the region that the browser names for it, such as `de-AT`. */
export function localeOf(language: Language, preferred: readonly string[]): string {
  return preferred.find((locale) => languageOf(locale) === language && isLocale(locale)) ?? language;
}

/** The name of a language in itself, as a choice: "Deutsch". */
export function nameOf(language: Language): string {
  const name = new Intl.DisplayNames([language], { type: "language" }).of(language) ?? language;
  return name.charAt(0).toLocaleUpperCase(language) + name.slice(1);
}
