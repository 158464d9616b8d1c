import { describe, expect, it } from "vitest";
import { OFFER } from "../testing/samples";
import type { Offer } from "../wire/model";
import { shopRows } from "./shopRows";

function offer(id: string, fields: Partial<Offer>): Offer {
  return { ...OFFER, product_id: id, ...fields };
}

/** The offers that are marked, by product. */
function marked(...products: Offer[][]): string[] {
  const cells = shopRows(products.map((offers) => ({ offers }))).flatMap((row) => row.cells.flat());
  return cells.filter(({ isCheapest }) => isCheapest).map((one) => one.offer.product_id);
}

const SHOP = { marketplace: "ebay" };

describe("what shops ask for products", () => {
  it("is their best new offer and their best used one, dear shipping counted", () => {
    const dear = offer("dear", { ...SHOP, price: 10, landed_price: 30 });
    const fair = offer("fair", { ...SHOP, price: 20, landed_price: 20 });
    const used = offer("used", { ...SHOP, price: 5, condition: "used" });
    const gone = offer("gone", { ...SHOP, price: 1, availability: "out_of_stock" });
    const [ebay, store] = shopRows([{ offers: [gone, dear, fair, used] }, { offers: [OFFER] }]);
    expect(ebay?.cells.map((cell) => cell.map((one) => one.offer.product_id))).toEqual([
      ["fair", "used"],
      [],
    ]);
    expect(store?.cells.map((cell) => cell.length)).toEqual([0, 1]);
  });

  it.each<[string, Partial<Offer>, Partial<Offer>, string[]]>([
    ["the lower of two sums", { landed_price: 30 }, { landed_price: 29 }, ["b"]],
    ["the only sum that is known", { landed_price: 30 }, { landed_price: null }, ["a"]],
    ["none that is sold out", { landed_price: 9, availability: "out_of_stock" }, { landed_price: 29 }, ["b"]],
    [
      "none that is doubted",
      { landed_price: 9, doubts: [{ reason: "price_far_below", message: "Too cheap.", code: null, values: {} }] },
      { landed_price: 29 },
      ["b"],
    ],
    ["none of two currencies", { landed_price: 9 }, { landed_price: 29, currency: "EUR" }, []],
    ["none where no shipping is known", {}, {}, []],
  ])("marks %s", (_name, first, second, expected) => {
    expect(marked([offer("a", first), offer("b", { ...SHOP, ...second })])).toEqual(expected);
  });

  it("marks nothing where there is no choice, and says nothing of a single shop", () => {
    expect(marked([offer("a", { landed_price: 9 })], [offer("b", { ...SHOP, landed_price: 9 })])).toEqual([]);
    expect(shopRows([{ offers: [OFFER, offer("b", {})] }])).toEqual([]);
  });
});
