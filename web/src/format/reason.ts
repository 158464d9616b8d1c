import { SERVER_LANGUAGE } from "../messages/languages";
import type { Translate, Values } from "../messages/translate";
import type { Product, Reason } from "../wire/model";
import { capitalised } from "./words";

/** What a reason names, its words in the language of the page. */
function spoken({ values }: Reason, t: Translate): Values {
  const entries = Object.entries(values).map(([name, value]) => {
    if (typeof value === "number") return [name, value] as const;
    return [name, value.split(", ").map(t.word).join(", ")] as const;
  });
  return Object.fromEntries(entries);
}

/**
 * Why a product stands where it does, or null: the server's sentence where the page speaks its
 * language, or does not know one of the reasons.
 */
export function reasonSentence(
  { reasons, why_ranked: sentence }: Pick<Product, "reasons" | "why_ranked">,
  t: Translate,
): string | null {
  const said = reasons.map((reason) => t.find(`reason.${reason.code}`, spoken(reason, t)));
  const isKnown = said.length > 0 && !said.includes(null);
  return t.language === SERVER_LANGUAGE || !isKnown ? sentence : capitalised(said.join("; "));
}
