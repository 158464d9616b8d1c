import { describe, expect, it } from "vitest";
import { ENGLISH } from "../testing/messages";
import { OFFER } from "../testing/samples";
import type { Offer } from "../wire/model";
import { cellText } from "./comparison";
import { offersSentence } from "./offers";
import { formatMoment } from "./time";
import { attributeName, countSentence } from "./words";

function row(name: string, unit: string | null = null) {
  return { name, unit, values: [], differs: false, best: [] };
}

describe("a cell of a comparison", () => {
  it.each([
    [19.5, row("price", "EUR"), "€19.50"],
    ["19.50 EUR", row("price"), "19.50 EUR"],
    [4.25, row("rating"), "4.3 out of 5"],
    [1204, row("review_count"), "1,204"],
    [1.25, row("weight", "kg"), "1.25 kg"],
    [0, row("weight", "kg"), "0 kg"],
    [16, row("memory", "gb"), "16 GB"],
    ["like_new", row("condition"), "Like new"],
    ["in_stock", row("availability"), "In stock"],
    ["haunted", row("condition"), "haunted"],
    ["new", row("model"), "new"],
    [null, row("price", "EUR"), null],
  ])("%j of %j", (value, of, expected) => {
    expect(cellText(value, of, ENGLISH)).toBe(expected);
  });

  it.each([
    ["review_count", "Reviews"],
    ["ram", "RAM"],
    ["screen_size", "Screen size"],
  ])("%s has the heading %s", (name, expected) => {
    expect(attributeName(name, ENGLISH)).toBe(expected);
  });
});

describe("offersSentence", () => {
  it.each<[string, Partial<Offer>, string]>([
    ["the lowest price", { price: 12 }, "2 offers from $12"],
    ["no price of what is sold out", { price: 12, availability: "out_of_stock" }, "2 offers from $20"],
    ["no price that is not stated", { price: null }, "2 offers from $20"],
    ["no lowest of two currencies", { price: 12, currency: "EUR" }, "2 offers"],
  ])("says %s", (_name, fields, expected) => {
    expect(offersSentence([OFFER, { ...OFFER, ...fields }], ENGLISH)).toBe(expected);
  });

  it("says no price where none is known", () => {
    const offer = { ...OFFER, price: null };
    expect(offersSentence([offer, offer], ENGLISH)).toBe("2 offers");
  });
});

describe("formatMoment", () => {
  it("writes a moment, and nothing of what is none", () => {
    expect(formatMoment("2026-05-01T10:00:00Z", "en")).toContain("2026");
    expect(formatMoment("soon", "en")).toBeNull();
  });
});

function placed(code: string): never {
  return { reasons: [{ code, values: {} }] } as never;
}

describe("countSentence of further products", () => {
  it.each([
    [40, 2, 12, "Products 13 to 14 of 40."],
    [0, 1, 12, "Products 13 to 13 of 13."],
    [12, 0, 12, "There are no more: 12 products fit."],
  ])("%d, of which %d come after %d", (total_count, shown, offset, expected) => {
    const products = Array.from({ length: shown }, () => ({ reasons: [] }) as never);
    expect(countSentence({ total_count, products, offset }, ENGLISH)).toBe(expected);
  });

  it.each([
    [1, 1, 2, 0, "1 product fits."],
    [0, 0, 3, 0, "Nothing fits all of this."],
    [13, 1, 4, 12, "Products 13 to 13 of 13."],
    [13, 0, 4, 24, "There are no more: 13 products fit."],
  ])("%d fit, %d of them here, and %d only come near, behind %d", (total_count, fit, near, offset, expected) => {
    const products = [
      ...Array.from({ length: fit }, () => placed("matches")),
      ...Array.from({ length: near }, () => placed("near")),
    ];
    expect(countSentence({ total_count, products, offset }, ENGLISH)).toBe(expected);
  });
});
