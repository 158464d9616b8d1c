import type { Translate } from "../messages/translate";
import type { Recognised, Seen, Wish } from "../wire/model";
import type { Operation } from "../wire/types";
import { attributeName } from "./words";

export interface SeenChip {
  key: string;
  label: string;
  /** How it is known, and how certain it is. */
  source: string;
  /** What takes it out of what is searched for; null where it is not part of that. */
  operations: Operation[] | null;
  /** What the button does, and what was done. */
  remove: string;
  removed: string;
}

function same(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}

/** The value as it stands in what is searched for, or null. */
function wished({ name, value }: Recognised, wish: Wish | null): string | null {
  if (wish === null || name === "product_type" || name === "gtin") return null;
  const given = name === "brand" ? wish.brand_preferences : [wish.attributes[name] ?? []].flat();
  return given.find((one) => same(one, value)) ?? null;
}

function removal(name: string, value: string): Operation {
  return { op: "remove", slot: name === "brand" ? "brands" : `attributes.${name}`, value };
}

function sourceText({ source, confidence }: Recognised, t: Translate): string {
  const from = t.find(`seen.from_${source}`) ?? source;
  const percent = new Intl.NumberFormat(t.locale, { style: "percent" }).format(Math.min(1, confidence));
  return `${from}, ${percent}`;
}

/** What a photo shows as chips, in the order the server names it. */
export function seenChips({ attributes, title }: Seen, wish: Wish | null, t: Translate): SeenChip[] {
  const chips = attributes.map((one): SeenChip => {
    const value = wished(one, wish);
    const shown = one.name === "gtin" && title !== null ? `${title} (${one.value})` : t.word(one.value);
    const label = t("wish.attribute", { name: attributeName(one.name, t), value: shown });
    return {
      key: `${one.name} ${one.value}`,
      label,
      source: sourceText(one, t),
      operations: value === null ? null : [removal(one.name, value)],
      remove: t("seen.remove", { label }),
      removed: t("seen.removed", { label }),
    };
  });
  return chips;
}
