import type { Product } from "../wire/model";

/** Products with the offers that a search found of them: a comparison has each shop's record alone. */
export function withKnownOffers(products: readonly Product[], found: readonly Product[]): Product[] {
  return products.map((product) => {
    const known = found.find(({ product_id }) => product_id === product.product_id);
    const isMore = known !== undefined && known.offers.length > product.offers.length;
    return isMore ? { ...product, offers: known.offers } : product;
  });
}
