/* Generated from docs/schema by `npm run types`. Do not edit. */

export const USUAL_WEIGHTS = {
  price_weight: 0.1,
  rating_weight: 0.25,
  relevance_weight: 0.65,
  condition_weight: 0,
} as const;
