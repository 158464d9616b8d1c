import { screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it } from "vitest";
import { formatMoney } from "../format/money";
import { OFFER } from "../testing/samples";
import { Offers } from "./Offers";
import { render } from "../testing/render";

describe("Offers", () => {
  it("are listed on request, each with what is known and the way to its shop", async () => {
    const used = {
      ...OFFER,
      price: 12.5,
      condition: "used",
      availability: "unknown",
      deep_link: "http://shop.example/plain",
      seller_name: null,
    } as const;
    const silent = { ...OFFER, price: null, condition: null, availability: "unknown" } as const;
    render(<Offers offers={[OFFER, used, silent]} title="Lamp" />);
    const details = screen.getByRole("group");
    expect(details.hasAttribute("open")).toBe(false);
    await userEvent.click(screen.getByText(`3 offers from ${formatMoney(12.5, "USD", "en-US")}`));
    expect(details.hasAttribute("open")).toBe(true);
    const lines = within(screen.getByRole("list", { name: "Offers for Lamp" })).getAllByRole("listitem");
    expect(lines.map(({ textContent }) => textContent)).toEqual([
      `Mara (opens in a new tab)${formatMoney(20, "USD", "en-US")}New, In stock`,
      `TalknShop store${formatMoney(12.5, "USD", "en-US")}Used`,
      "Mara (opens in a new tab)Price not stated",
    ]);
    const links = screen.getAllByRole("link");
    expect(links).toHaveLength(2);
    for (const link of links) {
      expect(link.getAttribute("href")).toBe("https://shop.example/o-1");
      expect(link.getAttribute("rel")).toBe("noopener noreferrer");
    }
  });

  it("are not spoken of when there is but one", () => {
    const { container } = render(<Offers offers={[OFFER]} title="Lamp" />);
    expect(container.textContent).toBe("");
  });
});
