import type { RankingCriteria } from "../wire/types";

/** The parts of the order, and the weights from which each counts less, more and most. */
const PARTS: readonly [keyof RankingCriteria, string, readonly [number, number, number]][] = [
  ["price_weight", "Price", [0.03, 0.25, 0.75]],
  ["rating_weight", "Ratings", [0.05, 0.25, 0.75]],
  ["relevance_weight", "Match", [0.3, 0.65, 0.95]],
  ["condition_weight", "Condition", [0.01, 0.02, 0.75]],
];

function counts(weight: number, [less, more, most]: readonly [number, number, number]): string {
  if (weight >= most) return "most";
  if (weight >= more) return "more";
  return weight >= less ? "less" : "not at all";
}

/** What counts more or less than usual in the order, such as "Price: more". */
export function orderLabels(criteria: RankingCriteria | null): string[] {
  return PARTS.flatMap(([key, name, bounds]) => {
    const weight = criteria?.[key] ?? null;
    return weight === null ? [] : [`${name}: ${counts(weight, bounds)}`];
  });
}
