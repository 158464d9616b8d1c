import { decodeProduct } from "./decodeProduct";
import { asAmount, asFields, asList, asWords } from "./fields";
import type { Product } from "./model";

/** What a product's own record says beyond what its card shows. */
export interface ProductDetails {
  product: Product;
  description: string | null;
  /** In the order of the record. */
  attributes: [name: string, value: string][];
}

/** A price that was seen; null was taken off. */
export interface SeenPrice {
  at: string;
  price: number | null;
}

export interface PriceHistory {
  currency: string;
  /** Oldest first. */
  prices: SeenPrice[];
}

/** Reads a product's record; null when it is none. */
export function decodeDetails(value: unknown): ProductDetails | null {
  const fields = asFields(value) ?? {};
  const product = decodeProduct(fields);
  if (product === null) return null;
  const attributes = Object.entries(asFields(fields["attributes"]) ?? {})
    .map(([name, one]) => [name, asWords(one)] as const)
    .filter((entry): entry is [string, string] => entry[1] !== null);
  return { product, description: asWords(fields["description"]), attributes };
}

function decodePrice(value: unknown): SeenPrice | null {
  const fields = asFields(value) ?? {};
  const at = asWords(fields["at"]);
  const isMoment = at !== null && !Number.isNaN(Date.parse(at));
  return isMoment ? { at, price: asAmount(fields["price"]) } : null;
}

/** Reads the prices that were seen, with the last one from before; null when there is no list. */
export function decodePriceHistory(value: unknown): PriceHistory | null {
  const fields = asFields(value) ?? {};
  if (!Array.isArray(fields["history"])) return null;
  const seen = [fields["before"], ...fields["history"]];
  const prices = asList(seen, decodePrice).toSorted(
    (one, other) => Date.parse(one.at) - Date.parse(other.at),
  );
  return { currency: asWords(fields["currency"]) ?? "USD", prices };
}
