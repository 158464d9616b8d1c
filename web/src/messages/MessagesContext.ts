import { createContext, useContext } from "react";
import type { Language, Translate } from "./translate";

/** What the page says, and the way to another language. */
export interface Messages {
  t: Translate;
  /** Speaks another language from now on, and on the next visit. */
  choose: (language: Language) => Promise<void>;
}

/** The language of the page; it is provided at its root. */
export const MessagesContext = createContext<Messages | null>(null);

/** The language of the page, and the way to another. */
export function useLanguage(): Messages {
  const messages = useContext(MessagesContext);
  if (messages === null) throw new Error("This component stands outside a MessagesContext.");
  return messages;
}

/** Says the messages of the page's language: `const t = useMessages()`, then `t("page.close")`. */
export function useMessages(): Translate {
  return useLanguage().t;
}
