import { SERVER_LANGUAGE } from "../messages/languages";
import type { Translate, Values } from "../messages/translate";
import type { Doubt } from "../wire/model";

/** What a doubt names, a condition in the words of the page. */
function spoken({ values }: Doubt, t: Translate): Values {
  const { condition } = values;
  if (condition === undefined) return values;
  return { ...values, condition: t.find(`condition.${condition}`) ?? condition };
}

/** Why to look twice: the server's sentence in its own language, else that of the page. */
export function doubtSentence(doubt: Doubt, t: Translate): string {
  const { code, message, reason } = doubt;
  if (t.language === SERVER_LANGUAGE) return message;
  const exact = code === null ? null : t.find(`doubt.${code}`, spoken(doubt, t));
  return exact ?? t.find(`doubt.${reason}`) ?? message;
}
