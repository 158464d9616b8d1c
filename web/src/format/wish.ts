import { SERVER_LANGUAGE } from "../messages/languages";
import type { Translate } from "../messages/translate";
import type { Wish } from "../wire/model";
import type { Operation, PriceFilter } from "../wire/types";
import { formatMoney } from "./money";
import { formatFacts } from "./numbers";
import { attributeName, capitalised, conditionLabel, marketplaceLabel } from "./words";

/** How a chip is taken away. */
export interface ChipRemoval {
  /** What the button does. */
  name: string;
  /** What was done, once it is. */
  done: string;
  operations: Operation[];
}

export interface WishChip {
  /** Unique among the chips of one wish. */
  key: string;
  label: string;
  /** Whether it rules something out. */
  isExclusion: boolean;
  /** Null for what cannot be taken away: the thing itself. */
  removal: ChipRemoval | null;
}

/** The server refuses longer ones. */
const LONGEST_LABEL = 200;

function remove(slot: string, value: Operation["value"] = null): Operation {
  return { op: "remove", slot, value };
}

function wanted(t: Translate, label: string, ...operations: Operation[]): WishChip {
  const key = operations.map(({ slot, value }) => `${slot} ${value ?? ""}`).join(", ");
  const removal = {
    name: t("wish.remove", { label }),
    done: t("wish.removed", { label }),
    operations,
  };
  return { key, label, isExclusion: false, removal };
}

function unwanted(t: Translate, excluded: string, slot: string): WishChip {
  const operations = [remove(slot, excluded)];
  const value = t.word(excluded);
  const removal = {
    name: t("wish.allow", { value }),
    done: t("wish.allowed", { value }),
    operations,
  };
  const label = t("wish.without", { value });
  return { key: `not ${excluded}`, label, isExclusion: true, removal };
}

function priceChips({ min, max, currency }: PriceFilter, t: Translate): WishChip[] {
  const low = min === null ? null : formatMoney(min, currency, t.locale);
  const high = max === null ? null : formatMoney(max, currency, t.locale);
  if (low !== null && high !== null) {
    const label = t("wish.price_between", { low, high });
    return [wanted(t, label, remove("price_min"), remove("price_max"))];
  }
  if (high !== null) {
    return [wanted(t, t("wish.price_up_to", { price: high }), remove("price_max"))];
  }
  if (low === null) return [];
  return [wanted(t, t("wish.price_from", { price: low }), remove("price_min"))];
}

function attributeChips(name: string, given: string | string[], t: Translate): WishChip[] {
  return [given].flat().map((value) => {
    const label = t("wish.attribute", { name: attributeName(name, t), value: t.word(value) });
    return wanted(t, label, remove(`attributes.${name}`, value));
  });
}

function qualityChips({ condition, rating_min: rating }: Wish, t: Translate): WishChip[] {
  const chips: WishChip[] = [];
  if (condition !== null) chips.push(wanted(t, conditionLabel(condition, t), remove("condition")));
  if (rating !== null) chips.push(wanted(t, t("wish.rated", { rating }), remove("rating_min")));
  return chips;
}

function sortChips({ sort }: Wish, t: Translate): WishChip[] {
  return sort === "relevance" ? [] : [wanted(t, t(`wish.${sort}`), remove("sort"))];
}

function productChip(productType: string, t: Translate): WishChip {
  return { key: "product", label: capitalised(t.word(productType)), isExclusion: false, removal: null };
}

/** What is being looked for, as short labels in the order a person would say it. */
export function wishChips(wish: Wish, t: Translate): WishChip[] {
  const chips = [
    productChip(wish.product_type, t),
    ...(wish.price === null ? [] : priceChips(wish.price, t)),
    ...wish.brand_preferences.map((brand) => wanted(t, brand, remove("brands", brand))),
    ...Object.entries(wish.attributes).flatMap(([name, value]) => attributeChips(name, value, t)),
    ...qualityChips(wish, t),
    ...wish.marketplaces.map((shop) =>
      wanted(t, marketplaceLabel(shop, t), remove("marketplaces", shop)),
    ),
    ...sortChips(wish, t),
    ...wish.brands_excluded.map((brand) => unwanted(t, brand, "brands_excluded")),
    ...wish.exclude.map((value) => unwanted(t, value, "exclude")),
  ];
  return chips.filter((chip, index) => chips.findIndex(({ key }) => key === chip.key) === index);
}

/** What a watch of a wish is called; null where the server finds a name in the page's language itself. */
export function watchLabel(wish: Wish, t: Translate): string | null {
  if (t.language === SERVER_LANGUAGE) return null;
  const words = wishChips(wish, t).map(({ label }) => label);
  return formatFacts(words, t.locale).slice(0, LONGEST_LABEL);
}
