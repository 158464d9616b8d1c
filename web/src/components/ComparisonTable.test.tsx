import { screen, within } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { formatMoney } from "../format/money";
import { COMPARISON, OFFER, PRODUCT } from "../testing/samples";
import { ComparisonTable } from "./ComparisonTable";
import { render } from "../testing/render";

function texts(cells: HTMLElement[]): (string | null)[] {
  return cells.map(({ textContent }) => textContent);
}

describe("ComparisonTable", () => {
  it("says in words what differs, what is best, and what is not stated", () => {
    render(<ComparisonTable comparison={COMPARISON} />);
    const rows = within(screen.getByRole("table")).getAllByRole("row");
    const [, price, brand, colour] = rows.map((row) => [
      ...texts(within(row).queryAllByRole("rowheader")),
      ...texts(within(row).queryAllByRole("cell")),
    ]);
    expect(price).toEqual([
      "Price≠ differs",
      `${formatMoney(240, "USD", "en-US")} Best`,
      `${formatMoney(260, "USD", "en-US")} `,
    ]);
    expect(brand).toEqual(["Brand", "Cassia ", "Cassia "]);
    expect(colour).toEqual(["Color", "red ", "–not stated"]);
  });

  it("heads each column with a product and the way to its shop, over https alone", () => {
    const plain = { ...PRODUCT, product_id: "e-3", title: "Plain", deep_link: "http://a.example/" };
    const pictured = { ...plain, product_id: "e-4", image_url: "https://shop.example/e.png" };
    const rows = COMPARISON.rows.map((row) => ({ ...row, values: [...row.values, null, null] }));
    const comparison = { products: [...COMPARISON.products, plain, pictured], rows };
    const { container } = render(<ComparisonTable comparison={comparison} />);
    expect(screen.getAllByRole("columnheader")).toHaveLength(5);
    const links = screen.getAllByRole("link");
    expect(links).toHaveLength(2);
    expect(links[0]?.getAttribute("rel")).toBe("noopener noreferrer");
    expect(container.querySelectorAll("img")).toHaveLength(1);
  });

  it("has a row for each shop below the price, the cheapest with its shipping marked", () => {
    const [one, other] = COMPARISON.products;
    if (one === undefined || other === undefined) throw new Error("the sample has two products");
    const ebay = { ...OFFER, product_id: "e", marketplace: "ebay", simulated: true };
    const doubts = [{ reason: "price_far_below", message: "It costs far less.", code: null, values: {} }];
    const products = [
      {
        ...one,
        offers: [
          { ...ebay, price: 90, landed_price: 99 },
          { ...ebay, product_id: "e-used", condition: "good" as const, price: 40, landed_price: 49, doubts },
          { ...OFFER, price: 95, landed_price: 95 },
        ],
      },
      { ...other, offers: [OFFER] },
    ];
    render(<ComparisonTable comparison={{ ...COMPARISON, products }} />);
    const rows = within(screen.getByRole("table")).getAllByRole("row");
    expect(rows.slice(2, 4).map((row) => row.textContent)).toEqual([
      "At eBaySimulated$90$99 with shipping$40 · Good condition$49 with shippingLook twice: It costs far less.–no offer",
      "At TalknShop store$95free shippingLowest known with shipping$20shipping unknown",
    ]);
  });

  it("says nothing of shops where one has them all", () => {
    const products = COMPARISON.products.map((product) => ({ ...product, offers: [OFFER] }));
    render(<ComparisonTable comparison={{ ...COMPARISON, products }} />);
    expect(screen.queryByRole("rowheader", { name: /^At / })).toBeNull();
  });

  it("can be reached and scrolled by keyboard, and takes the keyboard where it was asked for", () => {
    const { rerender } = render(<ComparisonTable comparison={COMPARISON} />);
    const region = screen.getByRole("region", { name: "Comparison" });
    expect(region.tabIndex).toBe(0);
    expect(document.activeElement).not.toBe(region);
    rerender(<ComparisonTable key="asked" comparison={COMPARISON} takesFocus />);
    expect(document.activeElement).toBe(screen.getByRole("region", { name: "Comparison" }));
  });
});
