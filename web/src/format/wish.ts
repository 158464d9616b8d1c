import type { Wish } from "../wire/model";
import type { PriceFilter, Sort } from "../wire/types";
import { formatMoney } from "./money";
import { capitalised, conditionLabel, marketplaceLabel, plainWords } from "./words";

export interface WishChip {
  /** Unique among the chips of one wish. */
  key: string;
  label: string;
  /** Whether it rules something out. */
  isExclusion: boolean;
}

const SORTS: Readonly<Record<Sort, string | null>> = {
  relevance: null,
  price_asc: "Cheapest first",
  price_desc: "Dearest first",
  rating_desc: "Best rated first",
};

function priceLabel({ min, max, currency }: PriceFilter, locale?: string): string | null {
  const low = min === null ? null : formatMoney(min, currency, locale);
  const high = max === null ? null : formatMoney(max, currency, locale);
  if (low !== null && high !== null) return `${low} to ${high}`;
  if (high !== null) return `Up to ${high}`;
  return low === null ? null : `From ${low}`;
}

const ABBREVIATIONS = new Set(["cpu", "gpu", "os", "ram", "ssd", "usb"]);

function attributeName(name: string): string {
  const words = plainWords(name);
  return ABBREVIATIONS.has(words) ? words.toUpperCase() : capitalised(words);
}

function attributeLabel(name: string, value: string | string[]): string {
  const values = Array.isArray(value) ? value.join(", ") : value;
  return `${attributeName(name)}: ${values}`;
}

function labels(wish: Wish, locale?: string): [key: string, label: string | null][] {
  return [
    ["product", capitalised(wish.product_type)],
    ["price", wish.price === null ? null : priceLabel(wish.price, locale)],
    ...wish.brand_preferences.map((brand): [string, string] => [`brand ${brand}`, brand]),
    ...Object.entries(wish.attributes).map(([name, value]): [string, string] => [
      `attribute ${name}`,
      attributeLabel(name, value),
    ]),
    ["condition", wish.condition === null ? null : conditionLabel(wish.condition)],
    ["rating", wish.rating_min === null ? null : `Rated ${wish.rating_min} or better`],
    ...wish.marketplaces.map((name): [string, string] => [`shop ${name}`, marketplaceLabel(name)]),
    ["sort", SORTS[wish.sort]],
  ];
}

/** What is being looked for, as short labels in the order a person would say it. */
export function wishChips(wish: Wish, locale?: string): WishChip[] {
  const wanted = labels(wish, locale).flatMap(([key, label]) =>
    label === null ? [] : [{ key, label, isExclusion: false }],
  );
  const unwanted = [...wish.brands_excluded, ...wish.exclude].map((label) => ({
    key: `not ${label}`,
    label: `Not ${label}`,
    isExclusion: true,
  }));
  const chips = [...wanted, ...unwanted];
  return chips.filter((chip, index) => chips.findIndex(({ key }) => key === chip.key) === index);
}
