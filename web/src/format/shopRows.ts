import type { Offer, Product } from "../wire/model";
import { byCondition, canBeHad } from "./offers";

/** An offer in a comparison, and whether nothing of its product is cheaper with its shipping. */
export interface ComparedOffer {
  offer: Offer;
  isCheapest: boolean;
}

/** What one shop asks for each of the products that are compared. */
export interface ShopRow {
  marketplace: string;
  isSimulated: boolean;
  /** For each product the shop's best new offer and its best used one, as far as there are any. */
  cells: ComparedOffer[][];
}

function cost({ landed_price: landed, price }: Offer): number {
  return landed ?? price ?? Number.POSITIVE_INFINITY;
}

/** The cheapest that can be had, or what is there if nothing can. */
function best(offers: readonly Offer[]): Offer[] {
  const [first] = offers.toSorted(
    (one, other) => Number(canBeHad(other)) - Number(canBeHad(one)) || cost(one) - cost(other),
  );
  return first === undefined ? [] : [first];
}

/**
 * The offer of a product that costs least with its shipping, or null: only one is known, or they are
 * in several currencies. What is doubted is never called the cheapest.
 */
function cheapestLanded(offers: readonly Offer[]): Offer | null {
  const currencies = new Set(offers.map(({ currency }) => currency));
  if (offers.length < 2 || currencies.size > 1) return null;
  const known = offers.filter(
    (offer) => canBeHad(offer) && offer.landed_price !== null && offer.doubts.length === 0,
  );
  return best(known)[0] ?? null;
}

/** A row for each shop that offers any of the products; none where a single shop offers them all. */
export function shopRows(products: readonly Pick<Product, "offers">[]): ShopRow[] {
  const offers = products.flatMap((product) => product.offers);
  const shops = [...new Set(offers.map(({ marketplace }) => marketplace))];
  if (shops.length < 2) return [];
  const cheapest = new Set(products.map((product) => cheapestLanded(product.offers)));
  return shops.toSorted().map((marketplace) => {
    const isHere = (offer: Offer) => offer.marketplace === marketplace;
    const cells = products.map((product) => {
      const { fresh, used } = byCondition(product.offers.filter(isHere));
      return [...best(fresh), ...best(used)].map((offer) => ({ offer, isCheapest: cheapest.has(offer) }));
    });
    return { marketplace, isSimulated: offers.filter(isHere).every(({ simulated }) => simulated), cells };
  });
}
