import { describe, expect, it } from "vitest";
import { ENGLISH } from "../testing/messages";
import { WISH } from "../testing/samples";
import type { Wish } from "../wire/model";
import { wishChips } from "./wish";

function price(min: number | null, max: number | null) {
  return { min, max, currency: "USD" };
}

describe("wishChips", () => {
  it("says everything that was asked for, exclusions last", () => {
    const chips = wishChips(
      {
        ...WISH,
        price: { min: 100, max: 250, currency: "USD" },
        attributes: { ram: "16 GB", wheel_size: ["26", "28"] },
        brand_preferences: ["Cassia", "Cassia"],
        condition: "used",
        rating_min: 4,
        marketplaces: ["ebay"],
        sort: "price_asc",
        brands_excluded: ["Brontus"],
        exclude: ["capsules"],
      },
      ENGLISH,
    );
    expect(chips.filter((chip) => !chip.isExclusion).map((chip) => chip.label)).toEqual([
      "Espresso machine",
      "$100 to $250",
      "Cassia",
      "RAM: 16 GB",
      "Wheel size: 26",
      "Wheel size: 28",
      "Used",
      "Rated 4 or better",
      "eBay",
      "Cheapest first",
    ]);
    expect(chips.filter((chip) => chip.isExclusion).map((chip) => chip.label)).toEqual([
      "Not Brontus",
      "Not capsules",
    ]);
  });

  it.each<[string, Partial<Wish>, string | undefined, [slot: string, value: unknown][]]>([
    ["the thing itself, never", {}, undefined, []],
    ["a limit", { price: price(null, 90) }, "Remove Up to $90", [["price_max", null]]],
    ["a least price", { price: price(90, null) }, "Remove From $90", [["price_min", null]]],
    [
      "both ends of a range",
      { price: price(10, 90) },
      "Remove $10 to $90",
      [
        ["price_min", null],
        ["price_max", null],
      ],
    ],
    ["a brand", { brand_preferences: ["Cassia"] }, "Remove Cassia", [["brands", "Cassia"]]],
    [
      "one of several values",
      { attributes: { color: ["red", "blue"] } },
      "Remove Color: blue",
      [["attributes.color", "blue"]],
    ],
    ["a state", { condition: "new" }, "Remove New", [["condition", null]]],
    ["a rating", { rating_min: 4 }, "Remove Rated 4 or better", [["rating_min", null]]],
    ["a shop", { marketplaces: ["ebay"] }, "Remove eBay", [["marketplaces", "ebay"]]],
    ["an order", { sort: "rating_desc" }, "Remove Best rated first", [["sort", null]]],
    [
      "a brand that was ruled out",
      { brands_excluded: ["Brontus"] },
      "Allow Brontus again",
      [["brands_excluded", "Brontus"]],
    ],
    ["a thing that was ruled out", { exclude: ["pods"] }, "Allow pods again", [["exclude", "pods"]]],
  ])("takes away %s", (_name, fields, name, operations) => {
    const removal = wishChips({ ...WISH, ...fields }, ENGLISH).at(-1)?.removal;
    expect(removal?.name).toBe(name);
    expect(removal?.operations ?? []).toEqual(
      operations.map(([slot, value]) => ({ op: "remove", slot, value })),
    );
  });

  it("says what was taken away", () => {
    const wish = { ...WISH, condition: "new", exclude: ["pods"] } as const;
    const chips = wishChips({ ...wish, exclude: ["pods"] }, ENGLISH);
    expect(chips.map((chip) => chip.removal?.done)).toEqual([
      undefined,
      "Removed “New”",
      "Allowed pods again",
    ]);
  });

  it.each([
    [null, 90, "Up to $90"],
    [90, null, "From $90"],
    [null, null, undefined],
  ])("a price from %s to %s", (min, max, expected) => {
    const chips = wishChips({ ...WISH, price: { min, max, currency: "USD" } }, ENGLISH);
    expect(chips[1]?.label).toBe(expected);
  });
});
