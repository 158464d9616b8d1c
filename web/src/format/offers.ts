import type { Translate } from "../messages/translate";
import type { Offer } from "../wire/model";
import { formatMoney } from "./money";

/** How many offers there are and the lowest price of what can be had, such as "3 offers from $20". */
export function offersSentence(offers: readonly Offer[], t: Translate): string {
  const count = offers.length;
  const priced = offers.filter(
    ({ availability, price }) => price !== null && availability !== "out_of_stock",
  );
  const currencies = new Set(priced.map(({ currency }) => currency));
  const [currency] = currencies;
  // Prices of two currencies cannot be compared, so none of them is the lowest.
  if (currency === undefined || currencies.size > 1) return t("product.offers", { count });
  const lowest = Math.min(...priced.map(({ price }) => price ?? Number.POSITIVE_INFINITY));
  return t("product.offers_from", { count, price: formatMoney(lowest, currency, t.locale) });
}
