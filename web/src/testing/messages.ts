import { type Catalogue, createTranslate, type Language, type Translate } from "../messages/translate";

const CATALOGUES = import.meta.glob<Catalogue>("../messages/catalogues/*.json", {
  eager: true,
  import: "default",
});

/** What the page says in a language, as it is written. */
export function catalogueOf(language: Language): Catalogue {
  const catalogue = CATALOGUES[`../messages/catalogues/${language}.json`];
  if (catalogue === undefined) throw new Error(`There are no messages in ${language}.`);
  return catalogue;
}

/** What the page says in a language, at hand without loading. */
export function speak(language: Language, locale: string = language): Translate {
  return createTranslate(language, locale, catalogueOf(language));
}

/** English, for tests that are not about languages. */
export const ENGLISH = speak("en", "en-US");
