import { asFields, asNumber } from "./fields";
import type { Weights } from "./model";

/** The parts of the ranking that a person may weigh, in the order they are shown. */
export const WEIGHT_NAMES = [
  "price_weight",
  "rating_weight",
  "relevance_weight",
  "condition_weight",
] as const satisfies readonly (keyof Weights)[];

/** Reads how much each part of the ranking counts, 0 to 1; null unless each is stated. */
export function decodeWeights(value: unknown): Weights | null {
  const fields = asFields(value) ?? {};
  const entries = WEIGHT_NAMES.map((name) => [name, asNumber(fields[name])] as const);
  const isWhole = entries.every(([, weight]) => weight !== null && weight >= 0 && weight <= 1);
  // Each name is there, which the compiler cannot follow through the entries.
  return isWhole ? (Object.fromEntries(entries) as unknown as Weights) : null;
}
