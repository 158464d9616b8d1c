import { describe, expect, it } from "vitest";
import { ENGLISH, speak } from "../testing/messages";
import { WISH } from "../testing/samples";
import type { Wish } from "../wire/model";
import { isSameWish } from "./sameWish";
import { wishChips } from "./wish";
import { wishFields, wishOperations, wishProblem } from "./wishEdits";

const RICH: Wish = {
  ...WISH,
  price: { min: 100, max: 300, currency: "EUR" },
  brand_preferences: ["Cassia"],
  brands_excluded: ["Sol"],
  exclude: ["pods"],
  attributes: { color: "red", ports: ["usb", "hdmi"] },
  condition: "poor",
  rating_min: 4,
  sort: "price_asc",
};

function fieldsOf(label: string, wish: Wish = RICH) {
  const chip = wishChips(wish, ENGLISH).find((one) => one.label === label);
  if (chip === undefined) throw new Error(`no chip ${label}`);
  return wishFields(chip, wish, ENGLISH);
}

describe("a chip", () => {
  it.each([
    ["Espresso machine", { product_type: "moka pot" }, [{ op: "set", slot: "product_type", value: "moka pot" }]],
    ["€100 to €300", { price_min: "", price_max: "250.5" }, [
      { op: "remove", slot: "price_min", value: null },
      { op: "set", slot: "price_max", value: 250.5 },
    ]],
    ["Cassia", { brands: "Luna" }, [
      { op: "remove", slot: "brands", value: "Cassia" },
      { op: "add", slot: "brands", value: "Luna" },
    ]],
    ["Not Sol", { brands_excluded: "" }, [{ op: "remove", slot: "brands_excluded", value: "Sol" }]],
    ["Color: red", { "attributes.color": "blue" }, [{ op: "set", slot: "attributes.color", value: "blue" }]],
    ["Rated 4 or better", { rating_min: "4.5" }, [{ op: "set", slot: "rating_min", value: 4.5 }]],
    ["Cheapest first", { sort: "relevance" }, [{ op: "set", slot: "sort", value: "relevance" }]],
    ["Cheapest first", { sort: "price_asc" }, []],
    ["Cassia", {}, []],
  ])("%s can become %j", (label, values, operations) => {
    expect(wishOperations(fieldsOf(label), values as Record<string, string>, ENGLISH)).toEqual(operations);
  });

  it("is written in the language of the page, and sent in the server's", () => {
    const t = speak("de");
    const wish: Wish = { ...RICH, product_type: "running shoe" };
    const chips = wishChips(wish, t);
    const fieldsFor = (key: string) => {
      const chip = chips.find((one) => one.key === key);
      return chip === undefined ? [] : wishFields(chip, wish, t);
    };
    const product = fieldsFor("product");
    expect(product[0]?.value).toBe("Laufschuh");
    expect(wishOperations(product, { product_type: "Laufschuh" }, t)).toEqual([]);
    expect(wishOperations(product, { product_type: "kopfhörer" }, t)).toEqual([
      { op: "set", slot: "product_type", value: "headphones" },
    ]);
    expect(wishOperations(product, { product_type: "Zitherbank" }, t)).toEqual([
      { op: "set", slot: "product_type", value: "Zitherbank" },
    ]);
    const color = fieldsFor("attributes.color red");
    expect(color[0]?.value).toBe(t.word("red"));
    expect(wishOperations(color, { "attributes.color": "schwarz" }, t)).toEqual([
      { op: "set", slot: "attributes.color", value: "black" },
    ]);
  });

  it("offers what it has, also when that is none of the usual", () => {
    const [condition] = fieldsOf("Poor condition");
    expect(condition?.choices[0]).toEqual(["poor", "Poor condition"]);
    expect(condition?.value).toBe("poor");
  });

  it("does not become what cannot be searched with", () => {
    const price = fieldsOf("€100 to €300");
    expect(wishProblem(price, { price_min: "400" }, ENGLISH)).toContain("above");
    expect(wishProblem(price, { price_min: "" }, ENGLISH)).toBeNull();
    expect(wishProblem(fieldsOf("Espresso machine"), { product_type: " " }, ENGLISH)).toContain("Say what");
    expect(wishProblem(fieldsOf("Cassia"), { brands: "" }, ENGLISH)).toBeNull();
  });
});

describe("isSameWish", () => {
  it("does not mind the order of lists and of products", () => {
    const turned: Wish = {
      ...RICH,
      sort: "relevance",
      attributes: { ports: ["hdmi", "usb"], color: "red" },
    };
    expect(isSameWish(RICH, turned)).toBe(true);
    expect(isSameWish(RICH, { ...RICH, brand_preferences: [] })).toBe(false);
    expect(isSameWish(RICH, { ...RICH, price: null })).toBe(false);
  });
});
