import { expect, test } from "vitest";
import { ENGLISH, speak } from "../testing/messages";
import { orderLabels } from "./order";
import { USUAL_WEIGHTS } from "../wire/usualWeights";
import { presentWeights } from "./weights";

const USUAL = {
  price_weight: null,
  rating_weight: null,
  relevance_weight: null,
  condition_weight: null,
};

test("only what a shopper named is told", () => {
  expect(orderLabels(null, ENGLISH)).toEqual([]);
  expect(orderLabels(USUAL, ENGLISH)).toEqual([]);
  expect(orderLabels({ ...USUAL, price_weight: 0.5, rating_weight: 0.1 }, ENGLISH)).toEqual([
    "Price counts more",
    "Ratings count less",
  ]);
});

test("no weight at all is not the same as none named", () => {
  expect(orderLabels({ ...USUAL, rating_weight: 0, condition_weight: 1 }, ENGLISH)).toEqual([
    "Ratings do not count",
    "Condition counts most",
  ]);
});

test("it is told in the language of the page", () => {
  const cheap = { ...USUAL, price_weight: 1 };
  expect(orderLabels(cheap, speak("es"))).toEqual(["El precio cuenta más que nada"]);
  expect(orderLabels(cheap, speak("de"))).toEqual(["Der Preis zählt am meisten"]);
});

test("sliders that stand as usual tell nothing, others what they say", () => {
  expect(orderLabels(USUAL_WEIGHTS, ENGLISH)).toEqual([]);
  const byHand = { ...USUAL_WEIGHTS, price_weight: 0.15, relevance_weight: 0.6 };
  expect(orderLabels(byHand, ENGLISH)).toEqual([
    "Price counts more",
    "Match with your words counts less",
  ]);
});

test("the sliders stand where words have put them", () => {
  expect(presentWeights({ ...USUAL, price_weight: 0.5 })).toEqual({ ...USUAL_WEIGHTS, price_weight: 0.5 });
});
