import { numberFormat } from "./formatters";
import type { Product } from "../wire/model";
import { formatNumber } from "./numbers";

/** An amount in the reader's own notation; a code that is no currency is written as it came. */
export function formatMoney(amount: number, currency: string, locale: string): string {
  try {
    return numberFormat(locale, {
      style: "currency",
      currency,
      trailingZeroDisplay: "stripIfInteger",
    }).format(amount);
  } catch {
    return `${formatNumber(amount, locale)} ${currency.slice(0, 8)}`;
  }
}

export interface PriceText {
  /** The price, or null when the shop does not state it. */
  current: string | null;
  /** The price it was before, or null unless it is higher. */
  before: string | null;
}

/** The prices of a product as text. */
export function priceText(
  product: Pick<Product, "price" | "list_price" | "currency">,
  locale: string,
): PriceText {
  const { price, list_price: listPrice, currency } = product;
  if (price === null) return { current: null, before: null };
  const isReduced = listPrice !== null && listPrice > price;
  return {
    current: formatMoney(price, currency, locale),
    before: isReduced ? formatMoney(listPrice, currency, locale) : null,
  };
}
