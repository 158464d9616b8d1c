import { asAmount, asChoice, asCount, asFields, asList, asNumber, asWords } from "./fields";
import type { Doubt, Offer, Product, Reason } from "./model";
import type { Availability, Condition } from "./types";

export const CONDITIONS = [
  "new",
  "like_new",
  "good",
  "fair",
  "poor",
  "for_parts",
  "refurbished",
  "used",
] as const satisfies readonly Condition[];

export const AVAILABILITIES = [
  "in_stock",
  "out_of_stock",
  "preorder",
  "backorder",
  "unknown",
] as const satisfies readonly Availability[];

const MAX_RATING = 5;
const MAX_TITLE_CHARACTERS = 300;

/** A rating from 0 to 5, or null: an impossible one is worse than none. */
function asRating(value: unknown): number | null {
  const rating = asAmount(value);
  return rating !== null && rating <= MAX_RATING ? rating : null;
}

/** Reads a part of why a product stands where it does; null without a code. */
function decodeReason(value: unknown): Reason | null {
  const fields = asFields(value) ?? {};
  const code = asWords(fields["code"]);
  if (code === null) return null;
  const named = Object.entries(asFields(fields["values"]) ?? {}).map(
    ([name, given]) => [name, asWords(given) ?? asNumber(given)] as const,
  );
  const values = named.filter((entry): entry is [string, string | number] => entry[1] !== null);
  return { code, values: Object.fromEntries(values) };
}

/** Reads a reason to look twice; null without a sentence, for then nothing can be said. */
function decodeDoubt(value: unknown): Doubt | null {
  const fields = asFields(value) ?? {};
  const message = asWords(fields["message"]);
  if (message === null) return null;
  const named = Object.entries(asFields(fields["values"]) ?? {}).map(
    ([name, given]) => [name, asWords(given)] as const,
  );
  const values = named.filter((entry): entry is [string, string] => entry[1] !== null);
  return {
    reason: asWords(fields["reason"]) ?? "",
    message,
    code: asWords(fields["code"]),
    values: Object.fromEntries(values),
  };
}

/** A share of a hundred, or null. */
function asPercent(value: unknown): number | null {
  const percent = asAmount(value);
  return percent !== null && percent <= 100 ? percent : null;
}

/** Reads one way to buy a product; null when it does not say of which product. */
function decodeOffer(value: unknown): Offer | null {
  const fields = asFields(value) ?? {};
  const productId = asWords(fields["product_id"]);
  if (productId === null) return null;
  return {
    product_id: productId,
    marketplace: asWords(fields["marketplace"]) ?? "",
    price: asAmount(fields["price"]),
    currency: asWords(fields["currency"]) ?? "USD",
    condition: asChoice(fields["condition"], CONDITIONS),
    availability: asChoice(fields["availability"], AVAILABILITIES) ?? "unknown",
    deep_link: asWords(fields["deep_link"]) ?? "",
    seller_name: asWords(fields["seller_name"]),
    seller_rating_count: asCount(fields["seller_rating_count"]),
    seller_positive_percent: asPercent(fields["seller_positive_percent"]),
    landed_price: asAmount(fields["landed_price"]),
    simulated: fields["simulated"] === true,
    doubts: asList(fields["doubts"], decodeDoubt),
  };
}

/** A title that can be shown and read out: an absurdly long one is cut. */
function asTitle(value: unknown): string | null {
  const title = asWords(value);
  if (title === null || title.length <= MAX_TITLE_CHARACTERS) return title;
  return `${title.slice(0, MAX_TITLE_CHARACTERS).trimEnd()}…`;
}

/** Reads one product; null without an id, for then nothing can be done with it. */
export function decodeProduct(value: unknown): Product | null {
  const fields = asFields(value) ?? {};
  const productId = asWords(fields["product_id"]);
  if (productId === null) return null;
  return {
    product_id: productId,
    title: asTitle(fields["title"]) ?? "Product without a name",
    marketplace: asWords(fields["marketplace"]) ?? "",
    brand: asWords(fields["brand"]),
    price: asAmount(fields["price"]),
    currency: asWords(fields["currency"]) ?? "USD",
    list_price: asAmount(fields["list_price"]),
    rating: asRating(fields["rating"]),
    review_count: asCount(fields["review_count"]),
    condition: asChoice(fields["condition"], CONDITIONS),
    availability: asChoice(fields["availability"], AVAILABILITIES) ?? "unknown",
    image_url: asWords(fields["image_url"]),
    deep_link: asWords(fields["deep_link"]) ?? "",
    marketplace_url: asWords(fields["marketplace_url"]) ?? "",
    seller_name: asWords(fields["seller_name"]),
    why_ranked: asWords(fields["why_ranked"]),
    as_of: asWords(fields["as_of"]),
    reasons: asList(fields["reasons"], decodeReason),
    offers: asList(fields["offers"], decodeOffer),
    doubts: asList(fields["doubts"], decodeDoubt),
    simulated: fields["simulated"] === true,
  };
}
