import type { Product, Results, Source } from "../wire/model";
import type { Availability, Condition, Excluded } from "../wire/types";

const MARKETPLACES: Readonly<Record<string, string>> = {
  store: "TalknShop store",
  amazon: "Amazon",
  ebay: "eBay",
  walmart: "Walmart",
  bestbuy: "Best Buy",
  ucp: "Partner shops",
};

const CONDITIONS: Readonly<Record<Condition, string>> = {
  new: "New",
  like_new: "Like new",
  good: "Good condition",
  fair: "Fair condition",
  poor: "Poor condition",
  for_parts: "For parts",
  refurbished: "Refurbished",
  used: "Used",
};

const AVAILABILITIES: Readonly<Record<Availability, string | null>> = {
  in_stock: "In stock",
  out_of_stock: "Out of stock",
  preorder: "Pre-order",
  backorder: "On back order",
  unknown: null,
};

const FAILURES: Readonly<Record<string, string>> = {
  partial: "answered in part",
  throttled: "is busy",
  timed_out: "did not answer in time",
  not_configured: "is not set up",
  auth_error: "refused our key",
  error: "did not answer",
};

const EXCLUDED: Readonly<Record<string, string>> = {
  price_min: "below your price",
  price_max: "above your price",
  price: "outside your price",
  currency: "in another currency",
  price_unknown: "without a stated price",
  brand: "of another brand",
  product_type: "of another kind",
  several: "for several reasons",
  brands_excluded: "of a brand you ruled out",
  exclude: "with something you ruled out",
  condition: "in another condition",
  rating: "rated lower",
  rating_unknown: "without a rating",
  availability: "not available",
};

/** A name made of code as words: `out_of_stock` becomes "out of stock". */
export function plainWords(code: string): string {
  return code.replace(/^attributes\./, "").replaceAll(/[_.]+/g, " ").trim();
}

/** Words with a capital first letter. */
export function capitalised(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** The name of a marketplace as people know it. */
export function marketplaceLabel(marketplace: string): string {
  return MARKETPLACES[marketplace] ?? capitalised(plainWords(marketplace));
}

/** Who sells a product, or "" when nobody is named. */
export function shopLabel(product: Pick<Product, "seller_name" | "marketplace">): string {
  const place = marketplaceLabel(product.marketplace);
  const seller = product.seller_name;
  if (seller === null || seller.toLowerCase() === place.toLowerCase()) return place;
  return product.marketplace === "store" || place === "" ? seller : `${seller} on ${place}`;
}

export function conditionLabel(condition: Condition): string {
  return CONDITIONS[condition];
}

/** Whether it can be had, in words; null when its shop does not say. */
export function availabilityLabel(availability: Availability): string | null {
  return AVAILABILITIES[availability];
}

/** How a marketplace answered: "Amazon: 12 found" or "eBay did not answer in time". */
export function sourceSentence(source: Source): string {
  const name = marketplaceLabel(source.marketplace);
  if (source.status === "ok") return `${name}: ${source.count} found`;
  return `${name} ${FAILURES[source.status] ?? plainWords(source.status)}`;
}

function excludedWords({ reason, slot, count }: Excluded): string {
  const words =
    (reason === "price" || reason === "brand" ? EXCLUDED[slot] : undefined) ??
    EXCLUDED[reason] ??
    `not matching ${plainWords(slot || reason)}`;
  return `${count} ${words}`;
}

/** What was left out and why, as one sentence; "" when nothing was. */
export function excludedSentence(excluded: readonly Excluded[]): string {
  if (excluded.length === 0) return "";
  const parts = excluded.map(excludedWords);
  return `Left out: ${new Intl.ListFormat("en", { type: "conjunction" }).format(parts)}.`;
}

/** How many products fit, or which of them these are, as one sentence. */
export function countSentence(
  results: Pick<Results, "total_count" | "products" | "offset">,
): string {
  const shown = results.products.length;
  const end = results.offset + shown;
  const total = Math.max(results.total_count, end);
  if (results.offset > 0) {
    if (shown === 0) return `There are no more: ${total} products fit.`;
    return `Products ${results.offset + 1} to ${end} of ${total}.`;
  }
  if (total === 0) return "Nothing fits all of this.";
  if (total === 1) return "1 product fits.";
  return total > shown ? `${total} products fit; here are the best ${shown}.` : `${total} products fit.`;
}

/** A rating and by how many people, such as "4.5 out of 5, 1,204 reviews". */
export function ratingSentence(rating: number, reviewCount: number | null): string {
  const stars = `${rating.toFixed(1)} out of 5`;
  if (reviewCount === null) return stars;
  const count = new Intl.NumberFormat("en").format(reviewCount);
  return `${stars}, ${count} ${reviewCount === 1 ? "review" : "reviews"}`;
}
