import { fireEvent, screen } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { formatMoney } from "../format/money";
import { OFFER, PRODUCT } from "../testing/samples";
import type { Product } from "../wire/model";
import { ProductCard } from "./ProductCard";
import { speak } from "../testing/messages";
import { render } from "../testing/render";

function card(fields: Partial<Product>, productType: string | null = "espresso machine") {
  const { container } = render(
    <ProductCard product={{ ...PRODUCT, ...fields }} productType={productType} isPictured />,
  );
  return { container, text: container.textContent ?? "" };
}

describe("ProductCard", () => {
  it("shows what helps to decide, and leads to the shop", () => {
    const { text } = card({ list_price: 300, seller_name: "Mara", simulated: true });
    const link = screen.getByRole("link", { name: /Lever espresso machine/ });
    expect(link.getAttribute("href")).toBe("https://shop.example/e-1");
    expect(link.getAttribute("rel")).toBe("noopener noreferrer");
    expect(link.getAttribute("target")).toBe("_blank");
    for (const part of [
      formatMoney(240, "USD", "en-US"),
      formatMoney(300, "USD", "en-US"),
      "Refurbished",
      "In stock",
      "4.3 out of 5, 1,204 reviews",
      "Well rated",
      "Mara on eBay",
      "Simulated",
    ]) {
      expect(text).toContain(part);
    }
    expect(document.querySelector("s")?.textContent).toContain(formatMoney(300, "USD", "en-US"));
  });

  it("says nothing that is not known", () => {
    const { text } = card({
      price: null,
      rating: null,
      condition: null,
      availability: "unknown",
      why_ranked: null,
    });
    expect(text).toContain("Price not stated");
    for (const part of ["out of 5", "stock", "Simulated", "shipping", "Look twice", "0"]) expect(text).not.toContain(part);
  });

  it.each([
    [105.5, "$105.50 with shipping"],
    [240, "free shipping"],
    [null, null],
  ])("says what it costs with its shipping: %s", (landed_price, expected) => {
    const own = { ...OFFER, product_id: PRODUCT.product_id, price: 240, landed_price };
    const { text } = card({ offers: [own] });
    if (expected === null) expect(text).not.toContain("shipping");
    else expect(text).toContain(expected);
  });

  it("says what is known of the seller", () => {
    const own = { ...OFFER, product_id: PRODUCT.product_id, seller_rating_count: 1204 };
    const record = { ...own, seller_positive_percent: 98.5 };
    expect(card({ offers: [record] }).text).toContain("98.5% positive of 1,204 ratings");
    expect(card({ offers: [own] }).text).toContain("1,204 seller ratings");
    expect(card({ offers: [{ ...own, seller_rating_count: 0 }] }).text).not.toContain("seller rating");
  });

  it("gives each reason to look twice in words, once", () => {
    const untold = { code: null, values: {} };
    const cheap = {
      ...untold,
      reason: "price_far_below",
      message: "It costs far less than comparable products.",
    };
    const odd = { ...untold, reason: "new_reason", message: "Its picture is of something else." };
    expect(card({ doubts: [cheap, odd, cheap] }).text).toContain(
      `Look twice: ${cheap.message} ${odd.message}`,
    );
    const { container } = render(
      <ProductCard product={{ ...PRODUCT, doubts: [cheap, odd] }} productType={null} isPictured />,
      { t: speak("de") },
    );
    expect(container.textContent).toContain(
      `Genau hinsehen: Es kostet viel weniger als vergleichbare Produkte. ${odd.message}`,
    );
  });

  it("shows a rating that nobody counted", () => {
    expect(card({ review_count: null, condition: null }).text).toContain("Rated 4.3 out of 5");
  });

  it("leads nowhere with a dangerous address, and shows markup as text", () => {
    const { container, text } = card({
      title: "<script>alert(1)</script>",
      deep_link: "javascript:alert(1)",
      marketplace_url: "",
    });
    expect(screen.queryByRole("link")).toBeNull();
    expect(container.querySelector("script")).toBeNull();
    expect(text).toContain("<script>alert(1)</script>");
  });

  it.each([
    ["the kind of thing", "espresso machine", "Lever", "E"],
    ["the title when the kind is unknown", null, "«lever»", "L"],
    ["a dot when there is no letter", null, "!!!", "·"],
  ])("draws the initial of %s without a picture", (_name, productType, title, letter) => {
    const { container } = card({ title }, productType);
    expect(container.querySelector("svg text")?.textContent).toBe(letter);
  });

  it("draws a tile in place of a broken picture", () => {
    const { container } = card({ image_url: "https://shop.example/e.png" });
    const picture = container.querySelector("img");
    if (picture === null) throw new Error("there is no picture");
    expect(container.querySelector("svg text")).toBeNull();
    fireEvent.error(picture);
    expect(container.querySelector("img")).toBeNull();
    expect(container.querySelector("svg text")?.textContent).toBe("E");
  });
});
