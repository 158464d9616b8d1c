import { expect, test } from "vitest";
import { orderLabels } from "./order";

const USUAL = {
  price_weight: null,
  rating_weight: null,
  relevance_weight: null,
  condition_weight: null,
};

test("only what a shopper named is told", () => {
  expect(orderLabels(null)).toEqual([]);
  expect(orderLabels(USUAL)).toEqual([]);
  expect(orderLabels({ ...USUAL, price_weight: 0.5, rating_weight: 0.1 })).toEqual([
    "Price: more",
    "Ratings: less",
  ]);
});

test("no weight at all is not the same as none named", () => {
  expect(orderLabels({ ...USUAL, rating_weight: 0, condition_weight: 1 })).toEqual([
    "Ratings: not at all",
    "Condition: most",
  ]);
});
