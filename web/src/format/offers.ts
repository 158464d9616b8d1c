import type { Translate } from "../messages/translate";
import type { Offer, Product } from "../wire/model";
import { formatMoney } from "./money";

/** Whether an offer is of a new item; one that does not say is taken for new, as shops mean it. */
function isNew({ condition }: Offer): boolean {
  return condition === null || condition === "new";
}

/** Offers as the server puts them in order, new ones and others apart. */
export function byCondition(offers: readonly Offer[]): { fresh: Offer[]; used: Offer[] } {
  return { fresh: offers.filter(isNew), used: offers.filter((offer) => !isNew(offer)) };
}

/** Whether it has a price and is not sold out. */
export function canBeHad({ availability, price }: Offer): boolean {
  return price !== null && availability !== "out_of_stock";
}

/** The lowest price of what can be had; null for none, and for prices in several currencies. */
function lowestPrice(offers: readonly Offer[], t: Translate): string | null {
  const priced = offers.filter(canBeHad);
  const currencies = new Set(priced.map(({ currency }) => currency));
  const [currency] = currencies;
  // Prices of two currencies cannot be compared, so none of them is the lowest.
  if (currency === undefined || currencies.size > 1) return null;
  const lowest = Math.min(...priced.map(({ price }) => price ?? Number.POSITIVE_INFINITY));
  return formatMoney(lowest, currency, t.locale);
}

/** How many offers there are and from which price on, such as "3 offers: new from $20, used from $9". */
export function offersSentence(offers: readonly Offer[], t: Translate): string {
  const count = offers.length;
  const { fresh, used } = byCondition(offers);
  const [price, usedPrice] = [lowestPrice(fresh, t), lowestPrice(used, t)];
  if (price !== null && usedPrice !== null) {
    return t("product.offers_new_used", { count, price, used: usedPrice });
  }
  const lowest = lowestPrice(offers, t);
  return lowest === null ? t("product.offers", { count }) : t("product.offers_from", { count, price: lowest });
}

/** What an offer costs with its shipping; null where the shop does not say. */
export function landedText(
  { currency, landed_price: landed, price }: Pick<Offer, "currency" | "landed_price" | "price">,
  t: Translate,
): string | null {
  if (landed === null) return null;
  if (landed === price) return t("product.free_shipping");
  return t("product.with_shipping", { price: formatMoney(landed, currency, t.locale) });
}

/** The product itself as one of its offers; null where the server does not list it. */
export function ownOffer({ offers, product_id: id }: Pick<Product, "offers" | "product_id">): Offer | null {
  return offers.find((offer) => offer.product_id === id) ?? null;
}

/** What others say of the seller; null where nobody has, or the shop does not tell. */
export function sellerRecord(
  { seller_positive_percent: percent, seller_rating_count: count }: Offer,
  t: Translate,
): string | null {
  if (!count) return null;
  if (percent === null) return t("product.seller_ratings", { count });
  return t("product.seller_record", { percent, count });
}
