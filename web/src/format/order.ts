import type { Translate } from "../messages/translate";
import type { RankingCriteria } from "../wire/types";
import { USUAL_WEIGHTS } from "../wire/usualWeights";

type Level = "most" | "more" | "less" | "not";

/** The weights from which a part of the order counts at all, and most. */
const BOUNDS = {
  price: [0.03, 0.75],
  rating: [0.05, 0.75],
  relevance: [0.3, 0.95],
  condition: [0.01, 0.75],
} as const;

const PARTS = ["price", "rating", "relevance", "condition"] as const;

/** The level of a weight, from words or from a slider; null when it is the usual one. */
function levelOf(weight: number, part: (typeof PARTS)[number]): Level | null {
  const [some, most] = BOUNDS[part];
  const usual = USUAL_WEIGHTS[`${part}_weight`];
  if (weight === usual) return null;
  if (weight > usual) return weight >= most ? "most" : "more";
  return weight >= some ? "less" : "not";
}

/** What counts more or less than usual in the order, such as "Price counts more". */
export function orderLabels(criteria: RankingCriteria | null, t: Translate): string[] {
  return PARTS.flatMap((part) => {
    const weight = criteria?.[`${part}_weight`] ?? null;
    const level = weight === null ? null : levelOf(weight, part);
    return level === null ? [] : [t(`order.${part}`, { level })];
  });
}
