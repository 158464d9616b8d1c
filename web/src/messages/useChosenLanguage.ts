import { useEffect, useState } from "react";
import type { PageStorage } from "../storage/pageStorage";
import { rememberLanguage } from "./languages";
import type { Messages } from "./MessagesContext";
import type { Language, Translate } from "./translate";

/**
 * The language of the page, kept in step with the document and with this browser's memory.
 *
 * @param opening what is spoken at first
 * @param load fetches another language
 */
export function useChosenLanguage(
  storage: PageStorage,
  opening: Translate,
  load: (language: Language) => Promise<Translate>,
): Messages {
  const [t, setT] = useState<Translate>(() => opening);

  useEffect(() => {
    document.documentElement.lang = t.language;
  }, [t]);

  async function choose(language: Language): Promise<void> {
    const next = await load(language);
    // What could not be fetched is no choice to come back to.
    if (next.language === language) rememberLanguage(storage, language);
    setT(() => next);
  }

  return { t, choose };
}
