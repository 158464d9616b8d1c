import type { Translate } from "../messages/translate";
import type { RankingCriteria } from "../wire/types";

type Level = "most" | "more" | "less" | "not";

/** The weights from which a part of the order counts less, more and most. */
const BOUNDS = {
  price: [0.03, 0.25, 0.75],
  rating: [0.05, 0.25, 0.75],
  relevance: [0.3, 0.65, 0.95],
  condition: [0.01, 0.02, 0.75],
} as const;

const PARTS = ["price", "rating", "relevance", "condition"] as const;

function levelOf(weight: number, [less, more, most]: readonly [number, number, number]): Level {
  if (weight >= most) return "most";
  if (weight >= more) return "more";
  return weight >= less ? "less" : "not";
}

/** What counts more or less than usual in the order, such as "Price counts more". */
export function orderLabels(criteria: RankingCriteria | null, t: Translate): string[] {
  return PARTS.flatMap((part) => {
    const weight = criteria?.[`${part}_weight`] ?? null;
    return weight === null ? [] : [t(`order.${part}`, { level: levelOf(weight, BOUNDS[part]) })];
  });
}
