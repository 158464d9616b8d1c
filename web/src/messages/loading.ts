import { FALLBACK, localeOf } from "./languages";
import { type Catalogue, createTranslate, type Language, type Translate } from "./translate";

/** Fetches what the page says in a language; fails where it cannot be fetched. */
export type FetchCatalogue = (language: Language) => Promise<Catalogue>;

// Each is a file of its own in the build: only the language in use is fetched.
const CATALOGUES = import.meta.glob<Catalogue>("./catalogues/*.json", { import: "default" });

/** Fetches a catalogue that was built with the page. */
export const fetchBuilt: FetchCatalogue = (language) => {
  const fetch = CATALOGUES[`./catalogues/${language}.json`];
  if (fetch === undefined) throw new Error(`There are no messages in ${language}.`);
  return fetch();
};

/**
 * Loads a language; English where that one cannot be fetched.
 *
 * @param preferred the languages of the browser, which tell the region
 */
export async function loadMessages(
  language: Language,
  preferred: readonly string[],
  fetch: FetchCatalogue = fetchBuilt,
): Promise<Translate> {
  try {
    return createTranslate(language, localeOf(language, preferred), await fetch(language));
  } catch (problem) {
    if (language === FALLBACK) throw problem;
    return loadMessages(FALLBACK, preferred, fetch);
  }
}
