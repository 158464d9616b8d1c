import { SERVER_LANGUAGE } from "../messages/languages";
import type { Translate } from "../messages/translate";
import type { Doubt } from "../wire/model";

/** Why to look twice: the server's sentence in its own language, else that of the page. */
export function doubtSentence({ message, reason }: Doubt, t: Translate): string {
  if (t.language === SERVER_LANGUAGE) return message;
  return t.find(`doubt.${reason}`) ?? message;
}
