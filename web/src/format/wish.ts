import type { Wish } from "../wire/model";
import type { Operation, PriceFilter, Sort } from "../wire/types";
import { formatMoney } from "./money";
import { capitalised, conditionLabel, marketplaceLabel, plainWords } from "./words";

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

const SORTS: Readonly<Record<Sort, string | null>> = {
  relevance: null,
  price_asc: "Cheapest first",
  price_desc: "Dearest first",
  rating_desc: "Best rated first",
};

const ABBREVIATIONS = new Set(["cpu", "gpu", "os", "ram", "ssd", "usb"]);

function remove(slot: string, value: Operation["value"] = null): Operation {
  return { op: "remove", slot, value };
}

function wanted(label: string, ...operations: Operation[]): WishChip {
  const key = operations.map(({ slot, value }) => `${slot} ${value ?? ""}`).join(", ");
  const removal = { name: `Remove ${label}`, done: `Removed “${label}”`, operations };
  return { key, label, isExclusion: false, removal };
}

function unwanted(value: string, slot: string): WishChip {
  const operations = [remove(slot, value)];
  const removal = { name: `Allow ${value} again`, done: `Allowed ${value} again`, operations };
  return { key: `not ${value}`, label: `Not ${value}`, isExclusion: true, removal };
}

function priceChips({ min, max, currency }: PriceFilter, locale?: string): WishChip[] {
  const low = min === null ? null : formatMoney(min, currency, locale);
  const high = max === null ? null : formatMoney(max, currency, locale);
  if (low !== null && high !== null) {
    return [wanted(`${low} to ${high}`, remove("price_min"), remove("price_max"))];
  }
  if (high !== null) return [wanted(`Up to ${high}`, remove("price_max"))];
  return low === null ? [] : [wanted(`From ${low}`, remove("price_min"))];
}

/** The name of an attribute as people write it. */
export function attributeName(name: string): string {
  const words = plainWords(name);
  return ABBREVIATIONS.has(words) ? words.toUpperCase() : capitalised(words);
}

function attributeChips(name: string, value: string | string[]): WishChip[] {
  return [value].flat().map((one) =>
    wanted(`${attributeName(name)}: ${one}`, remove(`attributes.${name}`, one)),
  );
}

function optional(label: string | null, slot: string): WishChip[] {
  return label === null ? [] : [wanted(label, remove(slot))];
}

function qualityChips({ condition, rating_min: rating }: Wish): WishChip[] {
  return [
    ...optional(condition === null ? null : conditionLabel(condition), "condition"),
    ...optional(rating === null ? null : `Rated ${rating} or better`, "rating_min"),
  ];
}

function productChip(productType: string): WishChip {
  return { key: "product", label: capitalised(productType), isExclusion: false, removal: null };
}

/** What is being looked for, as short labels in the order a person would say it. */
export function wishChips(wish: Wish, locale?: string): WishChip[] {
  const chips = [
    productChip(wish.product_type),
    ...(wish.price === null ? [] : priceChips(wish.price, locale)),
    ...wish.brand_preferences.map((brand) => wanted(brand, remove("brands", brand))),
    ...Object.entries(wish.attributes).flatMap(([name, value]) => attributeChips(name, value)),
    ...qualityChips(wish),
    ...wish.marketplaces.map((shop) => wanted(marketplaceLabel(shop), remove("marketplaces", shop))),
    ...optional(SORTS[wish.sort], "sort"),
    ...wish.brands_excluded.map((brand) => unwanted(brand, "brands_excluded")),
    ...wish.exclude.map((value) => unwanted(value, "exclude")),
  ];
  return chips.filter((chip, index) => chips.findIndex(({ key }) => key === chip.key) === index);
}
