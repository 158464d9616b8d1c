import de from "../messages/catalogues/de.json";
import en from "../messages/catalogues/en.json";
import es from "../messages/catalogues/es.json";
import { createTranslate, type Language, type Translate } from "../messages/translate";

const CATALOGUES = { de, en, es };

/** What the page says in a language, at hand without loading. */
export function speak(language: Language, locale: string = language): Translate {
  return createTranslate(language, locale, CATALOGUES[language]);
}

/** English, for tests that are not about languages. */
export const ENGLISH = speak("en", "en-US");
