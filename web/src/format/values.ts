import { SERVER_LANGUAGE } from "../messages/languages";
import type { Translate } from "../messages/translate";
import { availabilityLabel, conditionLabel } from "./words";
import { AVAILABILITIES, CONDITIONS } from "../wire/decodeProduct";
import { asChoice } from "../wire/fields";

/** Names are the same in every language. */
const NAMES: ReadonlySet<string> = new Set(["brand", "model", "series", "title", "name", "sku", "mpn", "gtin"]);

const YES_OR_NO: Readonly<Record<string, "value.yes" | "value.no">> = {
  yes: "value.yes",
  true: "value.yes",
  no: "value.no",
  false: "value.no",
};

/** One word or phrase in the page's language; one that is not of a closed set stays as it is. */
function valueWord(value: string, t: Translate): string {
  const plain = value.trim().toLowerCase();
  const answer = YES_OR_NO[plain];
  if (answer !== undefined) return t(answer);
  if (t.language === SERVER_LANGUAGE) return value;
  const named = t.find(`value.${plain.replaceAll(/[^a-z0-9]+/g, "_").replaceAll(/^_|_$/g, "")}`);
  if (named !== null) return named;
  const known = t.word(plain);
  return known === plain ? value : known;
}

/** The value of a property in the page's language, as far as it is of a closed set. */
export function valueText(value: string, name: string, t: Translate): string {
  const condition = name === "condition" ? asChoice(value, CONDITIONS) : null;
  if (condition !== null) return conditionLabel(condition, t);
  const availability = name === "availability" ? asChoice(value, AVAILABILITIES) : null;
  if (availability !== null) return availabilityLabel(availability, t) ?? value;
  if (NAMES.has(name)) return value;
  return value.replaceAll(/[^,;/]+/g, (part) => {
    const words = part.trim();
    return words === "" ? part : part.replace(words, () => valueWord(words, t));
  });
}
