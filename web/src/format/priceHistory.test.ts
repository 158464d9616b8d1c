import { describe, expect, it } from "vitest";
import { ENGLISH } from "../testing/messages";
import type { SeenPrice } from "../wire/decodeDetails";
import { historySentence, stepsOf } from "./priceHistory";

function history(...prices: SeenPrice[]) {
  return { currency: "USD", prices };
}

function seen(day: number, price: number | null): SeenPrice {
  return { at: `2026-05-0${day}T10:00:00Z`, price };
}

describe("stepsOf", () => {
  it("lets a price hold until the next one was seen", () => {
    expect(stepsOf(history(seen(1, 20), seen(2, 10), seen(5, 15)))).toEqual({
      lowest: 10,
      highest: 20,
      points: [
        { x: 0, y: 0 },
        { x: 0.25, y: 0 },
        { x: 0.25, y: 1 },
        { x: 1, y: 1 },
        { x: 1, y: 0.5 },
      ],
    });
  });

  it.each([
    ["nothing", history()],
    ["one price", history(seen(1, 20))],
    ["the same price", history(seen(1, 20), seen(4, 20))],
    ["a price that was taken off", history(seen(1, 20), seen(4, null))],
  ])("draws nothing of %s", (_name, given) => {
    expect(stepsOf(given)).toBeNull();
  });
});

describe("historySentence", () => {
  it.each([
    [history(), "No price of it was seen yet."],
    [history(seen(1, 20), seen(3, 20)), "$20 since May 1, 2026, as far as we have seen."],
    [
      history(seen(1, 20), seen(2, null), seen(3, 12.5)),
      "2 prices seen since May 1, 2026. Lowest: $12.50 on May 3, 2026.",
    ],
  ])("%j", (given, expected) => {
    expect(historySentence(given, ENGLISH)).toBe(expected);
  });
});
