import { describe, expect, it } from "vitest";
import { decodeComparison } from "./decodeComparison";
import { decodeInbox, decodeNotice } from "./decodeNotice";
import { decodeProduct } from "./decodeProduct";
import { decodeWatches } from "./decodeWatch";

const A = { product_id: "a", title: "Lamp A" };
const B = { product_id: "b", title: "Lamp B" };

describe("decodeComparison", () => {
  it("keeps rows that have a value for each product", () => {
    const rows = [
      { name: "price", unit: "EUR", values: [20, null], differs: true, best: [0, 7, -1, "1"] },
      { name: "color", values: [" red ", {}] },
      { name: "short", values: [1] },
      { values: [1, 2] },
      null,
    ];
    expect(decodeComparison({ products: [A, B], rows })).toMatchObject({
      products: [A, B],
      rows: [
        { name: "price", unit: "EUR", values: [20, null], differs: true, best: [0] },
        { name: "color", unit: null, values: ["red", null], differs: false, best: [] },
      ],
    });
  });

  it.each([
    ["no products", { rows: [] }],
    ["one product", { products: [A] }],
    ["a product that is not understood, for the columns would shift", { products: [A, {}, B] }],
  ])("makes nothing of %s", (_name, fields) => {
    expect(decodeComparison(fields)).toBeNull();
  });
});

describe("decodeNotice", () => {
  it("fills in what is left out", () => {
    expect(decodeNotice({ notice_id: "n", message: "News." })).toEqual({
      notice_id: "n",
      message: "News.",
      created_at: "",
      reason: null,
      products: [],
      job_id: null,
    });
  });

  it.each([{ message: "News." }, { notice_id: "n", message: " " }])("needs %j more", (fields) => {
    expect(decodeNotice(fields)).toBeNull();
  });
});

describe("decodeInbox", () => {
  it("tells what was read, and counts at least what is listed", () => {
    const items = [
      { notice_id: "n1", message: "One." },
      { notice_id: "n2", message: "Two.", read_at: "2026-05-01T10:00:00Z" },
      4,
    ];
    const inbox = { items: [{ isRead: false }, { isRead: true }], unread: 1 };
    expect(decodeInbox({ items, unread: -3 })).toMatchObject(inbox);
    expect(decodeInbox({ items, unread: 60 })).toMatchObject({ unread: 60 });
  });

  it.each([null, {}, { items: "none" }])("makes nothing of %j", (body) => {
    expect(decodeInbox(body)).toBeNull();
  });
});

describe("decodeWatches", () => {
  it("keeps what has an id", () => {
    const watches = [{ watch_id: "w", label: "lamp", paused: true, matches: 2 }, {}, { watch_id: "v" }];
    expect(decodeWatches({ watches })).toEqual([
      { watch_id: "w", label: "lamp", paused: true, matches: 2, wish: null },
      { watch_id: "v", label: null, paused: false, matches: null, wish: null },
    ]);
    expect(decodeWatches({})).toBeNull();
  });
});

describe("the reasons of a product", () => {
  it("are those with a code, each with the values it names", () => {
    const reasons = [
      { code: "stars_of", values: { rating: 4.5, reviews: 12, by: null } },
      { code: "matches", values: { words: "lamp" } },
      { code: "out_of_stock" },
      { values: { count: 4 } },
      "cheap",
    ];
    expect(decodeProduct({ ...A, reasons })?.reasons).toEqual([
      { code: "stars_of", values: { rating: 4.5, reviews: 12 } },
      { code: "matches", values: { words: "lamp" } },
      { code: "out_of_stock", values: {} },
    ]);
    expect(decodeProduct({ ...A, reasons: "many" })?.reasons).toEqual([]);
  });
});

describe("the offers of a product", () => {
  it("are those that say of which product they are", () => {
    const offers = [
      { product_id: "a", marketplace: "store", price: 20, currency: "EUR", condition: "haunted" },
      { product_id: "b" },
      { price: 4 },
    ];
    expect(decodeProduct({ ...A, offers })?.offers).toEqual([
      {
        product_id: "a",
        marketplace: "store",
        price: 20,
        currency: "EUR",
        condition: null,
        availability: "unknown",
        deep_link: "",
        seller_name: null,
        seller_rating_count: null,
        seller_positive_percent: null,
        landed_price: null,
        simulated: false,
        doubts: [],
      },
      expect.objectContaining({ product_id: "b", marketplace: "", price: null, currency: "USD" }),
    ]);
    expect(decodeProduct({ ...A, offers: "many" })?.offers).toEqual([]);
  });

  it("say what is known of shipping, seller and doubts, and nothing absurd", () => {
    const doubts = [{ reason: "price_far_below", message: "Too cheap.", code: null, values: {} }, { reason: "none" }, 4];
    const told = {
      product_id: "a",
      landed_price: 26.5,
      seller_rating_count: 12,
      seller_positive_percent: 98.5,
      simulated: true,
      doubts,
    };
    const absurd = { product_id: "b", landed_price: -1, seller_rating_count: 1.5, seller_positive_percent: 101 };
    expect(decodeProduct({ ...A, doubts, offers: [told, absurd] })).toMatchObject({
      doubts: [{ reason: "price_far_below", message: "Too cheap.", code: null, values: {} }],
      offers: [
        { ...told, doubts: [{ reason: "price_far_below", message: "Too cheap.", code: null, values: {} }] },
        { landed_price: null, seller_rating_count: null, seller_positive_percent: null },
      ],
    });
  });
});
