import { describe, expect, it } from "vitest";
import { ENGLISH } from "../testing/messages";
import { RESULTS } from "../testing/samples";
import type { Availability, Condition } from "../wire/types";
import { pictureAddress, productLink, webLink } from "./links";
import { formatMoney, priceText } from "./money";
import { parseProse } from "./prose";
import {
  availabilityLabel,
  conditionLabel,
  countSentence,
  excludedSentence,
  marketplaceLabel,
  ratingSentence,
  shopLabel,
} from "./words";
import { sourceSentence } from "./sources";

describe("formatMoney", () => {
  it.each([
    [999, "USD", "en-US", "$999"],
    [1249.5, "USD", "en-US", "$1,249.50"],
    [0, "USD", "en-US", "$0"],
    [1249.5, "EUR", "de-DE", "1.249,50\u00A0€"],
    [1500, "JPY", "en-US", "¥1,500"],
    [12, "<script>alert", "en-US", "12 <script>"],
  ])("%d %s in %s", (amount, currency, locale, expected) => {
    expect(formatMoney(amount, currency, locale)).toBe(expected);
  });
});

describe("priceText", () => {
  it.each([
    [null, 20, { current: null, before: null }],
    [10, null, { current: "$10", before: null }],
    [10, 20, { current: "$10", before: "$20" }],
    [20, 10, { current: "$20", before: null }],
  ])("of %s, listed at %s", (price, list_price, expected) => {
    expect(priceText({ price, list_price, currency: "USD" }, "en-US")).toEqual(expected);
  });
});

describe("links", () => {
  it.each([
    ["https://shop.example/a b", "https://shop.example/a%20b"],
    ["http://shop.example", null],
    ["/demo/p-1", "/demo/p-1"],
    ["/\\\\shop.example", null],
    ["javascript:alert(1)", null],
    [" JaVaScRiPt:alert(1)", null],
    ["data:text/html,x", null],
    ["//shop.example", null],
    ["", null],
    [null, null],
  ])("webLink of %j", (address, expected) => {
    expect(webLink(address)).toBe(expected);
  });

  it.each([
    ["https://a.example/p", "https://a.example/", "https://a.example/p"],
    ["javascript:x", "https://a.example/", "https://a.example/"],
    ["nope", "nope", null],
  ])("productLink of %j and %j", (deep_link, marketplace_url, expected) => {
    expect(productLink({ deep_link, marketplace_url })).toBe(expected);
  });

  it.each([
    ["https://a.example/p.png", "https://a.example/p.png"],
    ["/catalog/p.png", "/catalog/p.png"],
    ["data:image/png;base64,AA", "data:image/png;base64,AA"],
    ["//a.example/p.png", null],
    ["http://a.example/p.png", null],
    ["data:text/html,x", null],
    ["javascript:x", null],
    [null, null],
  ])("pictureAddress of %j", (address, expected) => {
    expect(pictureAddress(address)).toBe(expected);
  });
});

describe("words", () => {
  it.each([
    ["ebay", null, "eBay"],
    ["ebay", "Mara", "Mara on eBay"],
    ["ebay", "EBAY", "eBay"],
    ["store", "Corner Books", "Corner Books"],
    ["corner_shop", null, "Corner shop"],
    ["", "Mara", "Mara"],
    ["", null, ""],
  ])("shop %j with seller %j", (marketplace, seller_name, expected) => {
    expect(shopLabel({ marketplace, seller_name }, ENGLISH)).toBe(expected);
  });

  it.each<[Condition, Availability, string, string | null]>([
    ["for_parts", "out_of_stock", "For parts", "Out of stock"],
    ["like_new", "unknown", "Like new", null],
  ])("%s and %s", (condition, availability, first, second) => {
    expect([conditionLabel(condition, ENGLISH), availabilityLabel(availability, ENGLISH)]).toEqual([first, second]);
  });

  it.each([
    ["ok", "Walmart: 3 found"],
    ["timed_out", "Walmart did not answer in time"],
    ["gone_fishing", "Walmart gone fishing"],
  ])("a source that is %s", (status, expected) => {
    const source = { marketplace: "walmart", status, count: 3, message: null };
    expect(sourceSentence(source, ENGLISH)).toBe(expected);
  });

  it.each([
    [[], ""],
    [[["price", "price_min", 1]], "Left out: 1 below your price."],
    [[["price", "price", 1]], "Left out: 1 outside your price."],
    [
      [
        ["brand", "brands_excluded", 2],
        ["rating", "rating_min", 3],
      ],
      "Left out: 2 of a brand you ruled out and 3 rated lower.",
    ],
    [
      [
        ["product_type", "product_type", 9],
        ["brand", "brands", 2],
        ["several", "several", 1],
      ],
      "Left out: 9 of another kind, 2 of another brand, and 1 for several reasons.",
    ],
    [[["mystery", "attributes.shoe_size", 4]], "Left out: 4 not matching “Shoe size”."],
    [[["some_rule", "", 4]], "Left out: 4 not matching “Some rule”."],
  ] as [[string, string, number][], string][])("left out %j", (excluded, expected) => {
    const items = excluded.map(([reason, slot, count]) => ({ reason, slot, count }));
    expect(excludedSentence(items, ENGLISH)).toBe(expected);
  });

  it.each([
    [0, 0, "Nothing fits all of this."],
    [1, 1, "1 product fits."],
    [2, 2, "2 products fit."],
    [40, 2, "40 products fit; here are the best 2."],
    [0, 2, "2 products fit."],
  ])("%d products of which %d came", (total_count, shown, expected) => {
    const products = Array.from({ length: shown }, () => RESULTS.products).flat();
    expect(countSentence({ total_count, products, offset: 0 }, ENGLISH)).toBe(expected);
  });

  it.each([
    [4.25, 1204, "4.3 out of 5, 1,204 reviews"],
    [4, 1, "4.0 out of 5, 1 review"],
    [3.9, null, "3.9 out of 5"],
  ])("a rating of %d by %s", (rating, count, expected) => {
    expect(ratingSentence(rating, count, ENGLISH)).toBe(expected);
  });

  it("names marketplaces as people know them", () => {
    const names = ["bestbuy", "store", "new_place"].map((name) => marketplaceLabel(name, ENGLISH));
    expect(names).toEqual(["Best Buy", "TalknShop store", "New place"]);
  });
});

describe("parseProse", () => {
  it.each([
    ["", []],
    ["One\ntwo", ["paragraph One/two"]],
    ["One\n\n\ntwo", ["paragraph One", "paragraph two"]],
    ["Two:\n- a\n* b\nEnd", ["paragraph Two:", "bullets a/b", "paragraph End"]],
    ["1. a\n2) b\n- c", ["numbers a/b", "bullets c"]],
    ["It is **very good** <b>", ["paragraph It is [very good] <b>"]],
    ["half **open", ["paragraph half **open"]],
  ])("%j", (text, expected) => {
    const blocks = parseProse(text).map((block) => {
      const lines = block.kind === "list" ? block.items : block.lines;
      const texts = lines.map((spans) =>
        spans.map((span) => (span.isStrong ? `[${span.text}]` : span.text)).join(""),
      );
      const name = block.kind === "list" ? (block.isOrdered ? "numbers" : "bullets") : "paragraph";
      return `${name} ${texts.join("/")}`;
    });
    expect(blocks).toEqual(expected);
  });
});
