import type { Translate } from "../messages/translate";
import type { Product, Results } from "../wire/model";
import type { Availability, Condition, Excluded } from "../wire/types";
import { formatList } from "./numbers";

/** A name made of code as words: `out_of_stock` becomes "out of stock". */
export function plainWords(code: string): string {
  return code.replace(/^attributes\./, "").replaceAll(/[_.]+/g, " ").trim();
}

/** Words with a capital first letter. */
export function capitalised(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** The name of a property as people write it. */
export function attributeName(name: string, t: Translate): string {
  const words = plainWords(name);
  return t.find(`attribute.${words.toLowerCase().replaceAll(" ", "_")}`) ?? capitalised(words);
}

/** The name of a marketplace as people know it. */
export function marketplaceLabel(marketplace: string, t: Translate): string {
  return t.find(`marketplace.${marketplace}`) ?? capitalised(plainWords(marketplace));
}

/** Who sells a product, or "" when nobody is named. */
export function shopLabel(
  product: Pick<Product, "seller_name" | "marketplace">,
  t: Translate,
): string {
  const shop = marketplaceLabel(product.marketplace, t);
  const seller = product.seller_name;
  if (seller === null || seller.toLowerCase() === shop.toLowerCase()) return shop;
  if (product.marketplace === "store" || shop === "") return seller;
  return t("product.seller_on", { seller, shop });
}

export function conditionLabel(condition: Condition, t: Translate): string {
  return t(`condition.${condition}`);
}

/** Whether it can be had, in words; null when its shop does not say. */
export function availabilityLabel(availability: Availability, t: Translate): string | null {
  return availability === "unknown" ? null : t(`availability.${availability}`);
}

function excludedWords({ reason, slot, count }: Excluded, t: Translate): string {
  const bySlot = reason === "price" || reason === "brand" ? t.find(`excluded.${slot}`, { count }) : null;
  const name = attributeName(slot || reason, t);
  return (
    bySlot ?? t.find(`excluded.${reason}`, { count, name }) ?? t("excluded.attribute", { count, name })
  );
}

/** What was left out and why, as one sentence; "" when nothing was. */
export function excludedSentence(excluded: readonly Excluded[], t: Translate): string {
  if (excluded.length === 0) return "";
  const parts = excluded.map((one) => excludedWords(one, t));
  return t("results.left_out", { reasons: formatList(parts, t.locale) });
}

/** Whether a product only comes near what was asked for. */
export function isNear(product: Product): boolean {
  return product.reasons.some(({ code }) => code === "near");
}

/** How many products fit, or which of them these are, as one sentence. */
export function countSentence(
  results: Pick<Results, "total_count" | "products" | "offset">,
  t: Translate,
): string {
  const shown = results.products.filter((product) => !isNear(product)).length;
  const last = shown > 0 ? results.offset + shown : Math.min(results.offset, results.total_count);
  const count = Math.max(results.total_count, last);
  if (results.offset > 0) {
    if (shown === 0) return t("results.no_more", { count });
    return t("results.range", { first: results.offset + 1, last, count });
  }
  return count > shown && shown > 0
    ? t("results.best", { count, shown })
    : t("results.fits", { count });
}

/** A rating and by how many people, such as "4.5 out of 5, 1,204 reviews". */
export function ratingSentence(rating: number, count: number | null, t: Translate): string {
  return count === null ? t("product.stars", { rating }) : t("product.stars_of", { rating, count });
}
