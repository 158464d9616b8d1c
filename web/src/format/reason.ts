import { SERVER_LANGUAGE } from "../messages/languages";
import type { Translate } from "../messages/translate";
import type { Product } from "../wire/model";
import { capitalised } from "./words";

/**
 * Why a product stands where it does, or null: the server's sentence where the page speaks its
 * language, or does not know one of the reasons.
 */
export function reasonSentence(
  { reasons, why_ranked: sentence }: Pick<Product, "reasons" | "why_ranked">,
  t: Translate,
): string | null {
  const said = reasons.map(({ code, values }) => t.find(`reason.${code}`, values));
  const isKnown = said.length > 0 && !said.includes(null);
  return t.language === SERVER_LANGUAGE || !isKnown ? sentence : capitalised(said.join("; "));
}
