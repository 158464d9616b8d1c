import { decodeProduct } from "./decodeProduct";
import { asCount, asFields, asList, asNumber, asWords, type Fields } from "./fields";
import type { Comparison } from "./model";
import type { ComparisonRow } from "./types";

function decodeRow(value: unknown, columns: number): ComparisonRow | null {
  const fields = asFields(value) ?? {};
  const name = asWords(fields["name"]);
  const given = fields["values"];
  if (name === null || !Array.isArray(given) || given.length !== columns) return null;
  return {
    name,
    unit: asWords(fields["unit"]),
    values: given.map((one) => asWords(one) ?? asNumber(one)),
    differs: fields["differs"] === true,
    best: asList(fields["best"], asCount).filter((place) => place < columns),
  };
}

/** Reads products side by side; null unless each product is understood, for each is a column. */
export function decodeComparison(fields: Fields): Comparison | null {
  const given = fields["products"];
  const products = asList(given, decodeProduct);
  if (!Array.isArray(given) || products.length < 2 || products.length !== given.length) return null;
  return { products, rows: asList(fields["rows"], (row) => decodeRow(row, products.length)) };
}
