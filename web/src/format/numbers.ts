import { listFormat, numberFormat } from "./formatters";

/** A number in the reader's own notation, with at most three decimals. */
export function formatNumber(value: number, locale: string): string {
  return numberFormat(locale, { maximumFractionDigits: 3 }).format(value);
}

/** A rating with one decimal. */
export function formatRating(rating: number, locale: string): string {
  const digits = { minimumFractionDigits: 1, maximumFractionDigits: 1 };
  return numberFormat(locale, digits).format(rating);
}

/** Words one after the other: "red, blue, and green". */
export function formatList(words: readonly string[], locale: string): string {
  return listFormat(locale, { type: "conjunction" }).format(words);
}

/** Facts beside each other, without an "and". */
export function formatFacts(facts: readonly string[], locale: string): string {
  return listFormat(locale, { type: "unit", style: "short" }).format(facts);
}
