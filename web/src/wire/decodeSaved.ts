import { decodeProduct } from "./decodeProduct";
import { asFields, asList, asWords } from "./fields";
import type { Product } from "./model";

/** A product as it was when it was saved. */
export interface SavedProduct {
  product: Product;
  saved_at: string;
}

/** Reads one saved product; null without a product. */
export function decodeSavedProduct(value: unknown): SavedProduct | null {
  const fields = asFields(value) ?? {};
  const product = decodeProduct(fields["product"]);
  return product === null ? null : { product, saved_at: asWords(fields["saved_at"]) ?? "" };
}

/** Reads a person's saved products; null when there is no list. */
export function decodeSaved(value: unknown): SavedProduct[] | null {
  const items = asFields(value)?.["items"];
  return Array.isArray(items) ? asList(items, decodeSavedProduct) : null;
}
