import type { Product } from "../wire/model";
import { formatMoment } from "./time";

const DAY_MS = 24 * 60 * 60 * 1_000;

type Dated = Pick<Product, "as_of">;

function momentOf({ as_of: asOf }: Dated, locale: string): string | null {
  return asOf === null ? null : formatMoment(asOf, locale);
}

/** The moment, to the minute, that at least half of the products are from; null when there is none. */
export function usualMoment(products: readonly Dated[], locale: string): string | null {
  const counts = new Map<string, number>();
  for (const product of products) {
    const moment = momentOf(product, locale);
    if (moment !== null) counts.set(moment, (counts.get(moment) ?? 0) + 1);
  }
  const [most] = [...counts].toSorted(([, one], [, other]) => other - one);
  return most !== undefined && most[1] * 2 >= products.length ? most[0] : null;
}

/**
 * The moment that a product by itself must tell: it is another than that of the list around it,
 * or the list has none and it is older than a day. Null when there is nothing to tell.
 *
 * @param usual what is said once for the list
 * @param now in milliseconds
 */
export function ownMoment(
  product: Dated,
  usual: string | null,
  locale: string,
  now = Date.now(),
): string | null {
  const moment = momentOf(product, locale);
  if (moment === null || moment === usual) return null;
  const isOld = now - Date.parse(product.as_of ?? "") > DAY_MS;
  return usual !== null || isOld ? moment : null;
}
