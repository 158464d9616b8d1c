import { numberFormat } from "./formatters";
import type { Translate } from "../messages/translate";
import type { Weights } from "../wire/model";
import type { RankingCriteria } from "../wire/types";
import { USUAL_WEIGHTS } from "../wire/usualWeights";

const LABELS = {
  price_weight: "order.price_name",
  rating_weight: "order.rating_name",
  relevance_weight: "order.relevance_name",
  condition_weight: "order.condition_name",
} as const satisfies Readonly<Record<keyof Weights, string>>;

/** What a part of the ranking asks of a product. */
export function weightLabel(name: keyof Weights, t: Translate): string {
  return t(LABELS[name]);
}

/** The weights in force: what was chosen by hand, and the usual for the rest. */
export function presentWeights(criteria: RankingCriteria | null): Weights {
  return {
    price_weight: criteria?.price_weight ?? USUAL_WEIGHTS.price_weight,
    rating_weight: criteria?.rating_weight ?? USUAL_WEIGHTS.rating_weight,
    relevance_weight: criteria?.relevance_weight ?? USUAL_WEIGHTS.relevance_weight,
    condition_weight: criteria?.condition_weight ?? USUAL_WEIGHTS.condition_weight,
  };
}

/** A weight as a share of the whole range, such as "30%". */
export function weightText(weight: number, locale: string): string {
  return numberFormat(locale, { style: "percent", maximumFractionDigits: 0 }).format(weight);
}
