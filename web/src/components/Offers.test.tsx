import { screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it } from "vitest";
import { formatMoney } from "../format/money";
import { OFFER } from "../testing/samples";
import type { Offer } from "../wire/model";
import { Offers } from "./Offers";
import { render } from "../testing/render";

function lines(name: string): (string | null)[] {
  const list = screen.getByRole("list", { name });
  return within(list).getAllByRole("listitem").map(({ textContent }) => textContent);
}

function dollars(amount: number): string {
  return formatMoney(amount, "USD", "en-US");
}

describe("Offers", () => {
  it("are listed on request, each with what is known and the way to its shop", async () => {
    const landed = {
      ...OFFER,
      marketplace: "ebay",
      price: 12.5,
      landed_price: 18.5,
      availability: "unknown",
      deep_link: "http://shop.example/plain",
      seller_name: "attic",
      seller_rating_count: 40,
      simulated: true,
    } as const satisfies Offer;
    const silent = { ...OFFER, price: null, condition: null, availability: "unknown" } as const;
    render(<Offers offers={[OFFER, landed, silent]} title="Lamp" />);
    const details = screen.getByRole("group");
    expect(details.hasAttribute("open")).toBe(false);
    await userEvent.click(screen.getByText(`3 offers from ${dollars(12.5)}`));
    expect(details.hasAttribute("open")).toBe(true);
    expect(lines("Offers for Lamp")).toEqual([
      `Mara (opens in a new tab)${dollars(20)}shipping unknownNew, In stock`,
      `attic on eBaySimulated${dollars(12.5)}${dollars(18.5)} with shippingNew, 40 seller ratings`,
      "Mara (opens in a new tab)Price not stated",
    ]);
    const links = screen.getAllByRole("link");
    expect(links).toHaveLength(2);
    for (const link of links) {
      expect(link.getAttribute("href")).toBe("https://shop.example/o-1");
      expect(link.getAttribute("rel")).toBe("noopener noreferrer");
    }
  });

  it("stand beside each other, new and used, each from its own price on", () => {
    const doubts = [{ reason: "seller_without_record", message: "Nobody has rated its seller yet.", code: null, values: {} }];
    const used = { ...OFFER, condition: "good", price: 9, landed_price: 9, doubts } as const;
    render(<Offers offers={[OFFER, used]} title="Lamp" />);
    expect(screen.getByText(`2 offers: new from ${dollars(20)}, used from ${dollars(9)}`)).toBeTruthy();
    expect(lines("New offers for Lamp")).toHaveLength(1);
    expect(lines("Used and refurbished offers for Lamp")).toEqual([
      `Mara (opens in a new tab)${dollars(9)}free shippingGood condition, In stockLook twice: Nobody has rated its seller yet.`,
    ]);
  });

  it("are not spoken of when there is but one", () => {
    const { container } = render(<Offers offers={[OFFER]} title="Lamp" />);
    expect(container.textContent).toBe("");
  });
});
